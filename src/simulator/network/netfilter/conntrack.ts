// Connection tracking (net/netfilter/nf_conntrack_core.c): which packets belong together, and how they are translated.
// Nothing ticks: an entry that has outlived its time is forgotten when somebody looks.
import type { Packet } from '../types.ts';

export interface Tuple {
  readonly protocol: Packet['protocol'];
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

export type TcpTrackState = 'SYN_SENT' | 'SYN_RECV' | 'ESTABLISHED' | 'FIN_WAIT' | 'LAST_ACK' | 'TIME_WAIT' | 'CLOSE';

export interface ConntrackEntry {
  readonly original: Tuple;
  /** The tuple of the packets that come back; tells how the original direction is translated. */
  reply: Tuple;
  tcpState: TcpTrackState | undefined;
  seenReply: boolean;
  /** Hooks whose NAT decision has been made, also when it was to change nothing. */
  readonly decided: { destination: boolean; source: boolean };
  confirmed: boolean;
  finsSeen: number;
  expiresMs: number;
}

/** A packet's place in its connection. */
export interface Tracked {
  readonly entry: ConntrackEntry;
  readonly direction: 'original' | 'reply';
  readonly state: 'NEW' | 'ESTABLISHED' | 'RELATED';
}

/** Seconds; net.netfilter.nf_conntrack_*_timeout, with the two that kube-proxy sets (tcp established, close_wait). */
const tcpTimeouts: Readonly<Record<TcpTrackState, number>> = {
  SYN_SENT: 120,
  SYN_RECV: 60,
  ESTABLISHED: 86_400,
  FIN_WAIT: 120,
  LAST_ACK: 30,
  TIME_WAIT: 120,
  CLOSE: 10,
};
const UDP_TIMEOUT_S = 30;
const UDP_STREAM_TIMEOUT_S = 120;
const ICMP_TIMEOUT_S = 30;
/** New entries between two sweeps of the table. */
const SWEEP_EVERY = 512;

export class Conntrack {
  readonly #byTuple = new Map<string, ConntrackEntry>();
  readonly #nowMs: () => number;
  #sinceSweep = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The live entries, oldest first. */
  entries(): readonly ConntrackEntry[] {
    return [...new Set(this.#byTuple.values())].filter((entry) => this.#alive(entry));
  }

  /** Forgets entries (`conntrack -D`); says how many. */
  remove(which: (entry: ConntrackEntry) => boolean): number {
    const chosen = this.entries().filter(which);
    for (const entry of chosen) this.#forget(entry);
    return chosen.length;
  }

  /** Undefined for what belongs to nothing and begins nothing (an ICMP error about an unknown packet). */
  track(packet: Packet): Tracked | undefined {
    const about = packet.icmp?.about;
    if (about) {
      const quoted = this.#find(inverse(tupleOf(about)));
      return quoted && { ...quoted, state: 'RELATED' };
    }
    const tuple = tupleOf(packet);
    const found = this.#find(tuple);
    if (found && !(packet.flags?.syn && !packet.flags.ack && (found.entry.tcpState === 'TIME_WAIT' || found.entry.tcpState === 'CLOSE'))) {
      if (found.direction === 'reply') found.entry.seenReply = true;
      this.#follow(found.entry, packet, found.direction);
      return { ...found, state: found.entry.seenReply ? 'ESTABLISHED' : 'NEW' };
    }
    if (found) this.#forget(found.entry);
    const entry: ConntrackEntry = {
      original: tuple,
      reply: inverse(tuple),
      tcpState: packet.protocol === 'TCP' ? (packet.flags?.syn ? 'SYN_SENT' : 'ESTABLISHED') : undefined,
      seenReply: false,
      decided: { destination: false, source: false },
      confirmed: false,
      finsSeen: 0,
      expiresMs: 0,
    };
    this.#renew(entry);
    return { entry, direction: 'original', state: 'NEW' };
  }

  /** The packet has made it through this namespace: its connection is remembered. */
  confirm(tracked: Tracked): void {
    const { entry } = tracked;
    if (entry.confirmed) return;
    entry.confirmed = true;
    this.#byTuple.set(keyOf(entry.original), entry);
    this.#byTuple.set(keyOf(entry.reply), entry);
    if (++this.#sinceSweep < SWEEP_EVERY) return;
    this.#sinceSweep = 0;
    for (const old of new Set(this.#byTuple.values())) if (!this.#alive(old)) this.#forget(old);
  }

  /** True when packets could come back as `reply` for another connection. */
  taken(reply: Tuple): boolean {
    return this.#find(reply) !== undefined;
  }

  #find(tuple: Tuple): Pick<Tracked, 'entry' | 'direction'> | undefined {
    const key = keyOf(tuple);
    const entry = this.#byTuple.get(key);
    if (!entry) return undefined;
    if (!this.#alive(entry)) {
      this.#forget(entry);
      return undefined;
    }
    return { entry, direction: keyOf(entry.original) === key ? 'original' : 'reply' };
  }

  #follow(entry: ConntrackEntry, packet: Packet, direction: 'original' | 'reply'): void {
    const { flags } = packet;
    if (flags && entry.tcpState) {
      if (flags.rst) entry.tcpState = 'CLOSE';
      else if (flags.syn && flags.ack) entry.tcpState = 'SYN_RECV';
      else if (flags.fin) entry.tcpState = ++entry.finsSeen > 1 ? 'LAST_ACK' : 'FIN_WAIT';
      else if (entry.tcpState === 'SYN_RECV' && direction === 'original') entry.tcpState = 'ESTABLISHED';
      else if (entry.tcpState === 'LAST_ACK') entry.tcpState = 'TIME_WAIT';
    }
    this.#renew(entry);
  }

  #renew(entry: ConntrackEntry): void {
    const { protocol } = entry.original;
    const seconds = entry.tcpState
      ? tcpTimeouts[entry.tcpState]
      : protocol === 'ICMP'
        ? ICMP_TIMEOUT_S
        : entry.seenReply
          ? UDP_STREAM_TIMEOUT_S
          : UDP_TIMEOUT_S;
    entry.expiresMs = this.#nowMs() + seconds * 1000;
  }

  #alive(entry: ConntrackEntry): boolean {
    return entry.expiresMs > this.#nowMs();
  }

  #forget(entry: ConntrackEntry): void {
    for (const tuple of [entry.original, entry.reply]) {
      if (this.#byTuple.get(keyOf(tuple)) === entry) this.#byTuple.delete(keyOf(tuple));
    }
  }
}

export function tupleOf(packet: Packet): Tuple {
  const { protocol, source, sourcePort, destination, destinationPort } = packet;
  return { protocol, source, sourcePort, destination, destinationPort };
}

export function inverse({ protocol, source, sourcePort, destination, destinationPort }: Tuple): Tuple {
  return { protocol, source: destination, sourcePort: destinationPort, destination: source, destinationPort: sourcePort };
}

function keyOf(tuple: Tuple): string {
  return `${tuple.protocol} ${tuple.source} ${tuple.sourcePort} ${tuple.destination} ${tuple.destinationPort}`;
}
