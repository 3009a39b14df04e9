// jq's filters that make one value of plain values.
import { deletePaths, getPath, type Path, setPath } from './paths.ts';
import { calculate, compare, isObject, isTrue, JqError, type Json, type JsonObject, short, toText, typeOf } from './values.ts';

export const list = (value: Json, what: string): readonly Json[] => {
  if (Array.isArray(value)) return value;
  throw new JqError(what.replace('%', `${typeOf(value)} (${short(value)})`));
};
export const textOf = (value: Json, name: string): string => {
  if (typeof value === 'string') return value;
  throw new JqError(`${typeOf(value)} (${short(value)}) ${name}`);
};

function length(value: Json): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === 'string') return [...value].length;
  if (typeof value === 'number') return Math.abs(value);
  if (Array.isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  throw new JqError(`${typeOf(value)} (${short(value)}) has no length`);
}

function contains(a: Json, b: Json): boolean {
  if (isObject(a) && isObject(b)) return Object.entries(b).every(([key, value]) => Object.hasOwn(a, key) && contains(a[key], value));
  if (Array.isArray(a) && Array.isArray(b)) return b.every((item) => a.some((one) => contains(one, item)));
  if (typeof a === 'string' && typeof b === 'string') return a.includes(b);
  if (typeOf(a) !== typeOf(b))
    throw new JqError(`${typeOf(a)} (${short(a)}) and ${typeOf(b)} (${short(b)}) cannot have their containment checked`);
  return compare(a, b) === 0;
}

function flatten(items: readonly Json[], depth: number): Json[] {
  return items.flatMap((item) => (Array.isArray(item) && depth > 0 ? flatten(item, depth - 1) : [item]));
}

export const entriesOf = (value: Json): Json[] => {
  if (isObject(value)) return Object.entries(value).map(([key, item]) => ({ key, value: item }));
  throw new JqError(`${typeOf(value)} (${short(value)}) has no keys`);
};

export function fromEntries(value: Json): Json {
  const out: Record<string, Json> = {};
  for (const entry of list(value, 'Cannot iterate over %')) {
    const fields = entry as JsonObject;
    const key = fields.key ?? fields.k ?? fields.name ?? fields.Name ?? fields.Key ?? null;
    out[typeof key === 'string' ? key : toText(key)] = fields.value ?? fields.v ?? fields.Value ?? null;
  }
  return out;
}

export function matchObject(found: RegExpMatchArray): Json {
  const names = Object.entries(found.groups ?? {});
  const captures = found.slice(1).map((text) => ({
    offset: text === undefined ? -1 : (found.index ?? 0) + found[0].indexOf(text),
    length: text?.length ?? 0,
    string: text ?? null,
    name: names.find(([, value]) => value === text)?.[0] ?? null,
  }));
  return { offset: found.index ?? 0, length: found[0].length, string: found[0], captures };
}

export function regExpOf(pattern: Json, flags: Json): RegExp {
  const [source, extra] = Array.isArray(pattern) ? [pattern[0], pattern[1] ?? flags] : [pattern, flags];
  const given = typeof extra === 'string' ? extra : '';
  try {
    return new RegExp(
      textOf(source, 'cannot be matched, as it is not a string'),
      `${given.includes('g') ? 'g' : ''}${given.includes('i') ? 'i' : ''}${given.includes('s') ? 's' : ''}u`,
    );
  } catch (error) {
    if (error instanceof SyntaxError) throw new JqError(`${String(source)} (at offset 0) is not a valid regex: ${error.message}`);
    throw error;
  }
}

export const values: Readonly<Record<string, (input: Json) => Json>> = {
  length,
  not: (input) => !isTrue(input),
  keys: (input) => (Array.isArray(input) ? [...input.keys()] : Object.keys(isObject(input) ? input : failKeys(input)).sort()),
  keys_unsorted: (input) => (Array.isArray(input) ? [...input.keys()] : Object.keys(isObject(input) ? input : failKeys(input))),
  type: typeOf,
  add: (input) =>
    (isObject(input) ? Object.values(input) : list(input, 'Cannot iterate over %')).reduce((sum, item) => calculate('+', sum, item), null),
  any: (input) => list(input, 'Cannot iterate over %').some(isTrue),
  all: (input) => list(input, 'Cannot iterate over %').every(isTrue),
  sort: (input) => [...list(input, '% cannot be sorted, as it is not an array')].sort(compare),
  reverse: (input) =>
    typeof input === 'string' ? [...input].reverse().join('') : input === null ? [] : [...list(input, 'Cannot reverse %')].reverse(),
  unique: (input) =>
    [...list(input, '% cannot be sorted, as it is not an array')]
      .sort(compare)
      .filter((item, at, all) => at === 0 || compare(all[at - 1], item) !== 0),
  min: (input) =>
    list(input, 'Cannot iterate over %').reduce((best, item) => (best === null || compare(item, best) < 0 ? item : best), null),
  max: (input) =>
    list(input, 'Cannot iterate over %').reduce((best, item) => (best === null || compare(item, best) >= 0 ? item : best), null),
  first: (input) => (input as Json[] | null)?.[0] ?? null,
  last: (input) => (input as Json[] | null)?.at(-1) ?? null,
  flatten: (input) => flatten(list(input, 'Cannot iterate over %'), Number.POSITIVE_INFINITY),
  tostring: (input) => (typeof input === 'string' ? input : toText(input)),
  tojson: toText,
  fromjson(input) {
    try {
      return JSON.parse(textOf(input, 'cannot be parsed as JSON')) as Json;
    } catch (error) {
      if (error instanceof SyntaxError) throw new JqError(`${String(input)} (while parsing '${String(input)}')`);
      throw error;
    }
  },
  tonumber(input) {
    if (typeof input === 'number') return input;
    const value = Number(textOf(input, 'cannot be parsed as a number').trim() || Number.NaN);
    if (Number.isNaN(value)) throw new JqError(`Cannot parse '${String(input)}' as a number`);
    return value;
  },
  ascii_downcase: (input) => textOf(input, 'cannot be lowercased').replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  ascii_upcase: (input) => textOf(input, 'cannot be uppercased').replace(/[a-z]/g, (letter) => letter.toUpperCase()),
  trim: (input) => textOf(input, 'cannot be trimmed').trim(),
  ltrim: (input) => textOf(input, 'cannot be trimmed').trimStart(),
  rtrim: (input) => textOf(input, 'cannot be trimmed').trimEnd(),
  to_entries: entriesOf,
  from_entries: fromEntries,
  floor: (input) => Math.floor(input as number),
  ceil: (input) => Math.ceil(input as number),
  round: (input) => Math.round(input as number),
  sqrt: (input) => Math.sqrt(input as number),
  abs: (input) => Math.abs(input as number),
  explode: (input) => [...textOf(input, 'cannot be exploded')].map((character) => character.codePointAt(0) ?? 0),
  implode: (input) => String.fromCodePoint(...(input as number[])),
  todate: (input) => new Date((input as number) * 1000).toISOString().replace('.000Z', 'Z'),
  fromdate: (input) => Math.floor(Date.parse(String(input)) / 1000),
  fromdateiso8601: (input) => Math.floor(Date.parse(String(input)) / 1000),
  transpose: (input) => {
    const rows = input as Json[][];
    const width = Math.max(0, ...rows.map((row) => row.length));
    return Array.from({ length: width }, (_, at) => rows.map((row) => row[at] ?? null));
  },
  infinite: () => Number.POSITIVE_INFINITY,
  nan: () => Number.NaN,
  utf8bytelength: (input) => new TextEncoder().encode(textOf(input, 'only strings have UTF-8 byte length')).length,
};

