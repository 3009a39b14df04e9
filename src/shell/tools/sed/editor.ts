// Runs sed's commands on one line after the other.
import type { Process } from '../../program.ts';
import { pathOf, UsageError } from '../tool.ts';
import type { Address, Command, Substitute } from './parse.ts';

export interface Line {
  readonly text: string;
  readonly last: boolean;
}

/** Lines with the knowledge which is the last; a line is handed on when the next has come, unless nobody asks. */
export async function* withLast(lines: AsyncIterable<string>, needsLast: boolean): AsyncGenerator<Line> {
  if (!needsLast) {
    for await (const text of lines) yield { text, last: false };
    return;
  }
  let held: string | undefined;
  for await (const text of lines) {
    if (held !== undefined) yield { text: held, last: false };
    held = text;
  }
  if (held !== undefined) yield { text: held, last: true };
}

function expandReplacement(replacement: string, groups: readonly (string | undefined)[]): string {
  let out = '';
  let change = '';
  let once = '';
  const put = (text: string) => {
    let next = change === 'U' ? text.toUpperCase() : change === 'L' ? text.toLowerCase() : text;
    if (once && next) {
      next = (once === 'u' ? next.charAt(0).toUpperCase() : next.charAt(0).toLowerCase()) + next.slice(1);
      once = '';
    }
    out += next;
  };
  for (let at = 0; at < replacement.length; at++) {
    const character = replacement[at] as string;
    if (character === '&') put(groups[0] ?? '');
    else if (character === '\\') {
      const next = replacement[++at] ?? '';
      if (/\d/.test(next)) put(groups[Number(next)] ?? '');
      else if (next === 'n') put('\n');
      else if (next === 't') put('\t');
      else if (next === 'U' || next === 'L') change = next;
      else if (next === 'E') change = '';
      else if (next === 'u' || next === 'l') once = next;
      else put(next);
    } else put(character);
  }
  return out;
}

export class Editor {
  readonly #commands: readonly Command[];
  readonly #process: Process;
  readonly #quiet: boolean;
  readonly #write: (text: string) => Promise<void>;
  readonly #inRange = new Map<Command, { until: number | undefined }>();
  #space = '';
  #hold = '';
  #number = 0;
  #last = false;
  #substituted = false;
  #lastPattern: RegExp | undefined;
  #append: string[] = [];
  exitCode: number | undefined;

  constructor(process: Process, commands: readonly Command[], quiet: boolean, write: (text: string) => Promise<void>) {
    this.#process = process;
    this.#commands = commands;
    this.#quiet = quiet;
    this.#write = write;
  }

