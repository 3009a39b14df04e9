// Edits one line on a terminal, with the keys of readline's Emacs mode. Knows nothing of what the line means.
import type { Clock } from '../../clock.ts';
import type { Input, Output, Tty } from '../program.ts';
import { LineBuffer } from './buffer.ts';
import { edit } from './editing.ts';
import { createKeyDecoder, type Key } from './keys.ts';
import { listCandidates } from './listing.ts';
import { createScreen, promptCells, textCell } from './screen.ts';
import { createSearch, type Search } from './search.ts';

export interface History {
  /** Oldest first. */
  entries(): readonly string[];
  add(entry: string): void;
}

export interface Suggestion {
  /** As it is written into the line, quoted where that is needed. */
  readonly text: string;
  /** As it is shown in a list. */
  readonly shown: string;
  readonly description?: string;
  /** What follows it when it is the only one: a blank, '/', a quote, nothing. */
  readonly after: string;
}

export interface Suggestions {
  /** Where in the text before the cursor the suggestions begin. */
  readonly start: number;
  readonly all: readonly Suggestion[];
}

export type Answer = { readonly kind: 'line'; readonly text: string } | { readonly kind: 'interrupted' } | { readonly kind: 'ended' };

/** A line that is being edited. */
export interface EditedLine {
  readonly text: string;
  /** In characters with what combines with them. */
  readonly cursor: number;
  /** In which row below the prompt's first the cursor stands. */
  readonly row: number;
}

export interface LineEditorParts {
  readonly input: Input;
  readonly output: Output;
  readonly tty: Tty;
  readonly history: History;
  complete(beforeCursor: string): Promise<Suggestions>;
  readonly clock: Clock;
  /** Hears of every change of the line. */
  readonly onEdit?: () => void;
}

export interface LineEditor {
  /** What is being edited while `read` waits. */
  line(): EditedLine;
  /** Shows the prompt and resolves with what was typed. Rejects with the signal's reason when it aborts first. */
  read(prompt: string, signal: AbortSignal, first?: Pick<EditedLine, 'text' | 'cursor'>): Promise<Answer>;
}

/** More candidates than this are listed only when asked again (readline's completion-query-items). */
const MANY_CANDIDATES = 100;

/** How long Tab waits for an answer, milliseconds. */
const COMPLETION_TIMEOUT_MS = 5000;

