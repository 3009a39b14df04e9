// Command-line flags as spf13/pflag reads them: -oyaml, -o=yaml, --output yaml, -it, anywhere on the line, until `--`.
import { failure } from './failure.ts';
import { parseDurationMs } from './units.ts';

export interface FlagSpec {
  readonly name: string;
  readonly short?: string;
  /** `strings` may be repeated and split at commas, `array` only repeated. */
  readonly type: 'bool' | 'string' | 'strings' | 'array' | 'int' | 'duration';
  readonly default?: string | boolean | number;
  /** The value of a flag given without `=`: then the next word is not its value. */
  readonly withoutValue?: string;
  readonly help?: string;
}

export class Flags {
  readonly #values = new Map<string, string[]>();
  readonly #specs: ReadonlyMap<string, FlagSpec>;

  constructor(specs: Iterable<FlagSpec>) {
    this.#specs = new Map([...specs].map((spec) => [spec.name, spec]));
  }

  get specs(): Iterable<FlagSpec> {
    return this.#specs.values();
  }

  /** Given on the command line. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  string(name: string): string {
    return this.#values.get(name)?.at(-1) ?? String(this.#specs.get(name)?.default ?? '');
  }

  bool(name: string): boolean {
    const value = this.#values.get(name)?.at(-1) ?? this.#specs.get(name)?.default ?? false;
    return value === true || /^(1|t|T|true|TRUE|True)$/.test(String(value));
  }

  int(name: string): number {
    return Number(this.#values.get(name)?.at(-1) ?? this.#specs.get(name)?.default ?? 0);
  }

  durationMs(name: string): number {
    return parseDurationMs(this.string(name) || '0') ?? 0;
  }

  list(name: string): readonly string[] {
    const values = this.#values.get(name) ?? [];
    return this.#specs.get(name)?.type === 'strings' ? values.flatMap((value) => value.split(',')) : values;
  }

  set(spec: FlagSpec, value: string): void {
    this.#check(spec, value);
    this.#values.set(spec.name, [...(this.#values.get(spec.name) ?? []), value]);
  }

  #check(spec: FlagSpec, value: string): void {
    const called = spec.short ? `-${spec.short}, --${spec.name}` : `--${spec.name}`;
    const refuse = (why: string) => failure(`invalid argument ${JSON.stringify(value)} for "${called}" flag: ${why}`);
    if (spec.type === 'bool' && !/^(1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(value)) {
      throw refuse(`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`);
    }
    if (spec.type === 'int' && !/^[+-]?\d+$/.test(value)) {
      throw refuse(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
    }
    if (spec.type === 'duration' && parseDurationMs(value) === undefined) {
      throw refuse(`time: ${/^\d+$/.test(value) ? 'missing unit in' : 'invalid'} duration ${JSON.stringify(value)}`);
    }
  }
}

export interface ParsedLine {
  readonly flags: Flags;
  readonly args: readonly string[];
  /** How many of `args` came before `--`; undefined without one. */
  readonly dashAt: number | undefined;
}

/** Throws `Failure` with pflag's words; the caller adds where to look for help. */
export function parseFlags(words: readonly string[], specs: readonly FlagSpec[]): ParsedLine {
  const flags = new Flags(specs);
  const args: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word === '--') return { flags, args: [...args, ...words.slice(at + 1)], dashAt: args.length };
    if (!word.startsWith('-') || word === '-') args.push(word);
    else at += word.startsWith('--') ? readLong(word, words[at + 1], specs, flags) : readShort(word, words[at + 1], specs, flags);
  }
  return { flags, args, dashAt: undefined };
}

/** How many further words were read: 0 or 1. */
function readLong(word: string, next: string | undefined, specs: readonly FlagSpec[], flags: Flags): number {
  const equals = word.indexOf('=');
  const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
  if (!name || name.startsWith('-')) throw failure(`bad flag syntax: ${word}`);
  const spec = specs.find((other) => other.name === name);
  if (!spec) throw failure(`unknown flag: --${name}`);
  const alone = spec.type === 'bool' ? 'true' : spec.withoutValue;
  if (equals >= 0) flags.set(spec, word.slice(equals + 1));
  else if (alone !== undefined) flags.set(spec, alone);
  else if (next === undefined) throw failure(`flag needs an argument: --${name}`);
  else {
    flags.set(spec, next);
    return 1;
  }
  return 0;
}

function readShort(word: string, next: string | undefined, specs: readonly FlagSpec[], flags: Flags): number {
  for (let at = 1; at < word.length; at++) {
    const letter = word[at] as string;
    const spec = specs.find(({ short }) => short === letter);
    if (!spec) throw failure(`unknown shorthand flag: ${quoteRune(letter)} in ${word}`);
    const rest = word.slice(at + 1);
    const alone = spec.type === 'bool' ? 'true' : spec.withoutValue;
    if (rest.startsWith('=')) flags.set(spec, rest.slice(1));
    else if (alone !== undefined) {
      flags.set(spec, alone);
      continue;
    } else if (rest) flags.set(spec, rest);
    else if (next === undefined) throw failure(`flag needs an argument: ${quoteRune(letter)} in ${word}`);
    else {
      flags.set(spec, next);
      return 1;
    }
    return 0;
  }
  return 0;
}

const quoteRune = (letter: string) => `'${letter}'`;

/** The index of the first word that is neither a flag nor a flag's value; -1 when there is none. */
export function firstArgument(words: readonly string[], specs: readonly FlagSpec[]): number {
  const takesNext = (spec: FlagSpec | undefined) => spec !== undefined && spec.type !== 'bool' && spec.withoutValue === undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word === '--') return -1;
    if (!word.startsWith('-') || word === '-') return at;
    if (word.includes('=')) continue;
    if (word.startsWith('--')) {
      if (takesNext(specs.find(({ name }) => name === word.slice(2)))) at++;
    } else if (word.length === 2 && takesNext(specs.find(({ short }) => short === word[1]))) at++;
  }
  return -1;
}
