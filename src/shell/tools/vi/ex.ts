// vi's command line: :w, :q, :x, :e!, :s, line numbers.
import { FileError } from '../../files.ts';
import type { Editor } from './editor.ts';
import { compile, findText } from './search.ts';
import { firstNonBlank } from './text.ts';

/** Ends a prompt that began with `:`, `/` or `?`. */
export function runPrompt(editor: Editor, typed: string): void {
  const [kind, rest] = [typed[0], typed.slice(1)];
  if (kind === ':') {
    runEx(editor, rest.trim());
    return;
  }
  if (rest !== '') editor.pattern = rest;
  editor.searchStep = kind === '/' ? 1 : -1;
  findText(editor, editor.searchStep);
}

export function runEx(editor: Editor, line: string): void {
  const { text } = editor;
  const [, range = '', name = '', rest = ''] = /^(%|[\d.$]+(?:,[\d.$]+)?)?\s*([a-zA-Z]*!?)(.*)$/s.exec(line) ?? [];
  const [from, to] = rowsOf(editor, range);
  const force = name.endsWith('!');
  const argument = rest.trim();
  if (name === '' && rest === '') {
    if (range === '') return;
    text.row = to;
    text.column = firstNonBlank(text.line);
  } else if (/^(w|write)!?$/.test(name)) save(editor, argument);
  else if (/^(wq|x|xit|wqa|xa)!?$/.test(name)) {
    if ((!name.startsWith('x') && argument === '') || text.changed ? save(editor, argument) : true) editor.ended = true;
  } else if (/^(q|quit|qa|qall)!?$/.test(name)) {
    if (text.changed && !force) editor.message = 'E37: No write since last change (add ! to override)';
    else editor.ended = true;
  } else if (/^(cq|cquit)!?$/.test(name)) Object.assign(editor, { ended: true, exitCode: 1 });
  else if (/^(e|edit)!$/.test(name)) editor.reload();
  else if (/^(s|substitute)$/.test(name)) substitute(editor, rest, from, to);
  else if (/^(d|delete)$/.test(name)) {
    text.checkpoint();
    text.deleteLines(from, to);
  } else if (/^(u|undo)$/.test(name)) text.undo();
  else if (/^(set|se|syntax|syn|noh|nohlsearch)$/.test(name)) {
    if (/^(nu|number)$/.test(argument)) editor.numbers = true;
    if (/^(nonu|nonumber)$/.test(argument)) editor.numbers = false;
  } else editor.message = `E492: Not an editor command: ${line}`;
}

function rowsOf({ text }: Editor, range: string): readonly [number, number] {
  const last = text.lines.length - 1;
  if (range === '%') return [0, last];
  const rowOf = (word: string) => (word === '.' ? text.row : word === '$' ? last : Math.max(0, Math.min(last, Number(word) - 1)));
  const [from, to] = range.split(',');
  if (!from) return [text.row, text.row];
  return [rowOf(from), rowOf(to ?? from)];
}

function substitute(editor: Editor, rest: string, from: number, to: number): void {
  const { text } = editor;
  const separator = rest[0] ?? '/';
  const [pattern = '', replacement = '', flags = ''] = rest.slice(1).split(separator);
  const expression = compile(pattern, flags.includes('g') ? 'g' : '');
  const put = replacement
    .replace(/\$/g, '$$$$')
    .replace(/\\(\d)/g, '$$$1')
    .replace(/(^|[^\\])&/g, '$1$$&');
  text.checkpoint();
  let changed = 0;
  for (let row = from; row <= to; row++) {
    const line = text.lines[row] ?? '';
    const next = line.replace(expression, put);
    if (next === line) continue;
    text.lines[row] = next;
    text.row = row;
    changed++;
  }
  if (changed === 0) editor.message = `E486: Pattern not found: ${pattern}`;
  else if (changed > 2) editor.message = `${changed} substitutions on ${changed} lines`;
}

/** False when it could not be written. */
function save(editor: Editor, path: string): boolean {
  const target = path || editor.path;
  if (!target) {
    editor.message = 'E32: No file name';
    return false;
  }
  const content = editor.text.content();
  try {
    editor.write(target, content);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    editor.message = `"${target}" E212: Can't open file for writing`;
    return false;
  }
  editor.text.markSaved();
  editor.message = `"${target}" ${editor.text.lines.length}L, ${new TextEncoder().encode(content).length}B written`;
  return true;
}
