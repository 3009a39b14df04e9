// Services of type NodePort and LoadBalancer get their node ports (pkg/registry/core/service/portallocator).
import type { Service, ServicePort } from '../../objects.ts';
import type { Random } from '../../random.ts';
import { invalid } from '../faults.ts';
import type { AnyResource, FieldFault } from '../resource.ts';
import { ApiError } from '../status.ts';
import type { Storage } from '../storage.ts';
import { type AdmissionPlugin, isKind } from './plugin.ts';

const FIRST = 30_000;
const LAST = 32_767;
/** Ports below are for those who ask for one: min(max(16, size/32), 128). */
const STATIC_BAND = 86;

const needsNodePorts = ({ spec }: Service): boolean =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

export function nodePorts(parts: { storage: Storage; random: Random; services: AnyResource }): AdmissionPlugin {
  const taken = (except: Service): Set<string> => {
    const ports = new Set<string>();
    for (const { metadata, spec } of parts.storage.list(parts.services) as readonly Service[]) {
      if (metadata.uid === except.metadata.uid) continue;
      for (const { nodePort, protocol } of spec.ports ?? []) if (nodePort) ports.add(`${nodePort}/${protocol}`);
      if (spec.healthCheckNodePort) ports.add(`${spec.healthCheckNodePort}/TCP`);
    }
    return ports;
  };
  const free = (used: ReadonlySet<string>, protocol: string): number => {
    const sweep = (from: number, to: number) => {
      const size = to - from + 1;
      const start = parts.random.below(size);
      for (let step = 0; step < size; step++) {
        const port = from + ((start + step) % size);
        if (!used.has(`${port}/${protocol}`)) return port;
      }
      return undefined;
    };
    const port = sweep(FIRST + STATIC_BAND, LAST) ?? sweep(FIRST, FIRST + STATIC_BAND - 1);
    if (port === undefined) throw ApiError.internal('failed to allocate a nodePort: range is full');
    return port;
  };
  return {
    allocate(request) {
      if (request.operation === 'DELETE' || request.subresource || !isKind(request, '', 'Service')) return;
      const service = request.object as Service;
      const { spec } = service;
      const used = taken(service);
      const faults: FieldFault[] = [];
      const own = new Map<string, ServicePort>();
      for (const [at, port] of (spec.ports ?? []).entries()) {
        if (!port.nodePort) continue;
        const key = `${port.nodePort}/${port.protocol}`;
        const field = `spec.ports[${at}].nodePort`;
        if (port.nodePort < FIRST || port.nodePort > LAST) {
          faults.push(
            invalid(field, port.nodePort, `provided port is not in the valid range. The range of valid ports is ${FIRST}-${LAST}`),
          );
        } else if (used.has(key) && !own.has(key)) faults.push(invalid(field, port.nodePort, 'provided port is already allocated'));
        own.set(key, port);
        used.add(key);
      }
      if (faults.length > 0) throw ApiError.invalid(request.resource, request.name, faults);
      if (!needsNodePorts(service)) return;
      for (const port of spec.ports ?? []) {
        if (port.nodePort) continue;
        // A port that is open for another protocol already serves both (DNS).
        const sibling = spec.ports?.find(
          (other) => other.nodePort && other.port === port.port && other.protocol !== port.protocol,
        )?.nodePort;
        port.nodePort = sibling && !used.has(`${sibling}/${port.protocol}`) ? sibling : free(used, port.protocol);
        used.add(`${port.nodePort}/${port.protocol}`);
      }
      if (spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local') spec.healthCheckNodePort ||= free(used, 'TCP');
    },
  };
}
