// The last bytes of a terminal's output, numbered from the first byte that it ever wrote.
import { createEscapeState } from './escape-state.ts';

/** A replay may start this much later than the oldest byte kept: fewer marks, and a line or two lost. */
const MARK_EVERY_BYTES = 1024;

export interface Ring {
  /** The offset of the oldest byte kept. */
  readonly start: number;
  /** The offset of the next byte to come. */
  readonly end: number;
  append(bytes: Uint8Array): void;
  /** A copy of at most `limit` bytes from `offset` on, which must be kept still. */
  read(offset: number, limit: number): Uint8Array;
  /** Where an empty screen may start: the start of a line, outside of an escape sequence. */
  replayStart(): number;
  /** Forgets what is kept. Numbers go on. */
  clear(): void;
}

export function createRing(capacityBytes: number): Ring {
  const kept = new Uint8Array(capacityBytes);
  let escapes = createEscapeState();
  let start = 0;
  let end = 0;
  let marks: number[] = [0];

  const mark = (bytes: Uint8Array) => {
    let last = marks.at(-1) ?? Number.NEGATIVE_INFINITY;
    for (let i = 0; i < bytes.length; i++) {
      if (!escapes.next(bytes[i] as number)) continue;
      const offset = end + i + 1;
      if (offset - last < MARK_EVERY_BYTES) continue;
      marks.push(offset);
      last = offset;
    }
  };
  const store = (bytes: Uint8Array, offset: number) => {
    const at = offset % capacityBytes;
    const head = Math.min(bytes.length, capacityBytes - at);
    kept.set(bytes.subarray(0, head), at);
    kept.set(bytes.subarray(head), 0);
  };
  return {
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    append(bytes) {
      mark(bytes);
      const tail = bytes.subarray(Math.max(0, bytes.length - capacityBytes));
      store(tail, end + bytes.length - tail.length);
      end += bytes.length;
      if (end - start <= capacityBytes) return;
      start = end - capacityBytes;
      const firstKept = marks.findIndex((offset) => offset >= start);
      marks = firstKept < 0 ? [] : marks.slice(firstKept);
    },
    read(offset, limit) {
      if (offset < start || offset > end) throw new Error(`invariant violation: offset ${offset} is outside of ${start}..${end}`);
      const length = Math.min(limit, end - offset);
      const at = offset % capacityBytes;
      const bytes = new Uint8Array(length);
      const head = Math.min(length, capacityBytes - at);
      bytes.set(kept.subarray(at, at + head));
      bytes.set(kept.subarray(0, length - head), head);
      return bytes;
    },
    replayStart: () => marks[0] ?? end,
    clear() {
      start = end;
      marks = [end];
      escapes = createEscapeState();
    },
  };
}
