// vi's state, and the one way in which a key changes it.
import { runEx, runPrompt } from './ex.ts';
import { pressNormal } from './normal.ts';
import { EditedText } from './text.ts';

export interface EditorParts {
  readonly path: string;
  /** Its text when the file is there. */
  read(path: string): string | undefined;
  /** Throws `FileError`. */
  write(path: string, content: string): void;
}

export class Editor {
  readonly path: string;
  readonly write: EditorParts['write'];
  readonly #read: EditorParts['read'];
  text: EditedText;
  mode: 'normal' | 'insert' | 'prompt' = 'normal';
  /** What the prompt holds, with its first character. */
  prompt = '';
  /** Keys of a command that is not complete. */
  pending: string[] = [];
  message = '';
  pattern = '';
  searchStep: 1 | -1 = 1;
  numbers = false;
  /** The column that up and down aim at. */
  meant: number | undefined;
  /** Lines that the screen shows. */
  height = 1;
  ended = false;
  exitCode = 0;

  constructor({ path, read, write }: EditorParts) {
    this.path = path;
    this.#read = read;
    this.write = write;
    this.text = this.#open();
  }

  reload(): void {
    this.text = this.#open();
  }

  run(line: string): void {
    runEx(this, line);
  }

  /** `name` as the key decoder names it, Escape as `escape`; `inserted` is what it types. */
  press(name: string, inserted: string | undefined): void {
    if (this.mode === 'normal') {
      this.message = '';
      const vertical = /^([jk]|up|down|C-[npdufb]|page-(up|down)|\d)$/.test(name);
      if (!vertical && this.pending.length === 0) this.meant = undefined;
      if (name !== 'paste') pressNormal(this, name);
    } else if (this.mode === 'insert') this.#pressInsert(name, inserted);
    else this.#pressPrompt(name, inserted);
  }

  #open(): EditedText {
    const content = this.path ? this.#read(this.path) : '';
    const text = new EditedText(content ?? '');
    const bytes = new TextEncoder().encode(content ?? '').length;
    if (this.path) this.message = content === undefined ? `"${this.path}" [New]` : `"${this.path}" ${text.lines.length}L, ${bytes}B`;
    return text;
  }

  #pressInsert(name: string, inserted: string | undefined): void {
    const { text } = this;
    if (name === 'escape' || name === 'C-c') {
      this.mode = 'normal';
      text.column--;
      text.clamp();
    } else if (name === 'enter') {
      const indent = /^\s*/.exec(text.line.slice(0, text.column))?.[0] ?? '';
      text.insert(`\n${indent}`);
    } else if (name === 'tab') text.insert('\t');
    else if (name === 'backspace') text.backspace();
    else if (name === 'delete') text.line = text.line.slice(0, text.column) + text.line.slice(text.column + 1);
    else if (inserted !== undefined) text.insert(inserted);
    else {
      if (name === 'up') text.row--;
      else if (name === 'down') text.row++;
      else if (name === 'left') text.column--;
      else if (name === 'right') text.column++;
      else if (name === 'home') text.column = 0;
      else if (name === 'end') text.column = text.line.length;
      text.clamp(true);
    }
  }

  #pressPrompt(name: string, inserted: string | undefined): void {
    if (name === 'escape' || name === 'C-c' || (name === 'backspace' && this.prompt.length === 1)) this.mode = 'normal';
    else if (name === 'backspace') this.prompt = this.prompt.slice(0, -1);
    else if (name === 'C-u') this.prompt = this.prompt.slice(0, 1);
    else if (name === 'enter') {
      this.mode = 'normal';
      runPrompt(this, this.prompt);
      this.text.clamp();
    } else if (inserted !== undefined) this.prompt += inserted.replaceAll('\n', '');
  }
}
