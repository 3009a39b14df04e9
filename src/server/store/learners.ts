// Who has been here.
import type { Database } from './database.ts';

export interface LearnerStore {
  has(id: string): boolean;
  add(id: string, createdMs: number): void;
}

export function learnerStore(database: Database): LearnerStore {
  const find = database.prepare('SELECT 1 FROM learner WHERE id = ?');
  const insert = database.prepare('INSERT INTO learner (id, created_ms) VALUES (?, ?)');
  return {
    has: (id) => find.get(id) !== undefined,
    add: (id, createdMs) => void insert.run(id, createdMs),
  };
}
