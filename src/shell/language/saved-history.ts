// The history of an interactive shell, kept in a file.
import type { History } from '../editor/index.ts';
import type { FileSystem } from '../files.ts';
import { FileError } from '../files.ts';

/** Entries that are remembered (HISTSIZE's default). */
const LIMIT = 500;

export interface SavedHistory extends History {
  clear(): void;
  /** Writes the file. A read-only file system keeps no history. */
  save(): void;
}

export function createHistory(files: FileSystem, path: string): SavedHistory {
  let all: string[] = files.status(path)?.kind === 'file' ? files.readText(path).split('\n').filter(Boolean) : [];
  const save = () => {
    try {
      files.write(path, all.map((entry) => `${entry}\n`).join(''), { mode: 0o600 });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  };
  return {
    entries: () => all,
    add(entry) {
      if (!entry.trim() || entry.startsWith(' ') || entry === all.at(-1)) return;
      all = [...all, entry].slice(-LIMIT);
      save();
    },
    clear() {
      all = [];
    },
    save,
  };
}