export function createLineEditor(parts: LineEditorParts): LineEditor {
  const { input, output, tty, history } = parts;
  const buffer = new LineBuffer();
  const decode = createKeyDecoder();
  const screen = createScreen(tty.size.columns);
  let waiting: Key[] = [];

  async function read(prompt: string, signal: AbortSignal, first?: Pick<EditedLine, 'text' | 'cursor'>): Promise<Answer> {
    const promptParts = promptCells(prompt);
    // Marks of a prompt are said once, not at every redrawing.
    const quietPrompt = promptCells(prompt.replace(/\x1b\]133;[^\x07]*\x07/g, ''));
    let shownPrompt = promptParts;
    let search: Search | undefined;
    let historyAt = history.entries().length;
    const edited = new Map<number, string>();
    let lastKey = '';
    buffer.start(first?.text ?? '');
    if (first) buffer.cursor = Math.min(first.cursor, buffer.cells.length);
    screen.reset();
    screen.columns = tty.size.columns;

    const draw = async () => {
      const before = search ? promptCells(search.prompt) : shownPrompt;
      const cells = [...before, ...buffer.cells.map(textCell)];
      const out = screen.update(cells, before.length + buffer.cursor);
      if (out) await output.write(out);
      parts.onEdit?.();
    };

    const redraw = async (prefix: string) => {
      shownPrompt = quietPrompt;
      screen.reset();
      await output.write(prefix);
      await draw();
    };

    const recall = (to: number) => {
      const entries = history.entries();
      if (to < 0 || to > entries.length || to === historyAt) return;
      edited.set(historyAt, buffer.text);
      historyAt = to;
      buffer.start(edited.get(to) ?? entries[to] ?? '');
    };

    const tab = async () => {
      const before = buffer.beforeCursor;
      const none: Suggestions = { start: before.length, all: [] };
      const late = new AbortController();
      const timeout = parts.clock.sleep(COMPLETION_TIMEOUT_MS, late.signal).then(
        () => none,
        () => none,
      );
      const found = await Promise.race([parts.complete(before), timeout]);
      late.abort();
      const [first] = found.all;
      if (!first) return;
      const typed = before.slice(found.start);
      const shared = found.all.length === 1 ? first.text + first.after : commonPrefix(found.all.map((one) => one.text));
      if (shared.length > typed.length || (found.all.length === 1 && shared !== typed)) {
        const after = buffer.cells.slice(buffer.cursor).join('');
        const start = before.slice(0, found.start);
        buffer.replace(start + shared + after, [...(start + shared)].length);
        return;
      }
      if (lastKey !== 'tab' || found.all.length < 2) return;
      if (found.all.length > MANY_CANDIDATES && lastKey === 'tab') {
        buffer.pause();
        const end = buffer.cursor;
        buffer.cursor = buffer.cells.length;
        await draw();
        buffer.cursor = end;
        await output.write(`\r\nDisplay all ${found.all.length} possibilities? (y or n)`);
        const answer = await nextKey(signal);
        if (!answer || !/^[y ]$/i.test(answer.name)) return redraw('\r\n');
        return redraw(`\r\n${listCandidates(found.all, tty.size.columns)}`);
      }
      const lines = listCandidates(found.all, tty.size.columns);
      const end = buffer.cursor;
      buffer.cursor = buffer.cells.length;
      await draw();
      buffer.cursor = end;
      await redraw(`\r\n${lines}`);
    };

    const finish = async (answer: Answer, after = ''): Promise<Answer> => {
      search = undefined;
      buffer.cursor = buffer.cells.length;
      await draw();
      await output.write(`${screen.leave(after)}\x1b[?2004l`);
      return answer;
    };

    const restoreTerminal = tty.raw();
    const stopWatching = tty.onResize(({ columns }) => {
      void output
        .write(screen.erase(columns))
        .then(() => {
          shownPrompt = quietPrompt;
          return draw();
        })
        .catch(() => undefined);
    });
    try {
      await output.write('\x1b[?2004h');
      await draw();
      for (;;) {
        if (waiting.length === 0) await draw();
        const key = await nextKey(signal);
        if (!key) return await finish({ kind: 'ended' });
        if (search) {
          const result = search.press(key);
          if (result === 'shown') {
            buffer.start(search.text);
            buffer.cursor = [...search.text].slice(0, search.cursor).length;
            continue;
          }
          search = undefined;
          if (result === 'cancelled') {
            buffer.start(edited.get(historyAt) ?? '');
            continue;
          }
        }
        if (key.name === 'enter') return await finish({ kind: 'line', text: buffer.text });
        if (key.name === 'C-c') return await finish({ kind: 'interrupted' }, '^C');
        if (key.name === 'C-d' && buffer.cells.length === 0) return await finish({ kind: 'ended' });
        if (key.name === 'C-r') {
          edited.set(historyAt, buffer.text);
          shownPrompt = quietPrompt;
          search = createSearch(history.entries());
          buffer.start('');
        } else if (key.name === 'tab') await tab();
        else if (key.name === 'C-l') await redraw('\x1b[H\x1b[2J');
        else if (key.name === 'up' || key.name === 'C-p') recall(historyAt - 1);
        else if (key.name === 'down' || key.name === 'C-n') recall(historyAt + 1);
        else if (key.name === 'M-<') recall(0);
        else if (key.name === 'M->') recall(history.entries().length);
        else if (key.name === 'C-o' || key.name === 'unknown') buffer.pause();
        else if (key.name === 'M-.') {
          buffer.insert(history.entries().at(-1)?.trim().split(/\s+/).at(-1) ?? '');
        } else edit(buffer, key);
        lastKey = key.name;
      }
    } finally {
      stopWatching();
      restoreTerminal();
    }
  }

  async function nextKey(signal: AbortSignal): Promise<Key | undefined> {
    while (waiting.length === 0) {
      const bytes = await input.read(signal);
      if (!bytes) return undefined;
      waiting = decode(bytes);
    }
    return waiting.shift();
  }

  return { read, line: () => ({ text: buffer.text, cursor: buffer.cursor, row: screen.row }) };
}

function commonPrefix(texts: readonly string[]): string {
  let [prefix = ''] = texts;
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}
