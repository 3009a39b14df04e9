// iptables rules as data (iptables(8), iptables-extensions(8)): what a rule matches and what it does then.

export type TableName = 'nat' | 'filter' | 'raw' | 'mangle';
export type HookName = 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';
export type ConntrackState = 'NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'DNAT' | 'SNAT';

export type Target =
  | { readonly kind: 'ACCEPT' }
  | { readonly kind: 'DROP' }
  | { readonly kind: 'RETURN' }
  | { readonly kind: 'jump'; readonly chain: string }
  | { readonly kind: 'REJECT'; readonly with: 'icmp-port-unreachable' | 'icmp-host-unreachable' | 'icmp-admin-prohibited' | 'tcp-reset' }
  /** `10.244.1.2:80`, or an address that keeps the port. */
  | { readonly kind: 'DNAT'; readonly to: string }
  | { readonly kind: 'SNAT'; readonly to: string }
  | { readonly kind: 'MASQUERADE'; readonly randomFully?: boolean }
  | { readonly kind: 'MARK'; readonly or?: number; readonly xor?: number };

export interface Rule {
  readonly source?: string;
  readonly notSource?: string;
  readonly destination?: string;
  readonly notDestination?: string;
  readonly inInterface?: string;
  readonly outInterface?: string;
  readonly protocol?: 'tcp' | 'udp' | 'sctp' | 'icmp';
  readonly comment?: string;
  /** One is written as --dport, several as -m multiport --dports. */
  readonly destinationPorts?: readonly number[];
  /** --dport first:last, both included. */
  readonly destinationPortRange?: { readonly first: number; readonly last: number };
  readonly sourceType?: 'LOCAL';
  readonly destinationType?: 'LOCAL';
  readonly notDestinationType?: 'LOCAL';
  readonly states?: readonly ConntrackState[];
  readonly notStates?: readonly ConntrackState[];
  /** Whether the packet's mark, under the mask, equals the value. */
  readonly mark?: { readonly value: number; readonly mask: number; readonly not?: boolean };
  /** -m statistic --mode random. */
  readonly probability?: number;
  /** -m recent: `check` matches a source seen within the seconds, `set` notes it and always matches. */
  readonly recent?: { readonly list: string; readonly action: 'check' | 'set'; readonly seconds?: number };
  /** A rule without one only counts. */
  readonly target?: Target;
}

/** The built-in chains of each table. */
export const builtinChains: Readonly<Record<TableName, readonly HookName[]>> = {
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
};
