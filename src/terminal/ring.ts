// The last bytes of a terminal's output, numbered from the first byte that it ever wrote.
import { createEscapeState } from './escape-state.ts';

/** A replay may start this much later than the oldest byte kept: fewer marks, and a line or two lost. */
const MARK_EVERY_BYTES = 1024;

/** What is kept of a ring beyond its process is kept in pages of so many bytes: what a keystroke's echo costs to write. */
export const PAGE_BYTES = 4 * 1024;

/** Which bytes a ring keeps, and where an empty screen may start. */
export interface RingExtent {
  readonly start: number;
  readonly end: number;
  readonly replayStart: number;
}

export interface KeptRing extends RingExtent {
  page(page: number): Uint8Array | undefined;
}

export interface Ring {
  readonly extent: RingExtent;
  /** A copy of one of the pages that its memory consists of. */
  page(page: number): Uint8Array;
  /**
   * Holds what another ring held, and nothing of its own. The numbers are far behind all that the other one may have given
   * out: no screen takes new bytes for the ones that it lacks.
   */
  restore(kept: KeptRing): void;
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

/** `onWrite` hears of every page that changes. */
export function createRing(capacityBytes: number, onWrite: (page: number) => void = () => undefined): Ring {
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
    tell(at, at + head);
    tell(0, bytes.length - head);
  };
  const tell = (from: number, to: number) => {
    for (let page = Math.floor(from / PAGE_BYTES); page * PAGE_BYTES < to; page++) onWrite(page);
  };
  const copyOf = (offset: number, length: number): Uint8Array => {
    const at = offset % capacityBytes;
    const bytes = new Uint8Array(length);
    const head = Math.min(length, capacityBytes - at);
    bytes.set(kept.subarray(at, at + head));
    bytes.set(kept.subarray(0, length - head), head);
    return bytes;
  };
  /** Greater than what a host can have sent after it last told what it keeps. */
  const gapBytes = 16 * capacityBytes;
  return {
    get extent() {
      return { start, end, replayStart: marks[0] ?? end };
    },
    page: (page) => kept.slice(page * PAGE_BYTES, Math.min((page + 1) * PAGE_BYTES, end)),
    restore(other) {
      for (let page = 0; page * PAGE_BYTES < capacityBytes; page++) kept.set(other.page(page) ?? [], page * PAGE_BYTES);
      // A multiple of the capacity: every byte stays where it is.
      start = other.start + gapBytes;
      end = other.replayStart + gapBytes;
      marks = [end];
      escapes = createEscapeState();
      mark(copyOf(end, other.end - other.replayStart));
      end = other.end + gapBytes;
    },
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
      return copyOf(offset, Math.min(limit, end - offset));
    },
    replayStart: () => marks[0] ?? end,
    clear() {
      start = end;
      marks = [end];
      escapes = createEscapeState();
    },
  };
}
