// less, more: a pager for a terminal; without one, cat.
import { createKeyDecoder } from '../editor/index.ts';
import { readAll } from '../pipe.ts';
import type { Process, Program, Tty } from '../program.ts';
import { textWidth, widthOf } from '../text-width.ts';
import { openInputs, tool } from './tool.ts';

/** Lines as they fill a screen of this width; escape sequences take no room. */
function wrap(text: string, columns: number): string[] {
  const rows: string[] = [];
  for (const line of text.replace(/\n$/, '').split('\n')) {
    let row = '';
    let width = 0;
    for (const [part, escaped] of line.matchAll(/(\x1b\[[\d;]*[A-Za-z])|[\s\S]/gu)) {
      const shown = part === '\t' ? ' '.repeat(8 - (width % 8)) : part;
      const partWidth = escaped ? 0 : part === '\t' ? shown.length : widthOf(part);
      if (width + partWidth > columns) {
        rows.push(row);
        row = '';
        width = 0;
      }
      row += shown;
      width += partWidth;
    }
    rows.push(row);
  }
  return rows;
}

/** Clearing to the end of a full line would take its last character. */
function isFull(row: string, columns: number): boolean {
  return textWidth(row.replace(/\x1b\[[\d;]*[A-Za-z]/g, '')) >= columns;
}

interface View {
  top: number;
  pattern: string;
  message: string;
  input: string | undefined;
}

async function page(process: Process, tty: Tty, text: string): Promise<void> {
  const view: View = { top: 0, pattern: '', message: '', input: undefined };
  let rows = wrap(text, tty.size.columns);
  const height = () => Math.max(1, tty.size.rows - 1);
  const lastTop = () => Math.max(0, rows.length - height());
  const find = (from: number, step: 1 | -1) => {
    for (let at = from; at >= 0 && at < rows.length; at += step) {
      if (!rows[at]?.toLowerCase().includes(view.pattern.toLowerCase())) continue;
      view.top = Math.min(at, lastTop());
      return;
    }
    view.message = 'Pattern not found';
  };
  const draw = async () => {
    const shown = rows.slice(view.top, view.top + height());
    while (shown.length < height()) shown.push('~');
    const marked = shown.map((row) => (view.pattern ? row.split(view.pattern).join(`\x1b[7m${view.pattern}\x1b[27m`) : row));
    const status = view.input !== undefined ? view.input : view.message || (view.top >= lastTop() ? '(END)' : ':');
    const styled = view.input !== undefined || status === ':' ? status : `\x1b[7m${status}\x1b[27m`;
    await process.stdout.write(
      `\x1b[H${marked.map((row) => `${isFull(row, tty.size.columns) ? row : `${row}\x1b[K`}\r\n`).join('')}${styled}\x1b[K`,
    );
    view.message = '';
  };
  const keys = tty.keys ?? process.stdin;
  const decode = createKeyDecoder();
  const release = tty.raw();
  const stopWatching = tty.onResize(({ columns }) => {
    rows = wrap(text, columns);
    view.top = Math.min(view.top, lastTop());
    void draw().catch(() => undefined);
  });
  await process.stdout.write('\x1b[?1049h');
  try {
    for (;;) {
      await draw();
      const bytes = await keys.read(process.signal);
      if (!bytes) return;
      for (const key of decode(bytes)) {
        if (view.input !== undefined) {
          if (key.name === 'enter') {
            const asked = view.input.slice(1);
            const step = view.input.startsWith('?') ? -1 : 1;
            view.input = undefined;
            if (asked) view.pattern = asked;
            if (view.pattern) find(view.top + (step === 1 ? 0 : -1), step);
          } else if (key.name === 'backspace') view.input = view.input.length > 1 ? view.input.slice(0, -1) : undefined;
          else if (key.name === 'C-c') view.input = undefined;
          else if (key.text !== undefined) view.input += key.text;
          continue;
        }
        const half = Math.max(1, Math.floor(height() / 2));
        const moves: Readonly<Record<string, number>> = {
          ' ': height(),
          f: height(),
          'C-f': height(),
          'C-v': height(),
          'page-down': height(),
          b: -height(),
          'C-b': -height(),
          'page-up': -height(),
          d: half,
          'C-d': half,
          u: -half,
          'C-u': -half,
          down: 1,
          j: 1,
          enter: 1,
          e: 1,
          up: -1,
          k: -1,
          y: -1,
          g: -rows.length,
          '<': -rows.length,
          home: -rows.length,
          G: rows.length,
          '>': rows.length,
          end: rows.length,
        };
        const move = moves[key.name];
        if (move !== undefined) {
          if (process.name === 'more' && move > 0 && view.top >= lastTop()) return;
          view.top = Math.max(0, Math.min(lastTop(), view.top + move));
        } else if (key.name === 'q' || key.name === 'Q') return;
        else if (key.name === '/' || key.name === '?') view.input = key.name;
        else if (key.name === 'n' && view.pattern) find(view.top + 1, 1);
        else if (key.name === 'N' && view.pattern) find(view.top - 1, -1);
        else if (key.name === 'h') view.message = 'q quit, space next page, b back, /text search, n next, g top, G end';
      }
    }
  } finally {
    stopWatching();
    release();
    await process.stdout.write('\x1b[?1049l').catch(() => undefined);
  }
}

const less: Program = tool({ flags: 'RSNFXiEeMmnrsKQq', values: 'xp' }, async (process, options) => {
  let status = 0;
  if (options.operands.length === 0 && process.stdin.terminal) {
    await process.stdout.write(`Missing filename ("${process.name} --help" for help)\n`);
    return 1;
  }
  const tty = process.stdout.terminal;
  let text = '';
  for await (const { input } of openInputs(process, options.operands, () => (status = 1))) {
    if (tty) text += await readAll(input, process.signal);
    else
      for (let chunk = await input.read(process.signal); chunk; chunk = await input.read(process.signal)) await process.stdout.write(chunk);
  }
  if (!tty || text === '') return status;
  const short = wrap(text, tty.size.columns).length < tty.size.rows;
  if (short && (options.has('F') || process.name === 'more')) await process.stdout.write(text);
  else await page(process, tty, text);
  return status;
});

export const pagerTools: Readonly<Record<string, Program>> = { less, more: less };
