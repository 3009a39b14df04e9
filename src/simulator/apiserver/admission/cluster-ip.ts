// Services get their cluster IPs from one range (pkg/registry/core/service/ipallocator).
import type { Service } from '../../objects.ts';
import type { Random } from '../../random.ts';
import { invalid } from '../faults.ts';
import type { AnyResource } from '../resource.ts';
import { ApiError } from '../status.ts';
import type { Storage } from '../storage.ts';
import { type AdmissionPlugin, isKind } from './plugin.ts';

/** 10.96.0.0/16: kubeadm's and kind's default. */
const FIRST = 10 * 2 ** 24 + 96 * 2 ** 16;
const SIZE = 2 ** 16;
/** Addresses below are for those who ask for one: min(max(16, size/16), 256). */
const STATIC_BAND = 256;

const parse = (address: string): number | undefined => {
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)?.slice(1).map(Number);
  return parts?.every((part) => part < 256) ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined;
};
const format = (address: number): string => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

export function serviceAddresses(parts: { storage: Storage; random: Random; services: AnyResource }): AdmissionPlugin {
  const taken = (except: Service) => {
    const addresses = new Set<string>();
    for (const { metadata, spec } of parts.storage.list(parts.services) as readonly Service[]) {
      if (metadata.uid !== except.metadata.uid) for (const address of spec.clusterIPs ?? []) addresses.add(address);
    }
    return addresses;
  };
  const free = (used: ReadonlySet<string>): string | undefined => {
    const sweep = (from: number, to: number) => {
      const size = to - from;
      const start = parts.random.below(size);
      for (let step = 0; step < size; step++) {
        const address = format(FIRST + from + ((start + step) % size));
        if (!used.has(address)) return address;
      }
      return undefined;
    };
    return sweep(STATIC_BAND, SIZE - 1) ?? sweep(1, STATIC_BAND);
  };
  return {
    allocate(request) {
      if (request.operation === 'DELETE' || request.subresource || !isKind(request, '', 'Service')) return;
      const service = request.object as Service;
      const old = request.old as Service | undefined;
      const { spec } = service;
      if (spec.type === 'ExternalName' || spec.clusterIP === 'None') return;
      if (spec.clusterIP && old?.spec.clusterIP === spec.clusterIP) return;
      const used = taken(service);
      if (spec.clusterIP) {
        const number = parse(spec.clusterIP) ?? 0;
        const why =
          number <= FIRST || number >= FIRST + SIZE - 1
            ? 'the provided network does not match the current range'
            : used.has(spec.clusterIP)
              ? 'provided IP is already allocated'
              : undefined;
        if (why) {
          const fault = invalid('spec.clusterIPs', [spec.clusterIP], `failed to allocate IP ${spec.clusterIP}: ${why}`);
          throw ApiError.invalid(request.resource, request.name, [fault]);
        }
      } else {
        const address = free(used);
        if (!address) throw ApiError.internal('failed to allocate a serviceIP: range is full');
        spec.clusterIP = address;
      }
      spec.clusterIPs = [spec.clusterIP];
    },
  };
}
