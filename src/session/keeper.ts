// Keeps what a session is made of: gathers what has changed, and writes it to the store soon, all of one moment together.
import type { Clock } from '../clock.ts';
import type { Parts } from '../cluster/driver.ts';
import type { Parts as KeptParts, PartChanges, SessionStore } from './store.ts';

/** A crash costs no more than so much, and a busy cluster no more writes than this allows. */
const GATHER_MS = 100;
/** What can wait waits so long: a probe that a server logs every other second must not keep a disk busy. */
const LATER_MS = 5_000;
/** A store that is full or broken is asked again so seldom. */
const RETRY_MS = 5_000;

export interface Keeper extends Parts {
  /** From now on changes are written; what has changed before is written too. */
  begin(): void;
  /** Resolves when everything up to now is safe (at once before `begin`); rejects when the store could not do it. Later changes will try again. */
  flush(): Promise<void>;
  /** Nothing is written any more. Resolves when the last write has ended. May be called twice. */
  close(): Promise<void>;
}

export interface KeeperParts {
  readonly store: SessionStore;
  readonly key: string;
  /** The machine's time. */
  readonly clock: Clock;
  /** What was there when the session came back. */
  readonly found?: KeptParts | undefined;
  /** Hears of the first of several failures in a row. */
  readonly onFailure: (error: unknown) => void;
}

export function createKeeper({ store, key, clock, found: first, onFailure }: KeeperParts): Keeper {
  const found = new Map(first);
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const dirty = new Map<string, (() => unknown) | undefined>();
  let cancel: (() => void) | undefined;
  let dueMs = Number.POSITIVE_INFINITY;
  let writing: Promise<void> = Promise.resolve();
  let begun = false;
  let closed = false;
  let failing = false;

  const encode = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : encoder.encode(JSON.stringify(value)));

  /** Everything is read in one go: what is written belongs to one moment. */
  function take(): PartChanges {
    const changes = new Map<string, Uint8Array | undefined>();
    for (const [name, read] of dirty) {
      const value = read?.();
      changes.set(name, value === undefined ? undefined : encode(value));
    }
    dirty.clear();
    return changes;
  }

  async function write(): Promise<void> {
    if (dirty.size === 0) return;
    const readers = new Map(dirty);
    const changes = take();
    try {
      await store.write(key, changes);
      failing = false;
    } catch (error) {
      for (const [name, read] of readers) if (!dirty.has(name)) dirty.set(name, read);
      if (!failing) onFailure(error);
      failing = true;
      schedule(RETRY_MS);
      throw error;
    }
  }

  function flush(): Promise<void> {
    if (!begun) return writing;
    cancel?.();
    dueMs = Number.POSITIVE_INFINITY;
    writing = writing.catch(() => undefined).then(write);
    return writing;
  }

  function schedule(delayMs: number): void {
    if (!begun || closed || dirty.size === 0) return;
    const atMs = clock.now() + delayMs;
    if (atMs >= dueMs) return;
    cancel?.();
    dueMs = atMs;
    cancel = clock.after(delayMs, () => void flush().catch(() => undefined));
  }

  const note = (name: string, read: (() => unknown) | undefined, withinMs = GATHER_MS) => {
    if (closed) return;
    dirty.set(name, read);
    schedule(withinMs);
  };
  return {
    find<T>(name: string) {
      const bytes = found.get(name);
      return bytes && (JSON.parse(decoder.decode(bytes)) as T);
    },
    findBytes: (name) => found.get(name),
    names: (prefix) => [...found.keys()].filter((name) => name.startsWith(prefix)),
    changed: (name, read) => note(name, read),
    changedLater: (name, read) => note(name, read, LATER_MS),
    gone(name) {
      found.delete(name);
      note(name, undefined);
    },
    begin() {
      begun = true;
      schedule(GATHER_MS);
    },
    flush: () => (closed ? writing : flush()),
    async close() {
      closed = true;
      cancel?.();
      await writing.catch(() => undefined);
    },
  };
}
