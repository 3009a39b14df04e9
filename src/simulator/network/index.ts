// The packet network: namespaces, links, routes, sockets, netfilter, DNS for programs.
export { contains, formatIpv4, isIpv4, isIpv6, type Prefix, parseIpv4, parsePrefix } from './address.ts';
export * from './dns/index.ts';
export { ownSockets } from './namespace.ts';
export * from './netfilter/index.ts';
export { createNetwork, GATEWAY_ADDRESS, LAN_CIDR, type Network, type NetworkOptions } from './network.ts';
export type { NodeNetwork } from './node.ts';
export type { Routes } from './routes.ts';
export type * from './types.ts';
export type { PacketListener } from './wire.ts';
