// vi's search: from the cursor on, and around the end.
import type { Editor } from './editor.ts';

/** Goes to the next place where the editor's pattern is found. A pattern that is no regular expression is taken as text. */
export function findText(editor: Editor, step: 1 | -1): void {
  const { text, pattern } = editor;
  if (pattern === '') {
    editor.message = 'E35: No previous regular expression';
    return;
  }
  const expression = compile(pattern);
  const count = text.lines.length;
  for (let offset = 0; offset <= count; offset++) {
    const row = (((text.row + offset * step) % count) + count) % count;
    const columns = [...(text.lines[row] ?? '').matchAll(expression)].map(({ index }) => index);
    const found =
      step === 1
        ? columns.find((column) => offset > 0 || column > text.column)
        : columns.findLast((column) => offset > 0 || column < text.column);
    if (found === undefined) continue;
    text.row = row;
    text.column = found;
    return;
  }
  editor.message = `E486: Pattern not found: ${pattern}`;
}

export function compile(pattern: string, flags = 'g'): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return new RegExp(pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), flags);
  }
}
