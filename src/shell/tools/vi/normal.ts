// vi's normal mode: keys that move, change, and lead to other modes.

import type { Editor } from './editor.ts';
import { findMotion, type Motion } from './motions.ts';
import { findText } from './search.ts';
import { firstNonBlank, type Place } from './text.ts';

const operators = new Set(['d', 'c', 'y', '>', '<']);
/** Keys that need another one. */
const prefixes = new Set(['g', 'Z', 'r']);
const shiftWidth = 2;

function startInsert(editor: Editor, place?: Place): void {
  if (place) Object.assign(editor.text, { row: place.row, column: place.column });
  editor.mode = 'insert';
}

/** One key more; acts when a command is complete. */
export function pressNormal(editor: Editor, key: string): void {
  const { text } = editor;
  if (key === 'escape' || key === 'C-c') {
    if (key === 'C-c' && editor.pending.length === 0) editor.message = 'Type  :q!  and press <Enter> to abandon all changes and exit';
    editor.pending = [];
    return;
  }
  const keys = [...editor.pending, key];
  const before = takeCount(keys);
  const operator = operators.has(keys[0] ?? '') ? keys.shift() : undefined;
  const between = operator ? takeCount(keys) : undefined;
  const name = keys.join('');
  if (name === '' || (keys.length === 1 && prefixes.has(name))) {
    editor.pending.push(key);
    return;
  }
  editor.pending = [];
  const count = before === undefined && between === undefined ? undefined : (before ?? 1) * (between ?? 1);
  if (operator) operate(editor, operator, name, count);
  else if (!command(editor, name, count ?? 1)) {
    const motion = findMotion(name, text, count, editor.height);
    if (motion) move(editor, name, motion);
  }
  text.clamp(editor.mode === 'insert');
}

/** Takes the digits off the front; a 0 that begins is a motion. */
function takeCount(keys: string[]): number | undefined {
  let digits = '';
  while (/^\d$/.test(keys[0] ?? '') && (digits !== '' || keys[0] !== '0')) digits += keys.shift();
  return digits === '' ? undefined : Number(digits);
}

function move(editor: Editor, name: string, { row, column, whole }: Motion): void {
  const { text } = editor;
  // Up and down keep the column that was meant, across shorter lines.
  if (whole && column === text.column) {
    editor.meant ??= text.column;
    text.row = row;
    text.column = Math.min(editor.meant, Math.max(0, text.line.length - 1));
    return;
  }
  text.row = row;
  text.column = column;
  editor.meant = name === '$' || name === 'end' ? Number.POSITIVE_INFINITY : undefined;
}

function operate(editor: Editor, operator: string, name: string, count: number | undefined): void {
  const { text } = editor;
  const here: Place = { row: text.row, column: text.column };
  const itself = name === operator;
  // cw changes to the end of the word, as ce does.
  const meant =
    operator === 'c' && (name === 'w' || name === 'W') && /\S/.test(text.line[text.column] ?? '') ? (name === 'w' ? 'e' : 'E') : name;
  const motion = itself
    ? { row: text.row + (count ?? 1) - 1, column: 0, whole: true as const }
    : findMotion(meant, text, count, editor.height);
  if (!motion) return;
  const shifts = operator === '>' || operator === '<';
  if (operator !== 'y') text.checkpoint();
  if (motion.whole || shifts) {
    const from = Math.min(here.row, motion.row);
    const to = Math.min(text.lines.length - 1, Math.max(here.row, motion.row));
    if (operator === 'y') text.yankLines(from, to);
    else if (shifts) for (let row = from; row <= to; row++) text.lines[row] = shifted(text.lines[row] ?? '', operator);
    else if (operator === 'c') {
      const indent = /^\s*/.exec(text.lines[from] ?? '')?.[0] ?? '';
      text.yankLines(from, to);
      text.lines.splice(from, to - from + 1, indent);
      startInsert(editor, { row: from, column: indent.length });
    } else text.deleteLines(from, to);
    return;
  }
  const forward = motion.row > here.row || (motion.row === here.row && motion.column >= here.column);
  const [from, until] = forward ? [here, motion] : [motion, here];
  let to: Place = forward && motion.including ? { row: until.row, column: until.column + 1 } : until;
  // A word at the end of a line ends there.
  if ((meant === 'w' || meant === 'W') && to.row > from.row) to = { row: from.row, column: (text.lines[from.row] ?? '').length };
  if (operator === 'y') {
    text.yank(from, to);
    Object.assign(text, { row: from.row, column: from.column });
  } else {
    text.delete(from, to);
    if (operator === 'c') startInsert(editor);
  }
}

