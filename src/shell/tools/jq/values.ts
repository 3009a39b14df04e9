// JSON values as jq orders, compares, prints and combines them.

export type Json = unknown;
export type JsonObject = { readonly [key: string]: Json };

/** An error of the running filter: `try` catches it. */
export class JqError extends Error {
  override readonly name = 'JqError';
  readonly value: Json;
  constructor(value: Json) {
    super(typeof value === 'string' ? value : `${toText(value)} (not a string)`);
    this.value = value;
  }
}

export function typeOf(value: Json): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

export const isObject = (value: Json): value is JsonObject => typeOf(value) === 'object';

const typeOrder = ['null', 'boolean', 'number', 'string', 'array', 'object'];

export function compare(a: Json, b: Json): number {
  const [left, right] = [typeOf(a), typeOf(b)];
  if (left !== right) return typeOrder.indexOf(left) - typeOrder.indexOf(right);
  if (left === 'null') return 0;
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let at = 0; at < Math.min(a.length, b.length); at++) {
      const order = compare(a[at], b[at]);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  if (isObject(a) && isObject(b)) {
    const [keysA, keysB] = [Object.keys(a).sort(), Object.keys(b).sort()];
    const order = compare(keysA, keysB);
    if (order !== 0) return order;
    for (const key of keysA) {
      const inner = compare(a[key], b[key]);
      if (inner !== 0) return inner;
    }
    return 0;
  }
  const [x, y] = [a as number, b as number];
  return x < y ? -1 : x > y ? 1 : 0;
}

export function toText(value: Json): string {
  return print(value, undefined, false);
}

export interface Palette {
  readonly on: (kind: string) => string;
  readonly off: string;
}

/** jq's default colours (1.7). */
export const colours: Readonly<Record<string, string>> = {
  null: '\x1b[1;30m',
  boolean: '\x1b[0;39m',
  number: '\x1b[0;39m',
  string: '\x1b[0;32m',
  array: '\x1b[1;39m',
  object: '\x1b[1;39m',
  key: '\x1b[34;1m',
};

/** `indent` is what one level is indented with; undefined for one line. */
export function print(value: Json, indent: string | undefined, coloured: boolean, sortKeys = false, depth = 0): string {
  const kind = typeOf(value);
  const paint = (text: string, as = kind) => (coloured ? `${colours[as]}${text}\x1b[0m` : text);
  if (value === undefined) return paint('null');
  if (kind === 'number') return paint(numberText(value as number));
  if (!Array.isArray(value) && !isObject(value)) return paint(JSON.stringify(value).replace(/\x7f/g, '\\u007f'));
  const keys = isObject(value) ? Object.keys(value) : [];
  if (sortKeys) keys.sort();
  const items = Array.isArray(value)
    ? value.map((item) => print(item, indent, coloured, sortKeys, depth + 1))
    : keys.map(
        (key) =>
          `${paint(JSON.stringify(key), 'key')}${paint(':', 'object')}${indent === undefined ? '' : ' '}${print((value as JsonObject)[key], indent, coloured, sortKeys, depth + 1)}`,
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return paint(open + close);
  if (indent === undefined) return paint(open) + items.join(paint(',')) + paint(close);
  const inner = `\n${indent.repeat(depth + 1)}`;
  return `${paint(open)}${inner}${items.join(paint(',') + inner)}\n${indent.repeat(depth)}${paint(close)}`;
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return value > 0 ? '1.7976931348623157e+308' : '-1.7976931348623157e+308';
  return Number.isInteger(value) && Math.abs(value) < 1e17 ? value.toFixed(0) : String(value);
}

export function calculate(operator: string, a: Json, b: Json): Json {
  const fail = (verb: string): never => {
    throw new JqError(`${typeOf(a)} (${short(a)}) and ${typeOf(b)} (${short(b)}) cannot be ${verb}`);
  };
  const numbers = typeof a === 'number' && typeof b === 'number';
  switch (operator) {
    case '+':
      if (a === null || a === undefined) return b;
      if (b === null || b === undefined) return a;
      if (numbers) return (a as number) + (b as number);
      if (typeof a === 'string' && typeof b === 'string') return a + b;
      if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
      if (isObject(a) && isObject(b)) return { ...a, ...b };
      return fail('added');
    case '-':
      if (numbers) return (a as number) - (b as number);
      if (Array.isArray(a) && Array.isArray(b)) return a.filter((item) => !b.some((other) => compare(item, other) === 0));
      return fail('subtracted');
    case '*':
      if (numbers) return (a as number) * (b as number);
      if (typeof a === 'string' && typeof b === 'number') return b > 0 ? a.repeat(Math.max(1, Math.floor(b))) : null;
      if (isObject(a) && isObject(b)) return merge(a, b);
      return fail('multiplied');
    case '/':
      if (numbers && b === 0)
        throw new JqError(`${typeOf(a)} (${short(a)}) and ${typeOf(b)} (${short(b)}) cannot be divided because the divisor is zero`);
      if (numbers) return (a as number) / (b as number);
      if (typeof a === 'string' && typeof b === 'string') return a === '' ? [] : a.split(b);
      return fail('divided');
    default:
      if (numbers && Math.trunc(b as number) === 0)
        throw new JqError(`${typeOf(a)} (${short(a)}) and ${typeOf(b)} (${short(b)}) cannot be divided because the divisor is zero`);
      return numbers ? Math.trunc(a as number) % Math.trunc(b as number) : fail('divided');
  }
}

function merge(a: JsonObject, b: JsonObject): JsonObject {
  const out: Record<string, Json> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = out[key];
    out[key] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return out;
}

/** A value in a message, cut to what fits (jq cuts at 11 bytes). */
export function short(value: Json): string {
  const text = toText(value);
  return text.length > 11 ? `${text.slice(0, 10)}...` : text;
}

export const isTrue = (value: Json) => value !== null && value !== undefined && value !== false;
