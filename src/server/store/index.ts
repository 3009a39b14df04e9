// Everything that the server keeps, one store a kind.
import type { Clock } from '../../clock.ts';
import { openDatabase } from './database.ts';
import { type KeptSessions, keptSessions } from './kept-sessions.ts';
import { type LearnerStore, learnerStore } from './learners.ts';
import { type ProgressRows, progressRows } from './progress.ts';
import { type SessionRows, sessionRows } from './sessions.ts';

export type { SessionRow } from './sessions.ts';

export interface Store {
  readonly learners: LearnerStore;
  readonly sessions: SessionRows;
  readonly kept: KeptSessions;
  readonly progress: ProgressRows;
  /** Everything is on the disk when it returns. */
  close(): void;
}

/** `path` is a file, or `:memory:`. */
export function openStore(path: string, clock: Clock): Store {
  const database = openDatabase(path);
  const kept = keptSessions(database, clock);
  return {
    learners: learnerStore(database),
    sessions: sessionRows(database),
    kept,
    progress: progressRows(database),
    close() {
      kept.flush();
      database.close();
    },
  };
}
