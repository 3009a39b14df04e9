// jq: filters JSON.

import { linesOf } from '../../pipe.ts';
import type { Process, Program } from '../../program.ts';
import { openInputs, pathOf } from '../tool.ts';
import { JqSyntaxError, parseJq } from './parse.ts';
import { run, type Scope } from './run.ts';
import { isTrue, JqError, type Json, print } from './values.ts';

interface Settings {
  raw: boolean;
  joined: boolean;
  compact: boolean;
  slurp: boolean;
  nullInput: boolean;
  rawInput: boolean;
  exitStatus: boolean;
  sortKeys: boolean;
  colour: boolean;
  indent: string;
  readonly variables: Map<string, Json>;
  readonly operands: string[];
  positional: 'strings' | 'json' | undefined;
  /** Lines read so far, for messages. */
  lines: number;
}

/** jq's options take one or two words after them, so they are read here. Returns a complaint for an unknown one. */
function readOptions(process: Process): Settings | string {
  const settings: Settings = {
    raw: false,
    joined: false,
    compact: false,
    slurp: false,
    nullInput: false,
    rawInput: false,
    exitStatus: false,
    sortKeys: false,
    colour: process.stdout.terminal !== undefined,
    indent: '  ',
    variables: new Map(),
    operands: [],
    positional: undefined,
    lines: 0,
  };
  const given: Json[] = [];
  const args = [...process.args];
  const letters: Readonly<Record<string, () => void>> = {
    r: () => (settings.raw = true),
    j: () => (settings.raw = settings.joined = true),
    c: () => (settings.compact = true),
    s: () => (settings.slurp = true),
    n: () => (settings.nullInput = true),
    R: () => (settings.rawInput = true),
    e: () => (settings.exitStatus = true),
    S: () => (settings.sortKeys = true),
    C: () => (settings.colour = true),
    M: () => (settings.colour = false),
    a: () => undefined,
  };
  const long: Readonly<Record<string, string>> = {
    'raw-output': 'r',
    'join-output': 'j',
    'compact-output': 'c',
    slurp: 's',
    'null-input': 'n',
    'raw-input': 'R',
    'exit-status': 'e',
    'sort-keys': 'S',
    'color-output': 'C',
    'monochrome-output': 'M',
    'ascii-output': 'a',
  };
  for (let word = args.shift(); word !== undefined; word = args.shift()) {
    if (word === '--arg' || word === '--argjson' || word === '--slurpfile' || word === '--rawfile') {
      const [name = '', text = ''] = args.splice(0, 2);
      if (word === '--arg') settings.variables.set(name, text);
      else if (word === '--argjson') settings.variables.set(name, JSON.parse(text) as Json);
      else if (word === '--rawfile') settings.variables.set(name, process.files.readText(pathOf(process, text)));
      else settings.variables.set(name, parseValues(process.files.readText(pathOf(process, text))).values);
    } else if (word === '--args' || word === '--jsonargs') settings.positional = word === '--args' ? 'strings' : 'json';
    else if (word === '--tab') settings.indent = '\t';
    else if (word === '--indent') settings.indent = ' '.repeat(Number(args.shift()));
    else if (word === '--') settings.operands.push(...args.splice(0));
    else if (word.startsWith('--') && long[word.slice(2)]) letters[long[word.slice(2)] as string]?.();
    else if (/^-[a-zA-Z]+$/.test(word)) {
      for (const letter of word.slice(1)) {
        const set = letters[letter];
        if (!set) return `Unknown arguments`;
        set();
      }
    } else if (/^--?\w/.test(word)) return `Unknown arguments`;
    else if (settings.positional && settings.operands.length > 0)
      given.push(settings.positional === 'json' ? (JSON.parse(word) as Json) : word);
    else settings.operands.push(word);
  }
  settings.variables.set('ARGS', { positional: given, named: Object.fromEntries(settings.variables) });
  return settings;
}

/** Every complete JSON value at the start of `text`, and what is left of it. */
function parseValues(text: string): { values: Json[]; rest: string } {
  const values: Json[] = [];
  let rest = text;
  for (;;) {
    rest = rest.trimStart();
    if (rest === '') return { values, rest };
    const end = endOfValue(rest);
    if (end === undefined) return { values, rest };
    values.push(JSON.parse(rest.slice(0, end)) as Json);
    rest = rest.slice(end);
  }
}

