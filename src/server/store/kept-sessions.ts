// Sessions kept in SQLite. Writes are gathered for a moment and reach the disk together.
import type { Clock } from '../../clock.ts';
import type { PartChanges, SessionStore } from '../../session/index.ts';
import { type Database, inTransaction } from './database.ts';

/** So much may be lost in a crash; and so seldom is the disk asked. */
const WRITE_EVERY_MS = 250;

interface Waiting {
  apply(): void;
  readonly done: PromiseWithResolvers<void>;
}

export interface KeptSessions extends SessionStore {
  /** What was asked for is done when it returns. */
  flush(): void;
}

export function keptSessions(database: Database, clock: Clock): KeptSessions {
  const all = database.prepare('SELECT part, bytes FROM kept_part WHERE session = ?');
  const keys = database.prepare('SELECT DISTINCT session FROM kept_part');
  const put = database.prepare(
    'INSERT INTO kept_part (session, part, bytes) VALUES (?, ?, ?) ON CONFLICT (session, part) DO UPDATE SET bytes = excluded.bytes',
  );
  const removeAll = database.prepare('DELETE FROM kept_part WHERE session = ?');
  const removeOne = database.prepare('DELETE FROM kept_part WHERE session = ? AND part = ?');
  let waiting: Waiting[] = [];
  let cancel: (() => void) | undefined;

  const flush = () => {
    cancel?.();
    cancel = undefined;
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return;
    try {
      inTransaction(database, () => {
        for (const { apply } of batch) apply();
      });
    } catch (error) {
      // None of the batch was done: everybody in it hears so.
      for (const { done } of batch) done.reject(error);
      return;
    }
    for (const { done } of batch) done.resolve();
  };
  const later = (apply: () => void): Promise<void> => {
    const done = Promise.withResolvers<void>();
    waiting.push({ apply, done });
    cancel ??= clock.after(WRITE_EVERY_MS, flush);
    return done.promise;
  };
  const write = (session: string, changes: readonly (readonly [string, Uint8Array | undefined])[]) => () => {
    for (const [part, bytes] of changes) {
      if (bytes) put.run(session, part, bytes);
      else removeOne.run(session, part);
    }
  };

  return {
    async load(session) {
      flush();
      const rows = all.all(session) as unknown as { part: string; bytes: Uint8Array }[];
      return rows.length > 0 ? new Map(rows.map(({ part, bytes }) => [part, bytes])) : undefined;
    },
    write: (session, changes) => later(write(session, copy(changes))),
    remove: (session) => later(() => void removeAll.run(session)),
    async list() {
      flush();
      return (keys.all() as unknown as { session: string }[]).map(({ session }) => session);
    },
    flush,
  };
}

const copy = (changes: PartChanges) => [...changes].map(([part, bytes]) => [part, bytes?.slice()] as const);
