// The network of one simulated cluster: a LAN with nodes and hosts on it, and the way out of it.
import type { Clock } from '../../clock.ts';
import type { NetworkNamespace } from '../../shell/network-namespace.ts';
import { noParts, type Parts } from '../parts.ts';
import type { Random } from '../random.ts';
import { parseIpv4 } from './address.ts';
import { Lan } from './link.ts';
import { type OpenNamespace, openNamespace } from './namespace.ts';
import { createNodeNetwork, type NodeNetwork } from './node.ts';
import { Stack } from './stack.ts';
import { serveUpstreamNames } from './upstream.ts';
import { type PacketListener, Wire } from './wire.ts';

/** Docker's network for kind. */
export const LAN_CIDR = '172.18.0.0/16';
/** The LAN's router, where everybody's default route leads, and its name server. Nothing lies beyond it. */
export const GATEWAY_ADDRESS = '172.18.0.1';

export interface NetworkOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** What the name server on the LAN knows besides the names of nodes and hosts: name → IPv4 address. */
  readonly names?: Readonly<Record<string, string>>;
  /** Where nodes' tables and wires are kept beyond this process. */
  readonly parts?: Parts;
}

export interface Network {
  /** Throws when the name or the address is taken. */
  addNode(node: { readonly name: string; readonly address: string; readonly podCidr: string }): NodeNetwork;
  /** Cuts the node off, with its pods. */
  removeNode(name: string): void;
  /** A host on the LAN that is no node: it has no route to pods or Services. */
  addHost(name: string, address: string): NetworkNamespace;
  node(name: string): NodeNetwork | undefined;
  nodes(): readonly NodeNetwork[];
  namespaceOf(podUid: string): NetworkNamespace | undefined;
  onPacket(listener: PacketListener): () => void;
}

export function createNetwork(options: NetworkOptions): Network {
  const wire = new Wire(options.clock, options.random);
  const lan = new Lan();
  const nodes = new Map<string, { readonly network: NodeNetwork; readonly host: OpenNamespace }>();
  const names = new Map(Object.entries(options.names ?? {}));
  let lastLanIndex = 4;

  function plug(place: string, name: string, address: string): OpenNamespace {
    if (names.has(name) || lan.find(address)) throw new Error(`there is already a host ${name} or an address ${address} on the LAN`);
    const stack = new Stack(place, wire);
    const device = stack.addDevice({
      name: 'eth0',
      index: stack.nextDeviceIndex(),
      mac: macOf(address),
      mtu: 1500,
      up: true,
      addresses: [`${address}/16`],
      link: { kind: 'lan', lan, index: ++lastLanIndex },
    });
    stack.routes.set({ destination: LAN_CIDR, device: 'eth0', scope: 'link', source: address, protocol: 'kernel' });
    if (address !== GATEWAY_ADDRESS) stack.routes.set({ destination: 'default', via: GATEWAY_ADDRESS, device: 'eth0' });
    lan.plug(address, { stack, device });
    names.set(name, address);
    return openNamespace(stack);
  }

  const gateway = plug('gateway', 'gateway', GATEWAY_ADDRESS);
  serveUpstreamNames(gateway, names);

  return {
    addNode({ name, address, podCidr }) {
      const host = plug(`node/${name}`, name, address);
      const network = createNodeNetwork({ name, host, address, podCidr, parts: options.parts ?? noParts });
      nodes.set(name, { network, host });
      return network;
    },
    removeNode(name) {
      const found = nodes.get(name);
      if (!found) return;
      nodes.delete(name);
      names.delete(name);
      lan.unplug(found.network.address);
      found.host.destroy();
    },
    addHost: (name, address) => plug(name, name, address),
    node: (name) => nodes.get(name)?.network,
    nodes: () => [...nodes.values()].map(({ network }) => network),
    namespaceOf(podUid) {
      for (const { network } of nodes.values()) {
        const found = network.find(podUid);
        if (found) return found;
      }
      return undefined;
    },
    onPacket(listener) {
      wire.listeners.add(listener);
      return () => wire.listeners.delete(listener);
    },
  };
}

/** As Docker derives it from the address. */
function macOf(address: string): string {
  const value = parseIpv4(address) ?? 0;
  const bytes = [24, 16, 8, 0].map((shift) => ((value >>> shift) & 255).toString(16).padStart(2, '0'));
  return ['02', '42', ...bytes].join(':');
}