function endOfValue(text: string): number | undefined {
  if (text[0] !== '{' && text[0] !== '[' && text[0] !== '"') {
    const word = /^[^\s{}[\],"]+/.exec(text)?.[0];
    return word === undefined ? 1 : word.length;
  }
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
      if (at >= text.length) return undefined;
    } else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

/** Values as they arrive: `kubectl get -w -o json | jq` prints each event at once. */
async function* readValues(process: Process, settings: Settings, onError: () => void): AsyncGenerator<Json> {
  const files = settings.operands.slice(1);
  const slurped: Json[] = [];
  let whole = '';
  for await (const { input } of openInputs(process, files, onError)) {
    let rest = '';
    for await (const line of linesOf(input, process.signal)) {
      settings.lines++;
      if (settings.rawInput && settings.slurp) whole += `${line}\n`;
      else if (settings.rawInput) yield line;
      else {
        rest += `${line}\n`;
        // A value of many lines is complete when its last line closes what the first opened.
        if (!/[\]}"\dleE]\s*$/.test(line) || (/^\s/.test(line) && /^[{[]/.test(rest))) continue;
        const parsed = parseValues(rest);
        rest = parsed.rest;
        if (settings.slurp) slurped.push(...parsed.values);
        else yield* parsed.values;
      }
    }
    const parsed = parseValues(rest);
    if (settings.slurp) slurped.push(...parsed.values);
    else yield* parsed.values;
    if (parsed.rest.trim()) throw new SyntaxError('Unfinished JSON term at EOF');
  }
  if (settings.slurp) yield settings.rawInput ? whole : slurped;
}

const jq: Program = async (process) => {
  const settings = readOptions(process);
  const complain = (message: string) => process.stderr.write(`jq: ${message}\n`);
  if (typeof settings === 'string') {
    await complain(
      `Unknown option: ${process.args.find((word) => word.startsWith('-')) ?? ''}\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq`,
    );
    return 2;
  }
  const [source] = settings.operands;
  if (source === undefined && process.stdin.terminal) {
    await process.stderr.write('Usage:\tjq [OPTIONS] FILTER [FILES...]\n');
    return 2;
  }
  let status = 0;
  let last: Json;
  try {
    const filter = parseJq(source ?? '.');
    const inputs = settings.nullInput ? undefined : readValues(process, settings, () => (status = 2));
    const variables = new Map(settings.variables);
    variables.set('ENV', process.env);
    variables.set('__now', process.clock.now() / 1000);
    if (settings.nullInput && /\binputs?\b/.test(source ?? '')) {
      const all: Json[] = [];
      for await (const value of readValues(process, settings, () => (status = 2))) all.push(value);
      variables.set('__inputs', all.values());
    }
    const scope: Scope = { variables, functions: new Map() };
    const indent = settings.compact ? undefined : settings.indent;
    const handle = async (input: Json) => {
      try {
        for (const value of run(filter, input, scope)) {
          last = value;
          const text = settings.raw && typeof value === 'string' ? value : print(value, indent, settings.colour, settings.sortKeys);
          await process.stdout.write(text + (settings.joined ? '' : '\n'));
        }
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
        if (/ is not defined$/.test(error.message)) throw new JqSyntaxError(`${error.message} at <top-level>, line 1:\n${source}`);
        await complain(`error (at ${inputs ? `<stdin>:${settings.lines}` : '<unknown>'}): ${error.message}`);
        status = 5;
      }
    };
    if (!inputs) await handle(null);
    else for await (const input of inputs) await handle(input);
  } catch (error) {
    if (error instanceof JqSyntaxError) {
      await complain(`error: ${error.message}\njq: 1 compile error`);
      return 3;
    }
    if (!(error instanceof SyntaxError)) throw error;
    await complain(`parse error: ${error.message}`);
    return 2;
  }
  if (status !== 0 || !settings.exitStatus) return status;
  return last === undefined ? 4 : isTrue(last) ? 0 : 1;
};

export const jqTools: Readonly<Record<string, Program>> = { jq };
