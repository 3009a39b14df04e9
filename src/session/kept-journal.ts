// What a proof has to put back, kept beyond this process.
import type { Journal, JournalEntry } from '../../grader/index.ts';
import type { Keeper } from './keeper.ts';

const PART = 'journal';

/** `add` resolves when the entry is in the store. While the store refuses, it is safe from everything but a crash. */
export function createKeptJournal(keeper: Keeper): Journal {
  const kept = new Map(keeper.find<readonly JournalEntry[]>(PART)?.map((entry) => [entry.id, entry]));
  const changed = () => keeper.changed(PART, () => [...kept.values()]);
  return {
    async add(entry) {
      kept.set(entry.id, entry);
      changed();
      // Whoever hosts the session has been told of the failure.
      await keeper.flush().catch(() => undefined);
    },
    async remove(id) {
      kept.delete(id);
      changed();
    },
    entries: async () => [...kept.values()],
  };
}
