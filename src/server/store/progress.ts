// What learners have done. Written at once: a verdict that was told is kept.
import { afterEvent, noProgress, type Progress, type ProgressEvent } from '../../progress/index.ts';
import type { Database } from './database.ts';

export interface ProgressRows {
  read(learner: string): Progress;
  record(learner: string, event: ProgressEvent): void;
}

export function progressRows(database: Database): ProgressRows {
  const find = database.prepare('SELECT labs FROM progress WHERE learner = ?');
  const put = database.prepare(
    'INSERT INTO progress (learner, labs) VALUES (?, ?) ON CONFLICT (learner) DO UPDATE SET labs = excluded.labs',
  );
  const read = (learner: string): Progress => {
    const found = find.get(learner) as { labs: string } | undefined;
    return found ? { ...noProgress, labs: JSON.parse(found.labs) as Progress['labs'] } : noProgress;
  };
  return {
    read,
    record(learner, event) {
      const before = read(learner);
      const after = afterEvent(before, event);
      if (after !== before) put.run(learner, JSON.stringify(after.labs));
    },
  };
}
