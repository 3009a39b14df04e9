// What vi shows: the text from a line on, and a status line.
import type { TerminalSize } from '../../program.ts';
import { textWidth, widthOf } from '../../text-width.ts';
import type { Editor } from './editor.ts';

const TAB = 8;

/** A line as columns of the screen, and the column of the character number `at`. */
function layOut(line: string, at: number): { readonly cells: string; readonly column: number } {
  let cells = '';
  let width = 0;
  let column = 0;
  let index = 0;
  for (const character of line) {
    if (index <= at) column = width;
    const shown = character === '\t' ? ' '.repeat(TAB - (width % TAB)) : character < ' ' ? '?' : character;
    cells += shown;
    width += textWidth(shown);
    index += character.length;
  }
  return { cells, column: at >= index ? width : column };
}

/** The part of a text that fits into `columns` from column `left` on. */
function cut(cells: string, left: number, columns: number): string {
  let out = '';
  let column = 0;
  for (const character of cells) {
    const width = widthOf(character);
    if (column >= left && column + width <= left + columns) out += character;
    column += width;
  }
  return out;
}

/** `top` is the first line that was shown; the answer tells which one is now. */
export function drawEditor(
  editor: Editor,
  { columns, rows }: TerminalSize,
  top: number,
): { readonly output: string; readonly top: number } {
  const { text, height } = editor;
  const first = Math.max(0, Math.min(Math.max(top, text.row - height + 1), text.row));
  const margin = editor.numbers ? Math.max(4, String(text.lines.length).length + 1) : 0;
  const room = Math.max(1, columns - margin);
  const cursor = layOut(text.line, text.column);
  const left = cursor.column >= room ? cursor.column - Math.floor(room / 2) : 0;
  const shown = Array.from({ length: height }, (_, index) => {
    const row = first + index;
    const line = text.lines[row];
    if (line === undefined) return '~';
    const number = margin ? `${String(row + 1).padStart(margin - 1)} ` : '';
    return number + cut(layOut(line, 0).cells, left, room);
  });
  const lines = shown.map((line) => `${line}${textWidth(line) < columns ? '\x1b[K' : ''}\r\n`).join('');
  const prompting = editor.mode === 'prompt';
  const status = prompting ? editor.prompt : editor.message || (editor.mode === 'insert' ? '-- INSERT --' : '');
  const position = `${text.row + 1},${text.column + 1}`;
  const [said, where] = [cut(status, 0, columns - 1), prompting || editor.message ? '' : position];
  const gap = columns - textWidth(said) - where.length - 1;
  const statusLine = gap > 0 && where ? `${said}${' '.repeat(gap)}${where}` : said;
  const place = prompting ? `\x1b[${rows};${textWidth(said) + 1}H` : `\x1b[${text.row - first + 1};${margin + cursor.column - left + 1}H`;
  return { output: `\x1b[?25l\x1b[H${lines}${statusLine}\x1b[K${place}\x1b[?25h`, top: first };
}
