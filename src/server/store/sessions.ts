// Which labs a learner has going.
import type { Database } from './database.ts';

export interface SessionRow {
  readonly id: string;
  readonly learner: string;
  readonly lab: string;
  readonly driver: string | null;
  /** The learner has started the lab and not stopped it: after a crash it is brought back. */
  readonly running: boolean;
}

export interface SessionRows {
  find(id: string): SessionRow | undefined;
  findLab(learner: string, lab: string): SessionRow | undefined;
  add(row: SessionRow, nowMs: number): void;
  set(id: string, state: Pick<SessionRow, 'driver' | 'running'>, nowMs: number): void;
  /** With all its parts. */
  remove(id: string): void;
}

export function sessionRows(database: Database): SessionRows {
  const columns = 'SELECT id, learner, lab, driver, running FROM session';
  const byId = database.prepare(`${columns} WHERE id = ?`);
  const byLab = database.prepare(`${columns} WHERE learner = ? AND lab = ?`);
  const insert = database.prepare('INSERT INTO session (id, learner, lab, driver, running, used_ms) VALUES (?, ?, ?, ?, ?, ?)');
  const update = database.prepare('UPDATE session SET driver = ?, running = ?, used_ms = ? WHERE id = ?');
  const remove = database.prepare('DELETE FROM session WHERE id = ?');
  const row = (found: unknown): SessionRow | undefined =>
    found === undefined ? undefined : { ...(found as SessionRow), running: (found as { running: number }).running === 1 };
  return {
    find: (id) => row(byId.get(id)),
    findLab: (learner, lab) => row(byLab.get(learner, lab)),
    add: ({ id, learner, lab, driver, running }, nowMs) => void insert.run(id, learner, lab, driver, running ? 1 : 0, nowMs),
    set: (id, { driver, running }, nowMs) => void update.run(driver, running ? 1 : 0, nowMs, id),
    remove: (id) => void remove.run(id),
  };
}
