// What keys do to the line that is being edited (readline's Emacs mode).
import type { LineBuffer } from './buffer.ts';
import type { Key } from './keys.ts';

/** Keys that change the line or move in it. */
export function edit(buffer: LineBuffer, key: Key): void {
  const { cursor, cells } = buffer;
  if (key.text !== undefined) {
    buffer.insert(key.text);
    return;
  }
  switch (key.name) {
    case 'backspace':
      if (cursor > 0) buffer.remove(cursor - 1, cursor);
      return;
    case 'C-d':
    case 'delete':
      if (cursor < cells.length) buffer.remove(cursor, cursor + 1);
      return;
    case 'C-k':
      buffer.kill(cells.length);
      return;
    case 'C-u':
      buffer.kill(0);
      return;
    case 'C-w':
      buffer.kill(buffer.blankWordStart());
      return;
    case 'M-backspace':
      buffer.kill(buffer.wordStart());
      return;
    case 'M-d':
      buffer.kill(buffer.wordEnd());
      return;
    case 'C-y':
      buffer.insert(buffer.killed);
      return;
  }
  buffer.pause();
  switch (key.name) {
    case 'left':
    case 'C-b':
      buffer.cursor = Math.max(0, cursor - 1);
      return;
    case 'right':
    case 'C-f':
      buffer.cursor = Math.min(cells.length, cursor + 1);
      return;
    case 'home':
    case 'C-a':
      buffer.cursor = 0;
      return;
    case 'end':
    case 'C-e':
      buffer.cursor = cells.length;
      return;
    case 'C-left':
    case 'M-left':
    case 'M-b':
      buffer.cursor = buffer.wordStart();
      return;
    case 'C-right':
    case 'M-right':
    case 'M-f':
      buffer.cursor = buffer.wordEnd();
      return;
    case 'C-t':
      buffer.transpose();
      return;
    case 'C-_':
      buffer.undo();
      return;
    case 'M-u':
    case 'M-l':
    case 'M-c': {
      const end = buffer.wordEnd();
      const word = cells.slice(cursor, end).join('');
      const lower = word.toLowerCase();
      const changed =
        key.name === 'M-u' ? word.toUpperCase() : key.name === 'M-l' ? lower : lower.replace(/\p{L}/u, (letter) => letter.toUpperCase());
      buffer.replace(cells.slice(0, cursor).join('') + changed + cells.slice(end).join(''), end);
    }
  }
}