  async edit(lines: AsyncGenerator<Line>): Promise<void> {
    let restart = false;
    for (;;) {
      if (!restart && !(await this.#read(lines, false))) return;
      restart = (await this.#cycle(lines)) === 'restart';
      if (this.exitCode !== undefined) return;
    }
  }

  async #read(lines: AsyncGenerator<Line>, append: boolean): Promise<boolean> {
    const next = await lines.next();
    if (next.done) return false;
    this.#space = append ? `${this.#space}\n${next.value.text}` : next.value.text;
    this.#last = next.value.last;
    this.#number++;
    return true;
  }

  async #finish(print: boolean): Promise<void> {
    if (print && !this.#quiet) await this.#write(`${this.#space}\n`);
    for (const text of this.#append.splice(0)) await this.#write(text);
  }

  #matchesOne(address: Address): boolean {
    switch (address.kind) {
      case 'line':
        return this.#number === address.line;
      case 'last':
        return this.#last;
      case 'step':
        return address.step === 0
          ? this.#number === address.first
          : this.#number >= address.first && (this.#number - address.first) % address.step === 0;
      case 'match':
        return this.#test(address.pattern);
      case 'after':
        return false;
    }
  }

  #test(pattern: RegExp | undefined): boolean {
    const used = pattern ?? this.#lastPattern;
    if (!used) throw new UsageError('no previous regular expression');
    this.#lastPattern = used;
    used.lastIndex = 0;
    return used.test(this.#space);
  }

  #selects(command: Command): boolean {
    const { first, second } = command;
    if (!first) return true;
    if (!second) return this.#matchesOne(first);
    const range = this.#inRange.get(command);
    if (range) {
      if (range.until !== undefined) {
        if (this.#number >= range.until) this.#inRange.delete(command);
        return this.#number <= range.until;
      }
      if (this.#matchesOne(second)) this.#inRange.delete(command);
      return true;
    }
    if (!(first.kind === 'line' && first.line === 0) && !this.#matchesOne(first)) return false;
    const until = second.kind === 'line' ? second.line : second.kind === 'after' ? this.#number + second.count : undefined;
    if (until === undefined || until > this.#number) this.#inRange.set(command, { until });
    return true;
  }

  async #cycle(lines: AsyncGenerator<Line>): Promise<'next' | 'restart'> {
    const commands = this.#commands;
    this.#substituted = false;
    for (let at = 0; at < commands.length; at++) {
      const command = commands[at] as Command;
      if (this.#selects(command) === command.negated) {
        if (command.name === '{') at = command.end - 1;
        continue;
      }
      switch (command.name) {
        case '{':
        case ':':
          break;
        case 's':
          await this.#substitute(command.substitute as Substitute);
          break;
        case 'y': {
          const [from = '', to = ''] = command.text.split('\0').map((part) => part);
          const target = [...to];
          const map = new Map([...from].map((character, index) => [character, target[index] ?? '']));
          this.#space = [...this.#space].map((character) => map.get(character) ?? character).join('');
          break;
        }
        case 'd':
          await this.#finish(false);
          return 'next';
        case 'D': {
          const newline = this.#space.indexOf('\n');
          await this.#finish(false);
          if (newline < 0) return 'next';
          this.#space = this.#space.slice(newline + 1);
          return 'restart';
        }
        case 'p':
          await this.#write(`${this.#space}\n`);
          break;
        case 'P':
          await this.#write(`${this.#space.split('\n')[0]}\n`);
          break;
        case 'l':
          await this.#write(`${JSON.stringify(this.#space).slice(1, -1).replace(/\\"/g, '"')}$\n`);
          break;
        case '=':
          await this.#write(`${this.#number}\n`);
          break;
        case 'h':
          this.#hold = this.#space;
          break;
        case 'H':
          this.#hold += `\n${this.#space}`;
          break;
        case 'g':
          this.#space = this.#hold;
          break;
        case 'G':
          this.#space += `\n${this.#hold}`;
          break;
        case 'x':
          [this.#space, this.#hold] = [this.#hold, this.#space];
          break;
        case 'n':
          if (!this.#quiet) await this.#write(`${this.#space}\n`);
          for (const text of this.#append.splice(0)) await this.#write(text);
          if (!(await this.#read(lines, false))) {
            this.exitCode = 0;
            return 'next';
          }
          break;
        case 'N':
          if (!(await this.#read(lines, true))) {
            await this.#finish(true);
            this.exitCode = 0;
            return 'next';
          }
          break;
        case 'a':
          this.#append.push(`${command.text}\n`);
          break;
        case 'i':
          await this.#write(`${command.text}\n`);
          break;
        case 'c':
          if (!command.second || !this.#inRange.has(command)) await this.#write(`${command.text}\n`);
          await this.#finish(false);
          return 'next';
        case 'r': {
          const path = pathOf(this.#process, command.text);
          if (this.#process.files.status(path)?.kind === 'file') this.#append.push(this.#process.files.readText(path));
          break;
        }
        case 'w':
          this.#process.files.write(pathOf(this.#process, command.text), `${this.#space}\n`, { append: true });
          break;
        case 'b':
        case 't':
        case 'T': {
          const jumps = command.name === 'b' || (command.name === 't') === this.#substituted;
          if (command.name !== 'b') this.#substituted = false;
          if (!jumps) break;
          if (command.text === '') at = commands.length;
          else {
            const target = commands.findIndex((one) => one.name === ':' && one.text === command.text);
            if (target < 0) throw new UsageError(`-e expression #1, char 0: can't find label for jump to \`${command.text}'`);
            at = target;
          }
          break;
        }
        case 'q':
        case 'Q':
          await this.#finish(command.name === 'q');
          this.exitCode = Number(command.text || 0);
          return 'next';
      }
    }
    await this.#finish(true);
    return 'next';
  }

  async #substitute(how: Substitute): Promise<void> {
    const pattern = how.pattern ?? this.#lastPattern;
    if (!pattern) throw new UsageError('no previous regular expression');
    this.#lastPattern = pattern;
    let count = 0;
    let changed = false;
    const global = new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`);
    this.#space = this.#space.replace(global, (...found: unknown[]) => {
      count++;
      if (how.global ? count < how.occurrence : count !== how.occurrence) return found[0] as string;
      changed = true;
      const numbers = found.findIndex((one, index) => index > 0 && typeof one === 'number');
      return expandReplacement(how.replacement, found.slice(0, numbers) as (string | undefined)[]);
    });
    if (!changed) return;
    this.#substituted = true;
    if (how.print) await this.#write(`${this.#space}\n`);
  }
}