const shifted = (line: string, operator: string): string =>
  operator === '>' ? (line === '' ? '' : ' '.repeat(shiftWidth) + line) : line.replace(new RegExp(`^ {1,${shiftWidth}}|^\\t`), '');

/** False when it is no command of its own. */
function command(editor: Editor, name: string, count: number): boolean {
  const { text } = editor;
  const { row, column, line } = text;
  const change = (act: () => void) => {
    text.checkpoint();
    act();
  };
  if (/^r./s.test(name) && line.length > 0) change(() => (text.line = line.slice(0, column) + name.slice(1) + line.slice(column + 1)));
  else if (name === 'i' || name === 'insert') change(() => startInsert(editor));
  else if (name === 'I') change(() => startInsert(editor, { row, column: firstNonBlank(line) }));
  else if (name === 'a') change(() => startInsert(editor, { row, column: Math.min(line.length, column + 1) }));
  else if (name === 'A') change(() => startInsert(editor, { row, column: line.length }));
  else if (name === 'o' || name === 'O')
    change(() => {
      const at = row + (name === 'o' ? 1 : 0);
      text.lines.splice(at, 0, '');
      startInsert(editor, { row: at, column: 0 });
    });
  else if (name === 'x' || name === 'delete')
    change(() => text.delete({ row, column }, { row, column: Math.min(line.length, column + count) }));
  else if (name === 'X') change(() => text.delete({ row, column: Math.max(0, column - count) }, { row, column }));
  else if (name === 'D') operate(editor, 'd', '$', undefined);
  else if (name === 'C') operate(editor, 'c', '$', undefined);
  else if (name === 's') operate(editor, 'c', 'l', count);
  else if (name === 'S') operate(editor, 'c', 'c', count);
  else if (name === 'Y') text.yankLines(row, row + count - 1);
  else if (name === 'p' || name === 'P') change(() => text.put(name === 'p', count));
  else if (name === 'J')
    change(() => {
      const [next] = text.lines.splice(row + 1, 1);
      if (next !== undefined) text.line = `${line.replace(/\s+$/, '')} ${next.trimStart()}`;
    });
  else if (name === '~')
    change(() => {
      const character = line[column] ?? '';
      const other = character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase();
      text.line = line.slice(0, column) + other + line.slice(column + 1);
      text.column++;
    });
  else if (name === 'u') editor.message = text.undo() ? '' : 'Already at oldest change';
  else if (name === 'C-r') editor.message = text.redo() ? '' : 'Already at newest change';
  else if (name === ':' || name === '/' || name === '?') Object.assign(editor, { mode: 'prompt', prompt: name });
  else if (name === 'n' || name === 'N') findText(editor, name === 'n' ? editor.searchStep : editor.searchStep === 1 ? -1 : 1);
  else if (name === '*') {
    editor.pattern = /^[\p{L}\p{N}_]*/u.exec(line.slice(column))?.[0] ?? '';
    editor.searchStep = 1;
    findText(editor, 1);
  } else if (name === 'ZZ') editor.run('x');
  else if (name === 'ZQ') editor.run('q!');
  else return false;
  return true;
}
