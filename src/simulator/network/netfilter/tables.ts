// A namespace's tables: chains of rules, and what they say about a packet.
import type { Packet } from '../types.ts';
import { type InstalledRule, installRule, type RecentList, type Situation } from './match.ts';
import { builtinChains, type HookName, type Rule, type TableName, type Target } from './rule.ts';

export type Verdict =
  | { readonly kind: 'accept' }
  | { readonly kind: 'end'; readonly target: Exclude<Target, { kind: 'jump' | 'MARK' }>; readonly chain: string; readonly rule: Rule };

interface Chain {
  policy: 'ACCEPT' | 'DROP' | undefined;
  rules: InstalledRule[];
}

const accept: Verdict = { kind: 'accept' };

export interface ChainView {
  readonly name: string;
  /** Built-in chains only. */
  readonly policy?: 'ACCEPT' | 'DROP';
  readonly rules: readonly { readonly rule: Rule; readonly packets: number; readonly bytes: number }[];
}

export interface KeptChain {
  readonly name: string;
  readonly policy?: 'ACCEPT' | 'DROP';
  /** With packets and bytes that they have counted. */
  readonly rules: readonly (readonly [Rule, number, number])[];
}

export type KeptTables = { [table in TableName]?: readonly KeptChain[] };

export class Tables {
  readonly #tables = new Map<TableName, Map<string, Chain>>();
  readonly #recent = new Map<string, RecentList>();
  readonly #nowMs: () => number;
  /** False until something is installed: the kernel registers its hooks in a namespace only then. */
  used = false;
  /** Hears of every change, but not of every packet that is counted. */
  onChange: () => void = () => undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The table's chains, built-in ones first, then in the order of their creation. */
  chains(table: TableName): readonly ChainView[] {
    return [...this.#table(table)].map(([name, { policy, rules }]) => ({ name, ...(policy ? { policy } : {}), rules }));
  }

  rules(table: TableName, chain: string): readonly Rule[] | undefined {
    return this.#table(table)
      .get(chain)
      ?.rules.map(({ rule }) => rule);
  }

  /** Creates the chain or replaces what it holds, in one step. */
  setChain(table: TableName, chain: string, rules: readonly Rule[]): void {
    this.#change();
    const found = this.#table(table).get(chain);
    const installed = rules.map(installRule);
    if (found) found.rules = installed;
    else this.#table(table).set(chain, { policy: undefined, rules: installed });
  }

  removeChain(table: TableName, chain: string): void {
    this.onChange();
    if (!this.#table(table).get(chain)?.policy) this.#table(table).delete(chain);
  }

  setPolicy(table: TableName, chain: HookName, policy: 'ACCEPT' | 'DROP'): void {
    this.#change();
    this.#need(table, chain).policy = policy;
  }

  /** `at` counts from 0; at the end when absent. */
  insertRule(table: TableName, chain: string, rule: Rule, at?: number): void {
    this.#change();
    const { rules } = this.#need(table, chain);
    rules.splice(at ?? rules.length, 0, installRule(rule));
  }

  /** Appends or prepends it unless the chain has the same rule already. */
  ensureRule(table: TableName, chain: string, rule: Rule, where: 'first' | 'last'): void {
    const text = JSON.stringify(rule);
    if (this.#need(table, chain).rules.some((installed) => JSON.stringify(installed.rule) === text)) return;
    this.insertRule(table, chain, rule, where === 'first' ? 0 : undefined);
  }

  removeRule(table: TableName, chain: string, at: number): void {
    this.onChange();
    this.#need(table, chain).rules.splice(at, 1);
  }

  /** Runs the packet through a built-in chain. Counts, marks and notes on the way. */
  judge(table: TableName, hook: HookName, situation: Omit<Situation, 'recent'>): Verdict {
    const chains = this.#tables.get(table);
    const chain = chains?.get(hook);
    if (!chains || !chain) return accept;
    const asked: Situation = { ...situation, recent: (list) => this.#recentList(list) };
    const verdict = run(chains, hook, asked, 0);
    if (verdict) return verdict.kind === 'end' && verdict.target.kind === 'ACCEPT' ? accept : verdict;
    if (chain.policy === 'DROP') return { kind: 'end', target: { kind: 'DROP' }, chain: hook, rule: {} };
    return accept;
  }

  /** Everything but what `recent` lists hold. Data: `restore` takes it. */
  kept(): KeptTables {
    const kept: KeptTables = {};
    if (this.used) for (const table of this.#tables.keys()) kept[table] = this.chains(table).map(keptChain);
    return kept;
  }

  restore(kept: KeptTables): void {
    for (const [name, chains] of Object.entries(kept) as [TableName, readonly KeptChain[]][]) {
      this.used = true;
      for (const { name: chain, policy, rules } of chains) {
        const installed = rules.map(([rule, packets, bytes]) => Object.assign(installRule(rule), { packets, bytes }));
        this.#table(name).set(chain, { policy, rules: installed });
      }
    }
  }

  #change(): void {
    this.used = true;
    this.onChange();
  }

  #table(table: TableName): Map<string, Chain> {
    const found = this.#tables.get(table);
    if (found) return found;
    const made = new Map<string, Chain>(builtinChains[table].map((name) => [name, { policy: 'ACCEPT', rules: [] }]));
    this.#tables.set(table, made);
    return made;
  }

  #need(table: TableName, chain: string): Chain {
    const found = this.#table(table).get(chain);
    if (!found) throw new Error(`no chain ${chain} in table ${table}`);
    return found;
  }

  #recentList(name: string): RecentList {
    const found = this.#recent.get(name);
    if (found) return found;
    const seen = new Map<string, number>();
    const list: RecentList = {
      seenWithin: (address, seconds) => this.#nowMs() - (seen.get(address) ?? Number.NEGATIVE_INFINITY) <= seconds * 1000,
      note: (address) => seen.set(address, this.#nowMs()),
      forget: (address) => seen.delete(address),
    };
    this.#recent.set(name, list);
    return list;
  }
}

const keptChain = ({ rules, ...chain }: ChainView): KeptChain => ({
  ...chain,
  rules: rules.map(({ rule, packets, bytes }) => [rule, packets, bytes]),
});

/** Deeper than any chain of kube-proxy's; the kernel refuses loops when rules are loaded. */
const DEEPEST_JUMP = 32;

function run(chains: ReadonlyMap<string, Chain>, name: string, situation: Situation, depth: number): Verdict | undefined {
  const chain = chains.get(name);
  if (!chain || depth > DEEPEST_JUMP) return undefined;
  for (const installed of chain.rules) {
    if (!installed.matches(situation)) continue;
    installed.packets++;
    installed.bytes += lengthOf(situation.packet);
    const { target } = installed.rule;
    if (!target) continue;
    if (target.kind === 'RETURN') return undefined;
    if (target.kind === 'MARK') mark(situation.packet, target);
    else if (target.kind === 'jump') {
      const verdict = run(chains, target.chain, situation, depth + 1);
      if (verdict) return verdict;
    } else return { kind: 'end', target, chain: name, rule: installed.rule };
  }
  return undefined;
}

function mark(packet: Packet, target: Extract<Target, { kind: 'MARK' }>): void {
  packet.mark = ((packet.mark | (target.or ?? 0)) ^ (target.xor ?? 0)) >>> 0;
}

const IP_HEADER_BYTES = 20;
const headerBytes = { TCP: 32, UDP: 8, SCTP: 12, ICMP: 8 } as const;

/** The IP datagram's length, as rule counters and tcpdump count it. */
export function lengthOf(packet: Packet): number {
  return IP_HEADER_BYTES + headerBytes[packet.protocol] + packet.payload.length;
}
