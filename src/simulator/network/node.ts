// A node's part of the network: its namespace, and the pods that are wired to it (CNI plugins ptp and host-local).
import type { Clock } from '../../clock.ts';
import type { NetworkNamespace, RouteInfo } from '../../shell/network-namespace.ts';
import type { PodNetwork, PodSandbox } from '../kubelet/pod-network.ts';
import type { Parts } from '../parts.ts';
import { formatIpv4, parsePrefix } from './address.ts';
import type { Device } from './link.ts';
import { type OpenNamespace, openNamespace } from './namespace.ts';
import type { Netfilter } from './netfilter/index.ts';
import type { KeptTables } from './netfilter/tables.ts';
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
  /** Of pods with a namespace of their own. */
  podUids(): readonly string[];
}

interface Wired {
  readonly net: OpenNamespace;
  readonly address: string;
  readonly hostEnd: Device;
  readonly plan: WirePlan;
}

/** A pod's wire before it is laid. */
interface WirePlan {
  readonly place: string;
  readonly address: string;
  readonly podMac: string;
  readonly hostEnd: Pick<Device, 'name' | 'index' | 'mac'>;
}

/** The kernel's tables and CNI's notes, which outlive the programs that made them. Sockets and tracked connections do not. */
interface KeptNode {
  readonly tables: KeptTables;
  readonly routes: readonly RouteInfo[];
  readonly lastAddress: number;
  readonly wired: readonly (readonly [string, WirePlan])[];
}

export interface NodeNetworkParts {
  readonly name: string;
  readonly host: OpenNamespace;
  readonly address: string;
  readonly podCidr: string;
  readonly parts: Parts;
}

export function createNodeNetwork({ name, host, address, podCidr, parts }: NodeNetworkParts): NodeNetwork {
  const { stack } = host;
  const range = parsePrefix(podCidr);
  const gateway = formatIpv4(range.base + 1);
  const addresses = allocateFrom(range.base + 2, range.base + 2 ** (32 - range.length) - 2);
  const wired = new Map<string, Wired>();
  const inHostNetwork = new Set<string>();
  stack.forwarding = true;
  stack.onLink = range;

  function planWire(sandbox: PodSandbox): WirePlan {
    const address = formatIpv4(
      addresses.take(
        `failed to allocate for range 0: no IP addresses available in range set: ${gateway}-${formatIpv4(range.base + 2 ** (32 - range.length) - 2)}`,
      ),
    );
    const podMac = randomMac(stack);
    const hostEnd = { name: `veth${hexDigits(stack, 8)}`, index: stack.nextDeviceIndex(), mac: randomMac(stack) };
    return { place: `pod/${sandbox.namespace}/${sandbox.name}`, address, podMac, hostEnd };
  }

  function wire(plan: WirePlan): Wired {
    const { address } = plan;
    const pod = new Stack(plan.place, stack.wire);
    const inPod = pod.addDevice({
      name: 'eth0',
      index: 2,
      mac: plan.podMac,
      mtu: 1500,
      up: true,
      addresses: [`${address}/${range.length}`],
      link: { kind: 'veth', peer: undefined },
    });
    const hostEnd = stack.addDevice({
      ...plan.hostEnd,
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
    return { net: openNamespace(pod), address, hostEnd, plan };
  }

  const pods: PodNetwork = {
    host,
    hostAddress: address,
    async add(sandbox) {
      if (sandbox.hostNetwork) {
        inHostNetwork.add(sandbox.uid);
        return { net: host, address };
      }
      const found = wired.get(sandbox.uid) ?? wire(planWire(sandbox));
      wired.set(sandbox.uid, found);
      changed();
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
      changed();
    },
  };
  const kept = parts.find<KeptNode>(`node/${name}`);
  if (kept) {
    for (const [uid, plan] of kept.wired) {
      wired.set(uid, wire(plan));
      addresses.reserve(parsePrefix(plan.address).base);
    }
    addresses.previous = kept.lastAddress;
    for (const { destination } of stack.routes.list()) stack.routes.remove(destination);
    for (const route of kept.routes) stack.routes.set(route);
    stack.netfilter.tables.restore(kept.tables);
  }
  const read = (): KeptNode => ({
    tables: stack.netfilter.tables.kept(),
    routes: stack.routes.list(),
    lastAddress: addresses.previous,
    wired: [...wired].map(([uid, { plan }]) => [uid, plan]),
  });
  function changed(): void {
    parts.changed(`node/${name}`, read);
  }
  stack.netfilter.tables.onChange = changed;
  stack.routes.onChange = changed;

  const find = (uid: string) => wired.get(uid)?.net ?? (inHostNetwork.has(uid) ? host : undefined);
  const podUids = () => [...wired.keys()];
  return { name, address, podCidr, host, pods, netfilter: stack.netfilter, routes: stack.routes, clock: stack.wire.clock, find, podUids };
}

/** host-local's order: the next free one after the last that was given out. */
function allocateFrom(first: number, last: number) {
  const taken = new Set<number>();
  const range = {
    previous: first - 1,
    take(exhausted: string): number {
      for (let tries = first; tries <= last; tries++) {
        range.previous = range.previous >= last ? first : range.previous + 1;
        if (taken.has(range.previous)) continue;
        taken.add(range.previous);
        return range.previous;
      }
      throw new Error(exhausted);
    },
    reserve: (address: number) => taken.add(address),
    give: (address: number) => taken.delete(address),
  };
  return range;
}

function hexDigits(stack: Stack, count: number): string {
  return Array.from({ length: count }, () => stack.wire.random.below(16).toString(16)).join('');
}

/** Locally administered, unicast. */
function randomMac(stack: Stack): string {
  const digits = hexDigits(stack, 10).match(/../g) ?? [];
  return ['2e', ...digits].join(':');
}
