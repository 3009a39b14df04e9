// Flags as agnhost's subcommands take them (spf13/cobra and pflag), durations as Go writes them.

export interface FlagSpec {
  readonly name: string;
  readonly kind: 'int' | 'string' | 'bool' | 'duration';
}

export class FlagError extends Error {
  override readonly name = 'FlagError';
}

export interface Flags {
  readonly operands: readonly string[];
  text(name: string, fallback: string): string;
  int(name: string, fallback: number): number;
  bool(name: string, fallback: boolean): boolean;
  durationMs(name: string, fallback: number): number;
}

/** Throws `FlagError` with pflag's words. */
export function parseFlags(args: readonly string[], specs: readonly FlagSpec[]): Flags {
  const values = new Map<string, string>();
  const operands: string[] = [];
  const words = [...args];
  while (words.length > 0) {
    const word = words.shift() as string;
    if (word === '--') {
      operands.push(...words);
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    if (!word.startsWith('--')) throw new FlagError(`unknown shorthand flag: '${word[1]}' in ${word}`);
    const [, name = '', attached] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
    const spec = specs.find((candidate) => candidate.name === name);
    if (!spec) throw new FlagError(`unknown flag: --${name}`);
    const value = attached ?? (spec.kind === 'bool' ? 'true' : words.shift());
    if (value === undefined) throw new FlagError(`flag needs an argument: --${name}`);
    check(spec, value);
    values.set(name, value);
  }
  return {
    operands,
    text: (name, fallback) => values.get(name) ?? fallback,
    int: (name, fallback) => Number(values.get(name) ?? fallback),
    bool: (name, fallback) => (values.has(name) ? /^(1|t|true)$/i.test(values.get(name) as string) : fallback),
    durationMs: (name, fallback) => (values.has(name) ? (parseDuration(values.get(name) as string) as number) : fallback),
  };
}

function check({ name, kind }: FlagSpec, value: string): void {
  const invalid = (reason: string) => new FlagError(`invalid argument "${value}" for "--${name}" flag: ${reason}`);
  if (kind === 'int' && !/^[+-]?\d+$/.test(value)) throw invalid(`strconv.ParseInt: parsing "${value}": invalid syntax`);
  if (kind === 'bool' && !/^(1|0|t|f|true|false)$/i.test(value)) throw invalid(`strconv.ParseBool: parsing "${value}": invalid syntax`);
  if (kind === 'duration' && parseDuration(value) === undefined) throw invalid(durationFault(value));
}

export function durationFault(value: string): string {
  return /^[+-]?\d+(\.\d+)?$/.test(value) ? `time: missing unit in duration "${value}"` : `time: invalid duration "${value}"`;
}

const unitsMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a Go duration such as `1m30s`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  const match = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|ms|s|m|h))+)$/.exec(text);
  if (!match) return undefined;
  let sumMs = 0;
  for (const [, amount, unit] of (match[2] as string).matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)) {
    sumMs += Number(amount) * (unitsMs[unit as string] as number);
  }
  return match[1] === '-' ? -sumMs : sumMs;
}

/** `1m30s`, `2s`, `500ms`, as Go's Duration.String. */
export function formatDuration(ms: number): string {
  if (ms === 0) return '0s';
  if (ms < 1000) return `${ms}ms`;
  const seconds = ms / 1000;
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60] as const;
  const rest = `${Number((seconds % 60).toFixed(9))}s`;
  if (parts[0] > 0) return `${parts[0]}h${parts[1]}m${rest}`;
  return parts[1] > 0 ? `${parts[1]}m${rest}` : rest;
}
