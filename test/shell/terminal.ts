// A tiny screen that understands what the shell writes, and hands that type into it.
import { createPty, type TerminalSize, widthOf } from '../../src/shell/index.ts';
import { createWorld, type WorldOptions } from './world.ts';

export class Screen {
  lines: string[][] = [[]];
  row = 0;
  column = 0;
  columns: number;
  marks: string[] = [];
  #pending = '';
  #wrapping = false;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    let rest = this.#pending + text;
    this.#pending = '';
    while (rest) {
      const sequence = /^\x1b\[([\d;?]*)([A-Za-z])|^\x1b\]([^\x07]*)\x07/.exec(rest);
      if (sequence) {
        rest = rest.slice(sequence[0].length);
        if (sequence[3] !== undefined) this.marks.push(sequence[3].replace('133;', ''));
        else this.#control(sequence[1] ?? '', sequence[2] ?? '');
        continue;
      }
      if (rest.startsWith('\x1b')) {
        this.#pending = rest;
        return;
      }
      const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
      rest = rest.slice(character.length);
      this.#put(character);
    }
  }

  #put(character: string): void {
    if (character === '\n') this.#down();
    else if (character === '\r') this.column = 0;
    else if (character === '\b') this.column = Math.max(0, this.column - 1);
    else if (character === '\x07') return;
    else {
      const width = widthOf(character);
      const line = this.#line();
      if (width === 0) {
        line[this.column - 1] += character;
        return;
      }
      if (this.#wrapping || this.column + width > this.columns) {
        this.column = 0;
        this.#down();
      }
      const now = this.#line();
      while (now.length < this.column) now.push(' ');
      now[this.column] = character;
      if (width === 2) now[this.column + 1] = '';
      this.column += width;
      this.#wrapping = this.column >= this.columns;
      if (this.#wrapping) this.column = this.columns - 1;
      return;
    }
    this.#wrapping = false;
  }

  #line(): string[] {
    while (this.lines.length <= this.row) this.lines.push([]);
    return this.lines[this.row] as string[];
  }

  #down(): void {
    this.row++;
    this.#line();
  }

  #control(parameters: string, final: string): void {
    const count = Number(parameters || 1);
    this.#wrapping = false;
    if (final === 'A') this.row = Math.max(0, this.row - count);
    else if (final === 'B') this.row += count;
    else if (final === 'C') this.column = Math.min(this.columns - 1, this.column + count);
    else if (final === 'D') this.column = Math.max(0, this.column - count);
    else if (final === 'K') this.#line().splice(this.column);
    else if (final === 'J') {
      if (parameters === '2' || parameters === '3') this.lines = [[]];
      else {
        this.#line().splice(this.column);
        this.lines.splice(this.row + 1);
      }
    } else if (final === 'H') {
      this.row = 0;
      this.column = 0;
    }
  }

  /** The lines without blanks at their ends. */
  get text(): string {
    return this.lines
      .map((line) => line.join('').trimEnd())
      .join('\n')
      .trimEnd();
  }

  /** The line with the cursor, which is shown as ▏. */
  get cursorLine(): string {
    const line = [...this.#line()];
    while (line.length < this.column) line.push(' ');
    line.splice(this.column, 0, '▏');
    return line.join('').trimEnd();
  }
}

export function openTerminal(options: WorldOptions & { readonly size?: TerminalSize; readonly shell?: string } = {}) {
  const size = options.size ?? { columns: 80, rows: 24 };
  const world = createWorld(options);
  const pty = createPty(size);
  const screen = new Screen(size.columns);
  const child = world.machine.start([options.shell ?? 'bash'], {
    env: world.env,
    cwd: '/home/learner',
    stdin: pty.stdin,
    stdout: pty.stdout,
    stderr: pty.stdout,
    tty: pty.tty,
  });
  void child.exited.then(() => pty.stdout.close());
  let written = '';
  const reading = (async () => {
    const decoder = new TextDecoder();
    for (let bytes = await pty.end.read(); bytes; bytes = await pty.end.read()) {
      const text = decoder.decode(bytes, { stream: true });
      written += text;
      screen.write(text);
    }
  })();

  /** Types, and lets the world run until nothing more happens for `waitMs`. */
  async function type(text: string, waitMs = 0): Promise<void> {
    pty.end.write(new TextEncoder().encode(text));
    await settle(waitMs);
  }

  async function settle(waitMs = 0): Promise<void> {
    await world.clock.advance(waitMs);
    for (let turns = 0; turns < 20; turns++) await world.clock.advance(0);
    if (world.bugs.length > 0) throw world.bugs[0];
  }

  return {
    ...world,
    pty,
    screen,
    type,
    settle,
    child,
    reading,
    /** What came since the last call. */
    takeOutput() {
      const taken = written;
      written = '';
      return taken;
    },
  };
}
