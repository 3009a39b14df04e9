// The text that vi edits: lines, a cursor, what was taken out, and the way back.

export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface Register {
  readonly lines: readonly string[];
  /** Whole lines, put below or above; otherwise a piece of text, put beside the cursor. */
  readonly whole: boolean;
}

interface Snapshot extends Place {
  readonly lines: readonly string[];
}

export class EditedText {
  lines: string[];
  row = 0;
  column = 0;
  register: Register = { lines: [], whole: false };
  #before: Snapshot[] = [];
  #after: Snapshot[] = [];
  #saved: string;

  constructor(text: string) {
    this.lines = text.replace(/\n$/, '').split('\n');
    this.#saved = this.content();
  }

  /** As a file holds it: every line ends with a newline. */
  content(): string {
    return `${this.lines.join('\n')}\n`;
  }

  get line(): string {
    return this.lines[this.row] ?? '';
  }

  set line(text: string) {
    this.lines[this.row] = text;
  }

  get changed(): boolean {
    return this.content() !== this.#saved;
  }

  markSaved(): void {
    this.#saved = this.content();
  }

  /** Call before a change: `undo` comes back to here. */
  checkpoint(): void {
    this.#before.push(this.#snapshot());
    this.#after = [];
  }

  /** False when there is nothing to go back to. */
  undo(): boolean {
    return this.#swap(this.#before, this.#after);
  }

  redo(): boolean {
    return this.#swap(this.#after, this.#before);
  }

  /** Keeps the cursor inside; `beyond` lets it stand behind the last character, as while typing. */
  clamp(beyond = false): void {
    if (this.lines.length === 0) this.lines = [''];
    this.row = Math.max(0, Math.min(this.row, this.lines.length - 1));
    this.column = Math.max(0, Math.min(this.column, this.line.length - (beyond ? 0 : 1)));
  }

  /** Puts text, perhaps of several lines, in front of the cursor and goes behind it. */
  insert(text: string): void {
    const [first = '', ...rest] = text.split('\n');
    const [head, tail] = [this.line.slice(0, this.column), this.line.slice(this.column)];
    const last = rest.pop();
    if (last === undefined) {
      this.line = head + first + tail;
      this.column += first.length;
      return;
    }
    this.lines.splice(this.row, 1, head + first, ...rest, last + tail);
    this.row += rest.length + 1;
    this.column = last.length;
  }

  backspace(): void {
    if (this.column > 0) {
      this.line = this.line.slice(0, this.column - 1) + this.line.slice(this.column);
      this.column--;
    } else if (this.row > 0) {
      const [gone = ''] = this.lines.splice(this.row, 1);
      this.row--;
      this.column = this.line.length;
      this.line += gone;
    }
  }

  yankLines(from: number, to: number): void {
    this.register = { lines: this.lines.slice(from, to + 1), whole: true };
  }

  deleteLines(from: number, to: number): void {
    this.yankLines(from, to);
    this.lines.splice(from, to - from + 1);
    this.row = from;
    this.clamp();
    this.column = firstNonBlank(this.line);
  }

  /** From a place up to another one, without that. */
  yank(from: Place, to: Place): void {
    const lines = this.lines.slice(from.row, to.row + 1);
    const last = lines.length - 1;
    lines[last] = (lines[last] ?? '').slice(0, to.column);
    lines[0] = (lines[0] ?? '').slice(from.column);
    this.register = { lines, whole: false };
  }

  delete(from: Place, to: Place): void {
    this.yank(from, to);
    const joined = (this.lines[from.row] ?? '').slice(0, from.column) + (this.lines[to.row] ?? '').slice(to.column);
    this.lines.splice(from.row, to.row - from.row + 1, joined);
    this.row = from.row;
    this.column = from.column;
  }

  put(after: boolean, count: number): void {
    const { lines, whole } = this.register;
    if (lines.length === 0) return;
    if (whole) {
      const at = this.row + (after ? 1 : 0);
      this.lines.splice(at, 0, ...Array.from({ length: count }, () => lines).flat());
      this.row = at;
      this.column = firstNonBlank(this.line);
      return;
    }
    if (after && this.line.length > 0) this.column++;
    for (let times = 0; times < count; times++) this.insert(lines.join('\n'));
    this.column = Math.max(0, this.column - 1);
  }

  #snapshot(): Snapshot {
    return { lines: [...this.lines], row: this.row, column: this.column };
  }

  #swap(from: Snapshot[], to: Snapshot[]): boolean {
    const found = from.pop();
    if (!found) return false;
    to.push(this.#snapshot());
    this.lines = [...found.lines];
    this.row = found.row;
    this.column = found.column;
    this.clamp();
    return true;
  }
}

export function firstNonBlank(line: string): number {
  return Math.max(0, line.search(/\S/));
}
