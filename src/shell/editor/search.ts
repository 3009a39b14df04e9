// Ctrl-R: looks for what was typed before, from the newest backwards.
import type { Key } from './keys.ts';

export interface Search {
  readonly prompt: string;
  readonly text: string;
  readonly cursor: number;
  /** 'shown': the search goes on. 'taken': the key belongs to the line, which is `text` now. 'cancelled': nothing was found. */
  press(key: Key): 'shown' | 'taken' | 'cancelled';
}

export function createSearch(entries: readonly string[]): Search {
  let query = '';
  let at = entries.length;
  let failed = false;

  const find = (from: number) => {
    const found = query === '' ? -1 : entries.slice(0, from + 1).findLastIndex((entry) => entry.includes(query));
    failed = query !== '' && found < 0;
    if (found >= 0) at = found;
  };

  return {
    get prompt() {
      return `(${failed ? 'failed ' : ''}reverse-i-search)\`${query}': `;
    },
    get text() {
      return entries[at] ?? '';
    },
    get cursor() {
      return Math.max(0, (entries[at] ?? '').indexOf(query));
    },
    press(key) {
      if (key.name === 'C-r') find(at - 1);
      else if (key.name === 'backspace' || key.name === 'C-h') {
        query = [...query].slice(0, -1).join('');
        at = entries.length;
        find(entries.length - 1);
      } else if (key.name === 'C-g' || key.name === 'C-c') return 'cancelled';
      else if (key.text !== undefined) {
        query += key.text;
        find(Math.min(at, entries.length - 1));
      } else return 'taken';
      return 'shown';
    },
  };
}
