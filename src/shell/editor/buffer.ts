// The line that is being edited: text, cursor, undo, the killed text.
import { splitCells } from './screen.ts';

interface Snapshot {
  readonly cells: readonly string[];
  readonly cursor: number;
}

const isWord = (cell: string | undefined) => cell !== undefined && /[\p{L}\p{N}]/u.test(cell);

export class LineBuffer {
  cells: readonly string[] = [];
  cursor = 0;
  #undo: Snapshot[] = [];
  #typing = false;
  /** What Ctrl-Y brings back; shared by all lines of an editor. */
  killed = '';
  #killing: 'forward' | 'backward' | undefined;

  get text(): string {
    return this.cells.join('');
  }

  get beforeCursor(): string {
    return this.cells.slice(0, this.cursor).join('');
  }

  /** Another line, with nothing to undo. */
  start(text: string): void {
    this.cells = splitCells(text);
    this.cursor = this.cells.length;
    this.#undo = [];
    this.#typing = false;
    this.#killing = undefined;
  }

  /** To be called before a key that neither types nor kills: the next change is a step of its own. */
  pause(): void {
    this.#typing = false;
    this.#killing = undefined;
  }

  insert(text: string): void {
    const added = splitCells(text);
    const joins = this.#typing && added.length === 1 && text !== ' ';
    if (!joins) this.#remember();
    this.#typing = added.length === 1;
    this.#killing = undefined;
    const before = splitCells(this.beforeCursor + text);
    this.cells = [...before, ...this.cells.slice(this.cursor)];
    this.cursor = before.length;
  }

  remove(from: number, to: number): void {
    if (from === to) return;
    this.#remember();
    this.#typing = false;
    this.#killing = undefined;
    this.cells = [...this.cells.slice(0, from), ...this.cells.slice(to)];
    this.cursor = from;
  }

  /** Removes text for Ctrl-Y; kills in a row are one. */
  kill(to: number): void {
    if (to === this.cursor) return;
    const direction = to > this.cursor ? 'forward' : 'backward';
    const text = this.cells.slice(Math.min(to, this.cursor), Math.max(to, this.cursor)).join('');
    if (!this.#killing) this.killed = text;
    else this.killed = direction === 'forward' ? this.killed + text : text + this.killed;
    this.remove(Math.min(to, this.cursor), Math.max(to, this.cursor));
    this.#killing = direction;
  }

  replace(text: string, cursor = Number.POSITIVE_INFINITY): void {
    this.#remember();
    this.pause();
    this.cells = splitCells(text);
    this.cursor = Math.min(cursor, this.cells.length);
  }

  undo(): boolean {
    const before = this.#undo.pop();
    if (!before) return false;
    this.cells = before.cells;
    this.cursor = before.cursor;
    this.pause();
    return true;
  }

  transpose(): void {
    const at = this.cursor === this.cells.length ? this.cursor - 1 : this.cursor;
    if (at < 1 || this.cells.length < 2) return;
    this.#remember();
    const cells = [...this.cells];
    [cells[at - 1], cells[at]] = [cells[at] as string, cells[at - 1] as string];
    this.cells = cells;
    this.cursor = at + 1;
  }

  wordEnd(): number {
    let at = this.cursor;
    while (at < this.cells.length && !isWord(this.cells[at])) at++;
    while (isWord(this.cells[at])) at++;
    return at;
  }

  wordStart(): number {
    let at = this.cursor;
    while (at > 0 && !isWord(this.cells[at - 1])) at--;
    while (at > 0 && isWord(this.cells[at - 1])) at--;
    return at;
  }

  /** The start of what blanks end (Ctrl-W). */
  blankWordStart(): number {
    let at = this.cursor;
    while (at > 0 && /\s/.test(this.cells[at - 1] as string)) at--;
    while (at > 0 && !/\s/.test(this.cells[at - 1] as string)) at--;
    return at;
  }

  #remember(): void {
    this.#undo.push({ cells: this.cells, cursor: this.cursor });
  }
}
