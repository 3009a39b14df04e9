// What one end of a connection has received and its program has not yet read.
import type { Packet } from '../types.ts';
import { SEGMENT_BYTES, WINDOW_BYTES } from './constants.ts';

export class Incoming {
  /** The sequence number that is expected next. */
  next = 0;
  /** The peer's FIN has been received. */
  ended = false;
  heldBytes = 0;
  #chunks: Uint8Array[] = [];
  #advertised = WINDOW_BYTES;

  start(peerFirstSequence: number): void {
    this.next = peerFirstSequence + 1;
  }

  /** `old` and `early` segments are answered by an acknowledgement and otherwise ignored. */
  receive(packet: Packet): 'new' | 'old' | 'early' | 'nothing' {
    const { payload, sequence = this.next, flags } = packet;
    if (payload.length === 0 && !flags?.fin) return 'nothing';
    if (sequence !== this.next) return sequence < this.next ? 'old' : 'early';
    if (payload.length) this.#chunks.push(payload);
    this.heldBytes += payload.length;
    this.next += payload.length;
    if (flags?.fin) {
      this.next++;
      this.ended = true;
    }
    return 'new';
  }

  take(): Uint8Array | undefined {
    const chunk = this.#chunks.shift();
    this.heldBytes -= chunk?.length ?? 0;
    return chunk;
  }

  /** The window as the peer is told of it from now on. */
  advertise(): number {
    this.#advertised = Math.max(0, WINDOW_BYTES - this.heldBytes);
    return this.#advertised;
  }

  /** True when the peer believes that there is hardly any room, and now there is. */
  windowOpened(): boolean {
    return this.#advertised < 2 * SEGMENT_BYTES && WINDOW_BYTES - this.heldBytes >= WINDOW_BYTES / 2;
  }
}
