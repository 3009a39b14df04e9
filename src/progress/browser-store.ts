// Keeps progress in a browser's storage. Other tabs of the course see it too.
import * as z from 'zod/mini';
import { afterEvent, noProgress, type Progress, type ProgressEvent } from './progress.ts';

const KEY = 'podkova.progress';

const schema = z.strictObject({
  version: z.literal(1),
  labs: z.record(
    z.string(),
    z.strictObject({
      solvedAt: z.optional(z.string()),
      proofs: z.int().check(z.gte(0)),
      hints: z.record(z.string(), z.int().check(z.gte(0))),
    }),
  ),
});

export interface ProgressStore {
  read(): Progress;
  record(event: ProgressEvent): void;
}

/** What cannot be understood counts as nothing done; storage that refuses (private windows, quota) forgets. */
export function browserProgress(storage: Pick<Storage, 'getItem' | 'setItem'>): ProgressStore {
  /** Set once the storage does not keep what it is given. */
  let unkept: Progress | undefined;
  const read = (): Progress => unkept ?? parse(storage.getItem(KEY)) ?? noProgress;
  return {
    read,
    record(event) {
      // Read anew: another tab may have written meanwhile.
      const before = read();
      const after = afterEvent(before, event);
      if (after === before) return;
      try {
        storage.setItem(KEY, JSON.stringify(after));
      } catch (error) {
        console.warn('podkova: progress is not kept', error);
        unkept = after;
      }
    },
  };
}

function parse(text: string | null): Progress | undefined {
  if (text === null) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data as Progress | undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
