// What all namespaces of one network share: time, chance, packet numbers, and who listens in.
import type { Clock } from '../../clock.ts';
import type { Random } from '../random.ts';
import type { Hop, HopEvent, Packet } from './types.ts';

/** Hears of everything that happens to a packet, as it happens. The packet's header is as it is at that hop; copy to keep it. */
export type PacketListener = (packet: Packet, hop: Hop) => void;

export type PacketParts = Pick<Packet, 'protocol' | 'source' | 'destination'> & Partial<Packet>;

const NO_BYTES = new Uint8Array(0);
/** net.ipv4.ip_default_ttl */
const DEFAULT_TTL = 64;

export class Wire {
  readonly clock: Clock;
  readonly random: Random;
  readonly listeners = new Set<PacketListener>();
  #lastId = 0;

  constructor(clock: Clock, random: Random) {
    this.clock = clock;
    this.random = random;
  }

  packet(parts: PacketParts): Packet {
    return { sourcePort: 0, destinationPort: 0, ttl: DEFAULT_TTL, payload: NO_BYTES, mark: 0, ...parts, id: ++this.#lastId, trace: [] };
  }

  note(packet: Packet, place: string, event: HopEvent, delayMs: number): void {
    const hop: Hop = { atMs: this.clock.now() + delayMs, place, event };
    packet.trace.push(hop);
    for (const listener of this.listeners) listener(packet, hop);
  }
}
