// What the text tools share: options as getopt(3) reads them, files and streams as input, their usual complaints.

import { describeFileError } from '../file-errors.ts';
import { FileError } from '../files.ts';
import { resolvePath } from '../paths.ts';
import { inputOf } from '../pipe.ts';
import type { ChildProcess, Input, Process, Program, SpawnOptions } from '../program.ts';
import { Killed } from '../program.ts';
import { RegExpError } from '../regular-expression.ts';

/** The tool was called wrongly. Printed with its name in front. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly status: number;
  /** Whether `Try 'tool --help'…` follows. */
  readonly hint: boolean;
  /** The message stands alone, without the tool's name. */
  readonly bare: boolean;
  constructor(message: string, options: { readonly status?: number; readonly hint?: boolean; readonly bare?: boolean } = {}) {
    super(message);
    this.status = options.status ?? 1;
    this.hint = options.hint ?? false;
    this.bare = options.bare ?? false;
  }
}

export interface OptionSpec {
  /** Letters without a value. */
  readonly flags?: string;
  /** Letters with a value. */
  readonly values?: string;
  /** Long names with the letter that they stand for. */
  readonly long?: Readonly<Record<string, string>>;
  /** Options end at the first operand. */
  readonly posix?: boolean;
  /** The arguments are no options: all are operands. */
  readonly any?: boolean;
  /** `-5` means this letter with the value 5. */
  readonly number?: string;
  /** Exit code for a wrong option; 1 unless told. */
  readonly status?: number;
}

export interface Options {
  has(letter: string): boolean;
  /** The last value given. */
  value(letter: string): string | undefined;
  all(letter: string): readonly string[];
  /** A value as a whole number. Throws `UsageError`. */
  count(letter: string): number | undefined;
  readonly operands: readonly string[];
}

export function parseOptions(args: readonly string[], spec: OptionSpec): Options {
  const given = new Map<string, string[]>();
  const operands: string[] = [];
  const { flags = '', values = '', long = {}, status = 1 } = spec;
  const fail = (message: string): never => {
    throw new UsageError(message, { status, hint: true });
  };
  const note = (letter: string, value = '') => given.set(letter, [...(given.get(letter) ?? []), value]);
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (spec.any) {
      operands.push(word);
      continue;
    }
    if (word === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (word.startsWith('--')) {
      const [name = '', value] = splitOnce(word.slice(2), '=');
      const names = Object.keys(long).filter((one) => one === name || one.startsWith(name));
      const letter = long[names.includes(name) ? name : names.length === 1 ? (names[0] as string) : ''];
      if (letter === undefined) fail(`unrecognized option '${word}'`);
      else if (values.includes(letter)) note(letter, value ?? args[++at] ?? fail(`option '--${name}' requires an argument`));
      else note(letter, value);
    } else if (/^-./.test(word)) {
      if (spec.number && /^-\d+$/.test(word)) {
        note(spec.number, word.slice(1));
        continue;
      }
      for (let letterAt = 1; letterAt < word.length; letterAt++) {
        const letter = word[letterAt] as string;
        if (values.includes(letter)) {
          note(letter, word.slice(letterAt + 1) || (args[++at] ?? fail(`option requires an argument -- '${letter}'`)));
          break;
        }
        if (!flags.includes(letter)) fail(`invalid option -- '${letter}'`);
        note(letter);
      }
    } else if (spec.posix) {
      operands.push(...args.slice(at));
      break;
    } else operands.push(word);
  }
  return {
    operands,
    has: (letter) => given.has(letter),
    value: (letter) => given.get(letter)?.at(-1),
    all: (letter) => given.get(letter) ?? [],
    count(letter) {
      const text = given.get(letter)?.at(-1);
      if (text === undefined) return undefined;
      if (!/^[-+]?\d+$/.test(text)) throw new UsageError(`invalid number: '${text}'`, { status });
      return Number(text);
    },
  };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** A program that reads its options first and complains as GNU's tools do. */
export function tool(spec: OptionSpec, run: (process: Process, options: Options) => Promise<number>): Program {
  return async (process) => {
    try {
      return await run(process, parseOptions(process.args, spec));
    } catch (error) {
      if (error instanceof RegExpError) {
        await complain(process, error.message);
        return spec.status ?? 1;
      }
      if (error instanceof UsageError) {
        const hint = error.hint ? `Try '${process.name} --help' for more information.\n` : '';
        const message = error.message ? `${error.bare ? '' : `${process.name}: `}${error.message}\n` : '';
        await process.stderr.write(message + hint);
        return error.status;
      }
      if (!(error instanceof FileError)) throw error;
      await complain(process, `${error.path}: ${describeFileError(error)}`);
      return 1;
    }
  };
}

export async function complain(process: Process, message: string): Promise<void> {
  await process.stderr.write(`${process.name}: ${message}\n`);
}

export function pathOf(process: Process, name: string): string {
  return resolvePath(process.cwd, name);
}

export interface NamedInput {
  /** As it was given; '-' for standard input. */
  readonly name: string;
  readonly input: Input;
}

/** The files to read, standard input without any. What cannot be opened is complained about and reported as `onError`. */
export async function* openInputs(process: Process, operands: readonly string[], onError: () => void): AsyncGenerator<NamedInput> {
  for (const name of operands.length > 0 ? operands : ['-']) {
    if (name === '-' || name === '/dev/stdin') {
      yield { name, input: process.stdin };
      continue;
    }
    let bytes: Uint8Array;
    try {
      bytes = process.files.read(pathOf(process, name));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await complain(process, `${name}: ${describeFileError(error)}`);
      onError();
      continue;
    }
    yield { name, input: inputOf(bytes) };
  }
}

/** Runs another program for this one: it ends with it. Throws `CommandNotFound`. */
export async function runChild(process: Process, name: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  const child = process.spawn(name, args, options);
  return followChild(process, child);
}

/** The child's exit code; a signal that ends this process reaches the child. */
export async function followChild(process: Process, child: ChildProcess): Promise<number> {
  const stop = () => {
    const { reason } = process.signal;
    child.kill(reason instanceof Killed ? reason.by : 'SIGTERM');
  };
  if (process.signal.aborted) stop();
  process.signal.addEventListener('abort', stop, { once: true });
  const code = await child.exited;
  process.signal.removeEventListener('abort', stop);
  return code;
}

/** Text lines with a newline each, written as one chunk. */
export function joinLines(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
