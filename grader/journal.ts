// What a proof has disturbed and not yet put back. Kept by the host, so that it can be undone after a crash too.
import type { ClusterWriter, ObjectRef, Place } from './cluster.ts';
import { Problem } from './problem.ts';

/** How one disturbance is undone. Data: it must survive a restart of the host. */
export type Undo =
  | { readonly kind: 'remove'; readonly object: ObjectRef }
  /** Makes it again unless it is there. */
  | { readonly kind: 'create'; readonly object: object }
  | { readonly kind: 'replace'; readonly object: object }
  | { readonly kind: 'patch'; readonly object: ObjectRef; readonly patch: object }
  | { readonly kind: 'write-file'; readonly place: Place; readonly path: string; readonly text: string };

export interface JournalEntry {
  readonly id: string;
  readonly undo: readonly Undo[];
}

/** Kept in order. `add` resolves when the entry is safe; only then the disturbance begins. */
export interface Journal {
  add(entry: JournalEntry): Promise<void>;
  remove(id: string): Promise<void>;
  entries(): Promise<readonly JournalEntry[]>;
}

export function createMemoryJournal(): Journal {
  const kept = new Map<string, JournalEntry>();
  return {
    async add(entry) {
      kept.set(entry.id, entry);
    },
    async remove(id) {
      kept.delete(id);
    },
    entries: async () => [...kept.values()],
  };
}

/** Undoes everything that the journal holds, newest first. Rejects with `undo-failed` when something could not be put back. */
export async function undoAll(journal: Journal, writer: ClusterWriter): Promise<void> {
  for (const entry of [...(await journal.entries())].reverse()) await undoEntry(entry, journal, writer);
}

export async function undoEntry(entry: JournalEntry, journal: Journal, writer: ClusterWriter): Promise<void> {
  try {
    for (const step of [...entry.undo].reverse()) await undoStep(step, writer);
  } catch (cause) {
    throw new Problem('undo-failed', `undoing ${entry.id}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  await journal.remove(entry.id);
}

async function undoStep(step: Undo, writer: ClusterWriter): Promise<void> {
  switch (step.kind) {
    case 'remove':
      return writer.remove(step.object, { gracePeriodSeconds: 0 });
    case 'create':
      await writer.create(step.object);
      return;
    case 'replace':
      return writer.replace(step.object);
    case 'patch':
      return writer.patch(step.object, step.patch);
    case 'write-file': {
      const { exitCode, output } = await writer.exec(step.place, ['sh', '-c', 'printf %s "$2" > "$1"', 'sh', step.path, step.text]);
      if (exitCode !== 0) throw new Error(`writing ${step.path} exited with ${exitCode}: ${output}`);
    }
  }
}
