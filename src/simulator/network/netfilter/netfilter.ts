// A namespace's netfilter: the five hooks, in the order in which the kernel runs raw, conntrack, nat and filter.
import type { Random } from '../../random.ts';
import type { Packet } from '../types.ts';
import { Conntrack, type ConntrackEntry, type Tracked } from './conntrack.ts';
import type { HookName, Rule, TableName, Target } from './rule.ts';
import { Tables } from './tables.ts';

/** What netfilter has to know of the namespace that it sits in. */
export interface Surroundings {
  nowMs(): number;
  readonly random: Random;
  isLocal(address: string): boolean;
  /** The address with which traffic leaves through the device. */
  addressOf(device: string): string | undefined;
}

/** One packet's way through one namespace. */
export interface Passage {
  readonly packet: Packet;
  inDevice?: string;
  outDevice?: string;
  tracked?: Tracked | undefined;
}

export interface Stopped {
  readonly target: Extract<Target, { kind: 'DROP' | 'REJECT' }>;
  /** `filter KUBE-SERVICES`. */
  readonly by: string;
  readonly rule: Rule;
}

export type OnTranslation = (rule: string, from: string, to: string) => void;

export class Netfilter {
  readonly tables: Tables;
  readonly conntrack: Conntrack;
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
    this.tables = new Tables(around.nowMs);
    this.conntrack = new Conntrack(around.nowMs);
  }

  /** Judges and translates the packet at `hook`; answers what stopped it, if anything did. */
  pass(hook: HookName, passage: Passage, onTranslation: OnTranslation): Stopped | undefined {
    if (!this.tables.used) return undefined;
    const { packet } = passage;
    if (hook === 'PREROUTING' || hook === 'OUTPUT') {
      const stopped = this.#judge('raw', hook, passage);
      if (stopped) return stopped;
      passage.tracked = this.conntrack.track(packet);
      if (packet.icmp?.about) this.#translateError(passage, onTranslation);
      else this.#translateDestination(hook, passage, onTranslation);
      return hook === 'OUTPUT' ? this.#judge('filter', hook, passage) : undefined;
    }
    if (hook === 'FORWARD') return this.#judge('filter', hook, passage);
    if (hook === 'INPUT') {
      const stopped = this.#judge('filter', hook, passage);
      if (stopped) return stopped;
    }
    this.#translateSource(hook, passage, onTranslation);
    if (passage.tracked && passage.tracked.state !== 'RELATED') this.conntrack.confirm(passage.tracked);
    return undefined;
  }

  #judge(table: TableName, hook: HookName, passage: Passage): Stopped | undefined {
    const verdict = this.tables.judge(table, hook, this.#situation(passage));
    if (verdict.kind === 'accept') return undefined;
    const { target, chain, rule } = verdict;
    return target.kind === 'DROP' || target.kind === 'REJECT' ? { target, rule, by: `${table} ${chain}` } : undefined;
  }

  #situation(passage: Passage) {
    const { packet, inDevice, outDevice, tracked } = passage;
    const states: ('NEW' | 'ESTABLISHED' | 'RELATED' | 'INVALID' | 'DNAT' | 'SNAT')[] = [tracked?.state ?? 'INVALID'];
    if (tracked && isTranslated(tracked.entry, 'destination')) states.push('DNAT');
    if (tracked && isTranslated(tracked.entry, 'source')) states.push('SNAT');
    return { packet, inDevice, outDevice, states, isLocal: this.#around.isLocal, chance: this.#around.random.next };
  }

  #translateDestination(hook: 'PREROUTING' | 'OUTPUT', passage: Passage, onTranslation: OnTranslation): void {
    const { packet, tracked } = passage;
    if (!tracked) return;
    const { entry, direction } = tracked;
    let by = 'conntrack';
    if (!entry.decided.destination && !entry.confirmed) {
      entry.decided.destination = true;
      const verdict = this.tables.judge('nat', hook, this.#situation(passage));
      if (verdict.kind === 'end' && verdict.target.kind === 'DNAT') {
        by = `nat ${verdict.chain}`;
        const [address = '', port] = verdict.target.to.split(':');
        const destinationPort = port ? Number(port) : packet.destinationPort;
        entry.reply = { ...entry.reply, source: address, sourcePort: destinationPort };
      }
    }
    const [address, port] =
      direction === 'original' ? [entry.reply.source, entry.reply.sourcePort] : [entry.original.source, entry.original.sourcePort];
    rewrite(packet, 'destination', address, port, by, onTranslation);
  }

  #translateSource(hook: 'INPUT' | 'POSTROUTING', passage: Passage, onTranslation: OnTranslation): void {
    const { packet, tracked } = passage;
    if (!tracked || tracked.state === 'RELATED') return;
    const { entry, direction } = tracked;
    let by = 'conntrack';
    if (!entry.decided.source && !entry.confirmed) {
      entry.decided.source = true;
      const verdict = this.tables.judge('nat', hook, this.#situation(passage));
      if (verdict.kind === 'end' && (verdict.target.kind === 'MASQUERADE' || verdict.target.kind === 'SNAT')) {
        by = `nat ${verdict.chain}`;
        const { target } = verdict;
        const address = target.kind === 'SNAT' ? target.to : this.#around.addressOf(passage.outDevice ?? '');
        if (address) this.#bindSource(entry, address, target.kind === 'MASQUERADE' && (target.randomFully ?? false));
      } else this.#bindSource(entry, packet.source, false);
    }
    const [address, port] =
      direction === 'original'
        ? [entry.reply.destination, entry.reply.destinationPort]
        : [entry.original.destination, entry.original.destinationPort];
    rewrite(packet, 'source', address, port, by, onTranslation);
  }

  /** Chooses the port under which the connection leaves: its own while that is free. */
  #bindSource(entry: ConntrackEntry, address: string, anyPort: boolean): void {
    let reply = { ...entry.reply, destination: address };
    const pick = anyPort && entry.original.protocol !== 'ICMP';
    for (let tries = 0; (pick && tries === 0) || (this.conntrack.taken(reply) && tries < 128); tries++) {
      const port = 1024 + this.#around.random.below(65_536 - 1024);
      reply =
        entry.original.protocol === 'ICMP' ? { ...reply, sourcePort: port, destinationPort: port } : { ...reply, destinationPort: port };
    }
    entry.reply = reply;
  }

  /** An ICMP error is handed back in the words of the connection's own side (nf_nat_icmp_reply_translation). */
  #translateError({ packet, tracked }: Passage, onTranslation: OnTranslation): void {
    const about = packet.icmp?.about;
    if (!about || !tracked) return;
    const { entry, direction } = tracked;
    const sent = direction === 'reply' ? entry.original : entry.reply;
    const fromTarget = packet.source === about.destination;
    Object.assign(about, {
      source: sent.source,
      sourcePort: sent.sourcePort,
      destination: sent.destination,
      destinationPort: sent.destinationPort,
    });
    if (packet.destination !== sent.source) {
      onTranslation('conntrack', packet.destination, sent.source);
      packet.destination = sent.source;
    }
    if (fromTarget) packet.source = sent.destination;
  }
}

function isTranslated(entry: ConntrackEntry, side: 'source' | 'destination'): boolean {
  const { original, reply } = entry;
  return side === 'destination'
    ? original.destination !== reply.source || original.destinationPort !== reply.sourcePort
    : original.source !== reply.destination || original.sourcePort !== reply.destinationPort;
}

function rewrite(
  packet: Packet,
  side: 'source' | 'destination',
  address: string,
  port: number,
  by: string,
  onTranslation: OnTranslation,
): void {
  const portField = side === 'source' ? 'sourcePort' : 'destinationPort';
  if (packet[side] === address && packet[portField] === port) return;
  onTranslation(by, `${packet[side]}:${packet[portField]}`, `${address}:${port}`);
  packet[side] = address;
  packet[portField] = port;
  // An echo's identifier stands in both fields.
  if (packet.protocol === 'ICMP') packet.sourcePort = packet.destinationPort = port;
}
