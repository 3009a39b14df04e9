// Command-line options in the getopt_long manner: clusters of short ones, values attached or apart.

export interface OptionSpec {
  readonly short?: string;
  readonly long?: string;
  /** `required`: the next word is its value when none is attached. */
  readonly value?: 'required' | 'none';
}

export interface GivenOption {
  /** The long name where it has one, else the short one. */
  readonly name: string;
  readonly value: string;
}

export interface ParsedOptions {
  readonly given: readonly GivenOption[];
  readonly operands: readonly string[];
  has(name: string): boolean;
  /** The value of the last one of this name. */
  last(name: string): string | undefined;
  all(name: string): readonly string[];
}

export class OptionError extends Error {
  override readonly name = 'OptionError';
  readonly kind: 'unknown' | 'missing-value' | 'extra-value';
  /** As written: `-z`, `--foo`. */
  readonly option: string;
  constructor(kind: OptionError['kind'], option: string) {
    super(`${kind}: ${option}`);
    this.kind = kind;
    this.option = option;
  }
}

export interface ParseStyle {
  /** `--name=value` is allowed (not in curl). */
  readonly equals?: boolean;
  /** The first operand ends the options (POSIX). */
  readonly stopAtOperand?: boolean;
  /** Unambiguous beginnings of long names are accepted. */
  readonly abbreviations?: boolean;
}

/** Throws `OptionError`. */
export function parseOptions(args: readonly string[], specs: readonly OptionSpec[], style: ParseStyle = { equals: true }): ParsedOptions {
  const given: GivenOption[] = [];
  const operands: string[] = [];
  const words = [...args];
  const add = (spec: OptionSpec, written: string, attached: string | undefined) => {
    const name = spec.long ?? (spec.short as string);
    if (spec.value !== 'required') {
      given.push({ name, value: '' });
      return;
    }
    const value = attached ?? words.shift();
    if (value === undefined) throw new OptionError('missing-value', written);
    given.push({ name, value });
  };
  while (words.length > 0) {
    const word = words.shift() as string;
    if (word === '--') {
      operands.push(...words);
      break;
    }
    if (word.startsWith('--')) {
      const equals = style.equals ? word.indexOf('=') : -1;
      const written = equals < 0 ? word : word.slice(0, equals);
      const attached = equals < 0 ? undefined : word.slice(equals + 1);
      const spec = findLong(specs, written.slice(2), style.abbreviations ?? false);
      if (!spec) throw new OptionError('unknown', written);
      if (attached !== undefined && spec.value !== 'required') throw new OptionError('extra-value', written);
      add(spec, written, attached);
    } else if (word.startsWith('-') && word.length > 1) {
      readCluster(word.slice(1), specs, add);
    } else {
      operands.push(word);
      if (style.stopAtOperand) {
        operands.push(...words);
        break;
      }
    }
  }
  return {
    given,
    operands,
    has: (name) => given.some((option) => option.name === name),
    last: (name) => given.findLast((option) => option.name === name)?.value,
    all: (name) => given.filter((option) => option.name === name).map((option) => option.value),
  };
}

function readCluster(
  letters: string,
  specs: readonly OptionSpec[],
  add: (spec: OptionSpec, written: string, attached: string | undefined) => void,
): void {
  for (let at = 0; at < letters.length; at++) {
    const letter = letters[at] as string;
    const spec = specs.find(({ short }) => short === letter);
    if (!spec) throw new OptionError('unknown', `-${letter}`);
    const rest = letters.slice(at + 1);
    add(spec, `-${letter}`, rest === '' ? undefined : rest);
    if (spec.value === 'required') return;
  }
}

function findLong(specs: readonly OptionSpec[], name: string, abbreviations: boolean): OptionSpec | undefined {
  const exact = specs.find(({ long }) => long === name);
  if (exact || !abbreviations) return exact;
  const candidates = specs.filter(({ long }) => long?.startsWith(name));
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** A compact table of options, one a word: `s,long` · `s,long=` (takes a value) · `s` · `,long`. */
export function optionTable(rows: string): readonly OptionSpec[] {
  return rows
    .trim()
    .split(/\s+/)
    .map((row) => {
      const required = row.endsWith('=');
      const [short, long] = (required ? row.slice(0, -1) : row).split(',');
      return { ...(short ? { short } : {}), ...(long ? { long } : {}), value: required ? ('required' as const) : ('none' as const) };
    });
}
