// Whether a rule matches a packet. Rules are compiled once, when they are installed.
import { contains, type Prefix, parseIpv4, parsePrefix } from '../address.ts';
import type { Packet } from '../types.ts';
import type { ConntrackState, Rule } from './rule.ts';

/** What a rule may ask about, besides the packet's own header. */
export interface Situation {
  readonly packet: Packet;
  readonly inDevice: string | undefined;
  readonly outDevice: string | undefined;
  readonly states: readonly ConntrackState[];
  isLocal(address: string): boolean;
  /** At least 0, below 1. */
  chance(): number;
  recent(list: string): RecentList;
}

/** xt_recent's list: when each address was last seen. */
export interface RecentList {
  seenWithin(address: string, seconds: number): boolean;
  note(address: string): void;
  forget(address: string): void;
}

export interface InstalledRule {
  readonly rule: Rule;
  packets: number;
  bytes: number;
  matches(situation: Situation): boolean;
}

/** Throws when an address in the rule is none. */
export function installRule(rule: Rule): InstalledRule {
  const tests: ((situation: Situation) => boolean)[] = [];
  const protocol = rule.protocol?.toUpperCase();
  if (protocol) tests.push(({ packet }) => packet.protocol === protocol);
  const address = (text: string | undefined, side: 'source' | 'destination', wanted: boolean) => {
    if (text === undefined) return;
    const prefix = parsePrefix(text);
    tests.push(({ packet }) => within(prefix, packet[side]) === wanted);
  };
  address(rule.destination, 'destination', true);
  address(rule.source, 'source', true);
  address(rule.notSource, 'source', false);
  address(rule.notDestination, 'destination', false);
  const { destinationPorts: ports, destinationPortRange: range, mark, states, notStates, probability, recent } = rule;
  if (ports) tests.push(({ packet }) => packet.protocol !== 'ICMP' && ports.includes(packet.destinationPort));
  if (range) {
    tests.push(({ packet: { protocol, destinationPort: port } }) => protocol !== 'ICMP' && port >= range.first && port <= range.last);
  }
  if (rule.inInterface) tests.push(({ inDevice }) => deviceMatches(rule.inInterface as string, inDevice));
  if (rule.outInterface) tests.push(({ outDevice }) => deviceMatches(rule.outInterface as string, outDevice));
  if (states) tests.push((situation) => situation.states.some((state) => states.includes(state)));
  if (notStates) tests.push((situation) => !situation.states.some((state) => notStates.includes(state)));
  if (rule.destinationType) tests.push(({ packet, isLocal }) => isLocal(packet.destination));
  if (rule.notDestinationType) tests.push(({ packet, isLocal }) => !isLocal(packet.destination));
  if (rule.sourceType) tests.push(({ packet, isLocal }) => isLocal(packet.source));
  if (mark) tests.push(({ packet }) => ((packet.mark & mark.mask) >>> 0 === mark.value) !== (mark.not ?? false));
  if (probability !== undefined) tests.push(({ chance }) => chance() < probability);
  if (recent) tests.push((situation) => recentMatches(recent, situation));
  return {
    rule,
    packets: 0,
    bytes: 0,
    matches: (situation) => tests.every((test) => test(situation)),
  };
}

function within(prefix: Prefix, address: string): boolean {
  const value = parseIpv4(address);
  return value !== undefined && contains(prefix, value);
}

/** `veth+` stands for every name that begins so. */
function deviceMatches(wanted: string, device: string | undefined): boolean {
  if (device === undefined) return false;
  return wanted.endsWith('+') ? device.startsWith(wanted.slice(0, -1)) : device === wanted;
}

function recentMatches(recent: NonNullable<Rule['recent']>, situation: Situation): boolean {
  const list = situation.recent(recent.list);
  const { source } = situation.packet;
  if (recent.action === 'set') {
    list.note(source);
    return true;
  }
  return list.seenWithin(source, recent.seconds ?? Number.POSITIVE_INFINITY);
}
