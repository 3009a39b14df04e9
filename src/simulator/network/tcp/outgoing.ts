// What one end of a connection still has to send, or to see acknowledged.
import { RETRANSMIT_MAX_MS, RETRANSMIT_MIN_MS, SEGMENT_BYTES, WINDOW_BYTES } from './constants.ts';

export interface Segment {
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly fin: boolean;
}

const NO_BYTES = new Uint8Array(0);

export class Outgoing {
  /** The sequence number of the next new byte; a SYN has already taken one. */
  next: number;
  /** What the peer can take. */
  window = WINDOW_BYTES;
  finQueued = false;
  inFlight: Segment[] = [];
  #unsent: Omit<Segment, 'sequence'>[] = [];

  constructor(firstSequence: number) {
    this.next = firstSequence + 1;
  }

  get heldBytes(): number {
    return this.#unsent.reduce((sum, { bytes }) => sum + bytes.length, 0) + this.#inFlightBytes();
  }

  get allAcknowledged(): boolean {
    return this.inFlight.length === 0 && this.#unsent.length === 0;
  }

  add(content: Uint8Array): void {
    for (let at = 0; at < content.length; at += SEGMENT_BYTES) {
      this.#unsent.push({ bytes: content.slice(at, at + SEGMENT_BYTES), fin: false });
    }
  }

  addFin(): void {
    this.finQueued = true;
    this.#unsent.push({ bytes: NO_BYTES, fin: true });
  }

  /** The segments that the peer's window lets go now; from here on they are in flight. */
  takeSendable(): readonly Segment[] {
    const due: Segment[] = [];
    let room = this.window - this.#inFlightBytes();
    while (this.#unsent[0] && (this.#unsent[0].fin || room >= this.#unsent[0].bytes.length)) {
      const { bytes, fin } = this.#unsent.shift() as Segment;
      const segment = { sequence: this.next, bytes, fin };
      room -= bytes.length;
      this.next += bytes.length + (fin ? 1 : 0);
      this.inFlight.push(segment);
      due.push(segment);
    }
    return due;
  }

  /** Everything before `sequence` has arrived. Says whether that is news. */
  acknowledge(sequence: number): boolean {
    const left = this.inFlight.filter((segment) => segment.sequence + segment.bytes.length + (segment.fin ? 1 : 0) > sequence);
    const news = left.length < this.inFlight.length;
    this.inFlight = left;
    return news;
  }

  timeoutMs(retries: number): number {
    return Math.min(RETRANSMIT_MIN_MS * 2 ** retries, RETRANSMIT_MAX_MS);
  }

  #inFlightBytes(): number {
    return this.inFlight.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }
}
