// iptables as the simulator evaluates it: rules, tables, connection tracking.
export type { Conntrack, ConntrackEntry, TcpTrackState, Tuple } from './conntrack.ts';
export { Netfilter } from './netfilter.ts';
export * from './rule.ts';
export { iptablesSave, ruleText, type SaveOptions } from './save.ts';
export { type ChainView, lengthOf, type Tables } from './tables.ts';
