// read and mapfile: from a stream into variables.

import { ShellError } from '../control.ts';
import type { SharedInput } from '../descriptors.ts';
import type { Interpreter } from '../interpreter.ts';
import type { Builtin, Builtins } from './builtin.ts';

interface ReadOptions {
  raw: boolean;
  silent: boolean;
  prompt: string;
  timeoutMs: number | undefined;
  delimiter: string;
  characters: number | undefined;
  array: string | undefined;
  descriptor: number;
  names: string[];
}

function parseOptions(args: readonly string[], name: string): ReadOptions {
  const options: ReadOptions = {
    raw: false,
    silent: false,
    prompt: '',
    timeoutMs: undefined,
    delimiter: '\n',
    characters: undefined,
    array: undefined,
    descriptor: 0,
    names: [],
  };
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (!/^-./.test(word)) {
      options.names.push(...args.slice(at));
      break;
    }
    if (word === '--') continue;
    for (let letter = 1; letter < word.length; letter++) {
      const flag = word[letter] as string;
      if (flag === 'r') options.raw = true;
      else if (flag === 's') options.silent = true;
      else if (flag === 'e') continue;
      else if ('ptdnNau'.includes(flag)) {
        const value = word.slice(letter + 1) || (args[++at] ?? '');
        if (flag === 'p') options.prompt = value;
        else if (flag === 't') options.timeoutMs = Number(value) * 1000;
        else if (flag === 'd') options.delimiter = value.slice(0, 1) || '\0';
        else if (flag === 'a') options.array = value;
        else if (flag === 'u') options.descriptor = Number(value);
        else options.characters = Number(value);
        break;
      } else
        throw new ShellError(
          `${name}: -${flag}: invalid option\nread: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]`,
          { status: 2 },
        );
    }
  }
  return options;
}

/** One line without its delimiter; `ended` when the stream ended first. */
async function readLine(input: SharedInput, options: ReadOptions, signal: AbortSignal): Promise<{ text: string; ended: boolean }> {
  const decoder = new TextDecoder();
  if (options.characters !== undefined) {
    let text = '';
    while ([...text].length < options.characters) {
      const chunk = await input.read(signal);
      if (!chunk) return { text, ended: true };
      input.giveBack(chunk.subarray(1));
      text += decoder.decode(chunk.subarray(0, 1), { stream: true }).replace('\r', '\n');
      if (text.endsWith(options.delimiter)) return { text: text.slice(0, -1), ended: false };
    }
    return { text, ended: false };
  }
  const delimiter = options.delimiter.charCodeAt(0);
  let text = '';
  for (;;) {
    const bytes = await input.readUntil(delimiter, signal);
    if (!bytes) return { text, ended: true };
    const line = decoder.decode(bytes);
    if (!line.endsWith(options.delimiter)) return { text: text + line, ended: true };
    text += line.slice(0, -1);
    const slashes = /\\*$/.exec(text)?.[0].length ?? 0;
    if (options.raw || slashes % 2 === 0 || delimiter !== 10) return { text, ended: false };
    text = text.slice(0, -1);
  }
}

/** The line's fields: as many as there are names, the rest of the line in the last one. */
function splitLine(text: string, ifs: string, count: number, raw: boolean): string[] {
  const blanks = [...ifs].filter((character) => ' \t\n'.includes(character)).join('');
  const isBlank = (character: string | undefined) => character !== undefined && blanks.includes(character);
  const fields: string[] = [];
  let at = 0;
  while (isBlank(text[at])) at++;
  let field = '';
  let trimmedLength = 0;
  const isLast = () => fields.length === count - 1;
  for (; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '\\' && !raw) {
      field += text[++at] ?? '';
      trimmedLength = field.length;
    } else if (ifs.includes(character) && !isLast()) {
      fields.push(field);
      field = '';
      trimmedLength = 0;
      while (isBlank(text[at])) at++;
      if (text[at] !== undefined && !isBlank(text[at]) && ifs.includes(text[at] as string)) {
        at++;
        while (isBlank(text[at])) at++;
      }
      at--;
    } else {
      field += character;
      if (!isBlank(character)) trimmedLength = field.length;
    }
  }
  let last = field.slice(0, trimmedLength);
  // A single separator at the end belongs to nobody.
  if (
    isLast() &&
    last.length > 0 &&
    ifs.includes(last.at(-1) as string) &&
    ![...last.slice(0, -1)].some((character) => ifs.includes(character))
  )
    last = last.slice(0, -1);
  if (last || fields.length < count) fields.push(last);
  return fields;
}

const read: Builtin = async (shell, args, name) => {
  const options = parseOptions(args, name);
  const input = shell.descriptors.get(options.descriptor)?.input;
  if (!input) throw new ShellError(`${name}: ${options.descriptor}: invalid file descriptor: Bad file descriptor`);
  const { terminal } = input;
  if (options.prompt && terminal) await shell.write(2, options.prompt);
  const restore = terminal && (options.silent || options.characters !== undefined) ? terminal.raw() : undefined;
  const timeout = new AbortController();
  const cancel =
    options.timeoutMs === undefined ? undefined : shell.process.clock.after(options.timeoutMs, () => timeout.abort(new Error('timed out')));
  let line: { text: string; ended: boolean };
  try {
    const signal = AbortSignal.any([shell.signal, timeout.signal]);
    if (restore && options.delimiter === '\n') options.delimiter = '\r';
    line = await readLine(input, options, signal);
    if (restore && line.text.includes('\x03')) {
      shell.process.tty?.foreground?.(() => undefined)();
      throw new ShellError('', { status: 130 });
    }
  } catch (error) {
    if (!timeout.signal.aborted || shell.signal.aborted) throw error;
    return 142;
  } finally {
    restore?.();
    cancel?.();
  }
  assignLine(shell, options, line.text);
  return line.ended ? 1 : 0;
};

function assignLine(shell: Interpreter, options: ReadOptions, text: string): void {
  const ifs = shell.variables.value('IFS') ?? ' \t\n';
  if (options.array !== undefined) {
    const values = splitLine(text, ifs, Number.POSITIVE_INFINITY, options.raw);
    shell.variables.assignList(options.array, values.at(-1) === '' ? values.slice(0, -1) : values);
  } else if (options.names.length === 0) shell.variables.assign('REPLY', options.raw ? text : text.replace(/\\(.)/g, '$1'));
  else {
    const values = splitLine(text, ifs, options.names.length, options.raw);
    for (const [at, variable] of options.names.entries()) shell.variables.assign(variable, values[at] ?? '');
  }
}

const mapfile: Builtin = async (shell, args) => {
  const trim = args.includes('-t');
  const name = args.filter((word) => !word.startsWith('-')).at(-1) ?? 'MAPFILE';
  const input = shell.descriptors.get(0)?.input;
  const values: string[] = [];
  for (;;) {
    const bytes = await input?.readUntil(10, shell.signal);
    if (!bytes) break;
    const line = new TextDecoder().decode(bytes);
    values.push(trim ? line.replace(/\n$/, '') : line);
  }
  shell.variables.assignList(name, values);
  return 0;
};

export const readBuiltins: Builtins = { read, mapfile, readarray: mapfile };
