// A node's part of the network: its namespace, and the pods that are wired to it (CNI plugins ptp and host-local).
import type { Clock } from '../../clock.ts';
import type { NetworkNamespace } from '../../shell/network-namespace.ts';
import type { PodNetwork, PodSandbox } from '../kubelet/pod-network.ts';
import { formatIpv4, parsePrefix } from './address.ts';
import type { Device } from './link.ts';
import { type OpenNamespace, openNamespace } from './namespace.ts';
import type { Netfilter } from './netfilter/index.ts';
import type { Routes } from './routes.ts';
import { Stack } from './stack.ts';

export interface NodeNetwork {
  readonly name: string;
  readonly address: string;
  readonly podCidr: string;
  readonly host: NetworkNamespace;
  readonly pods: PodNetwork;
  /** The node's own tables and connection tracking; programs that configure the node change them. */
  readonly netfilter: Netfilter;
  readonly routes: Routes;
  readonly clock: Clock;
  /** The namespace of a pod that is wired to this node. */
  find(podUid: string): NetworkNamespace | undefined;
}

interface Wired {
  readonly net: OpenNamespace;
  readonly address: string;
  readonly hostEnd: Device;
}

export function createNodeNetwork(name: string, host: OpenNamespace, address: string, podCidr: string): NodeNetwork {
  const { stack } = host;
  const range = parsePrefix(podCidr);
  const gateway = formatIpv4(range.base + 1);
  const addresses = allocateFrom(range.base + 2, range.base + 2 ** (32 - range.length) - 2);
  const wired = new Map<string, Wired>();
  const inHostNetwork = new Set<string>();
  stack.forwarding = true;
  stack.onLink = range;

  function wire(sandbox: PodSandbox): Wired {
    const address = formatIpv4(
      addresses.take(
        `failed to allocate for range 0: no IP addresses available in range set: ${gateway}-${formatIpv4(range.base + 2 ** (32 - range.length) - 2)}`,
      ),
    );
    const pod = new Stack(`pod/${sandbox.namespace}/${sandbox.name}`, stack.wire);
    const index = stack.nextDeviceIndex();
    const inPod = pod.addDevice({
      name: 'eth0',
      index: 2,
      mac: randomMac(stack),
      mtu: 1500,
      up: true,
      addresses: [`${address}/${range.length}`],
      link: { kind: 'veth', peer: undefined },
    });
    const hostEnd = stack.addDevice({
      name: `veth${hexDigits(stack, 8)}`,
      index,
      mac: randomMac(stack),
      mtu: 1500,
      up: true,
      addresses: [`${gateway}/32`],
      link: { kind: 'veth', peer: { stack: pod, device: inPod } },
    });
    inPod.link = { kind: 'veth', peer: { stack, device: hostEnd } };
    pod.routes.set({ destination: 'default', via: gateway, device: 'eth0' });
    pod.routes.set({ destination: podCidr, via: gateway, device: 'eth0', source: address });
    pod.routes.set({ destination: `${gateway}/32`, device: 'eth0', scope: 'link', source: address });
    stack.routes.set({ destination: `${address}/32`, device: hostEnd.name, scope: 'host' });
    return { net: openNamespace(pod), address, hostEnd };
  }

  const pods: PodNetwork = {
    host,
    hostAddress: address,
    async add(sandbox) {
      if (sandbox.hostNetwork) {
        inHostNetwork.add(sandbox.uid);
        return { net: host, address };
      }
      const found = wired.get(sandbox.uid) ?? wire(sandbox);
      wired.set(sandbox.uid, found);
      return { net: found.net, address: found.address };
    },
    async remove(uid) {
      inHostNetwork.delete(uid);
      const found = wired.get(uid);
      if (!found) return;
      wired.delete(uid);
      found.net.destroy();
      stack.removeDevice(found.hostEnd);
      addresses.give(parsePrefix(found.address).base);
    },
  };
  const find = (uid: string) => wired.get(uid)?.net ?? (inHostNetwork.has(uid) ? host : undefined);
  return { name, address, podCidr, host, pods, netfilter: stack.netfilter, routes: stack.routes, clock: stack.wire.clock, find };
}

/** host-local's order: the next free one after the last that was given out. */
function allocateFrom(first: number, last: number) {
  const taken = new Set<number>();
  let previous = first - 1;
  return {
    take(exhausted: string): number {
      for (let tries = first; tries <= last; tries++) {
        previous = previous >= last ? first : previous + 1;
        if (taken.has(previous)) continue;
        taken.add(previous);
        return previous;
      }
      throw new Error(exhausted);
    },
    give: (address: number) => taken.delete(address),
  };
}

function hexDigits(stack: Stack, count: number): string {
  return Array.from({ length: count }, () => stack.wire.random.below(16).toString(16)).join('');
}

/** Locally administered, unicast. */
function randomMac(stack: Stack): string {
  const digits = hexDigits(stack, 10).match(/../g) ?? [];
  return ['2e', ...digits].join(':');
}