function failKeys(value: Json): never {
  throw new JqError(`${typeOf(value)} (${short(value)}) has no keys`);
}

export const kinds: Readonly<Record<string, readonly string[]>> = {
  nulls: ['null'],
  booleans: ['boolean'],
  numbers: ['number'],
  strings: ['string'],
  arrays: ['array'],
  objects: ['object'],
  iterables: ['array', 'object'],
  scalars: ['null', 'boolean', 'number', 'string'],
  values: ['boolean', 'number', 'string', 'array', 'object'],
};

/** Filters whose arguments are plain values. */
export const withValues: Readonly<Record<string, (input: Json, ...args: Json[]) => Json>> = {
  'has/1': (input, key) =>
    Array.isArray(input)
      ? typeof key === 'number' && key >= 0 && key < input.length
      : isObject(input) && typeof key === 'string'
        ? Object.hasOwn(input, key)
        : failHas(input, key),
  'contains/1': contains,
  'inside/1': (input, other) => contains(other, input),
  'startswith/1': (input, prefix) =>
    textOf(input, 'startswith() requires string inputs').startsWith(textOf(prefix, 'startswith() requires string inputs')),
  'endswith/1': (input, suffix) =>
    textOf(input, 'endswith() requires string inputs').endsWith(textOf(suffix, 'endswith() requires string inputs')),
  'ltrimstr/1': (input, prefix) =>
    typeof input === 'string' && typeof prefix === 'string' && input.startsWith(prefix) ? input.slice(prefix.length) : input,
  'rtrimstr/1': (input, suffix) =>
    typeof input === 'string' && typeof suffix === 'string' && suffix && input.endsWith(suffix) ? input.slice(0, -suffix.length) : input,
  'split/1': (input, separator) => (input === '' ? [] : textOf(input, 'cannot be split').split(textOf(separator, 'cannot be split'))),
  'split/2': (input, pattern, flags) => textOf(input, 'cannot be split').split(regExpOf(pattern, flags)),
  'join/1': (input, separator) =>
    list(input, 'Cannot iterate over %')
      .map((item) => (item === null ? '' : typeof item === 'string' ? item : toText(item)))
      .join(textOf(separator, 'cannot join')),
  'flatten/1': (input, depth) => flatten(list(input, 'Cannot iterate over %'), depth as number),
  'index/1': (input, part) =>
    typeof input === 'string'
      ? input.includes(part as string)
        ? input.indexOf(part as string)
        : null
      : (indexOfItem(input, part) ?? null),
  'test/1': (input, pattern) => regExpOf(pattern, null).test(textOf(input, 'cannot be matched, as it is not a string')),
  'test/2': (input, pattern, flags) => regExpOf(pattern, flags).test(textOf(input, 'cannot be matched, as it is not a string')),
  'capture/1': (input, pattern) => ({
    ...(regExpOf(pattern, null).exec(textOf(input, 'cannot be matched, as it is not a string'))?.groups ?? {}),
  }),
  'splits/1': (input, pattern) => textOf(input, 'cannot be split').split(regExpOf(pattern, null)),
  'getpath/1': (input, path) => getPath(input, path as Path),
  'setpath/2': (input, path, value) => setPath(input, path as Path, value),
  'delpaths/1': (input, all) => deletePaths(input, all as Path[]),
  'pow/2': (_, base, exponent) => (base as number) ** (exponent as number),
  'error/1': (_, message) => {
    throw new JqError(message);
  },
};

function indexOfItem(input: Json, item: Json): number | undefined {
  const at = Array.isArray(input) ? input.findIndex((one) => compare(one, item) === 0) : -1;
  return at < 0 ? undefined : at;
}

function failHas(input: Json, key: Json): never {
  throw new JqError(`Cannot check whether ${typeOf(input)} has a ${typeof key === 'string' ? 'string' : typeOf(key)} key`);
}
