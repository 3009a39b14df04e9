// The functions of Go templates (text/template/funcs.go) and those that kubectl adds.
import { isFields } from '../objects.ts';
import { formatGoValue } from './go-value.ts';

type TemplateFunction = (...args: readonly unknown[]) => unknown;

function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isFields(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

function order(a: unknown, b: unknown): number {
  if (typeof a !== typeof b) throw new TypeError('incompatible types for comparison');
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  throw new TypeError('invalid type for comparison');
}

function index(value: unknown, ...keys: readonly unknown[]): unknown {
  return keys.reduce<unknown>((inside, key) => {
    if (Array.isArray(inside)) {
      if (typeof key !== 'number') throw new TypeError(`cannot index slice/array with type ${typeof key}`);
      if (key < 0 || key >= inside.length) throw new RangeError(`index out of range: ${key}`);
      return inside[key];
    }
    if (isFields(inside)) return inside[String(key)];
    throw new TypeError('index of untyped nil');
  }, value);
}

function exists(value: unknown, ...keys: readonly unknown[]): boolean {
  try {
    return index(value, ...keys) !== undefined;
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return false;
    throw error;
  }
}

const text = (value: unknown) => (value === undefined || value === null ? '<nil>' : formatGoValue(value));

/** fmt.Sprint puts blanks between operands when neither is a string. */
function sprint(values: readonly unknown[]): string {
  return values
    .map((value, at) => (at > 0 && typeof value !== 'string' && typeof values[at - 1] !== 'string' ? ` ${text(value)}` : text(value)))
    .join('');
}

function sprintf(format: unknown, ...values: readonly unknown[]): string {
  let next = 0;
  return String(format).replace(
    /%([-+ 0#]*)(\d+)?(?:\.(\d+))?([%a-zA-Z])/g,
    (_, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      const value = values[next++];
      const body =
        verb === 'q'
          ? JSON.stringify(String(value))
          : verb === 'f'
            ? Number(value).toFixed(Number(precision ?? 6))
            : verb === 'x'
              ? Number(value).toString(16)
              : text(value);
      const pad = flags.includes('0') && !flags.includes('-') ? '0' : ' ';
      return flags.includes('-') ? body.padEnd(Number(width ?? 0)) : body.padStart(Number(width ?? 0), pad);
    },
  );
}

const htmlEscapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };

export const templateFunctions: Readonly<Record<string, TemplateFunction | undefined>> = {
  and: (...args) => args.find((arg) => !isTrue(arg)) ?? (args.every(isTrue) ? args.at(-1) : undefined),
  or: (...args) => args.find(isTrue) ?? args.at(-1),
  not: (value) => !isTrue(value),
  len: (value) => {
    if (typeof value === 'string') return new TextEncoder().encode(value).length;
    if (Array.isArray(value)) return value.length;
    if (isFields(value)) return Object.keys(value).length;
    throw new TypeError(`len of ${value === undefined || value === null ? 'nil pointer' : `type ${typeof value}`}`);
  },
  index,
  slice: (value, from = 0, to = undefined) =>
    typeof value === 'string' || Array.isArray(value) ? value.slice(Number(from), to === undefined ? undefined : Number(to)) : undefined,
  print: (...args) => sprint(args),
  println: (...args) => `${args.map(text).join(' ')}\n`,
  printf: (format, ...args) => sprintf(format, ...args),
  html: (...args) => sprint(args).replace(/[&<>"']/g, (letter) => htmlEscapes[letter] ?? letter),
  urlquery: (...args) => encodeURIComponent(sprint(args)).replaceAll('%20', '+'),
  eq: (first, ...others) => others.some((other) => other === first),
  ne: (a, b) => a !== b,
  lt: (a, b) => order(a, b) < 0,
  le: (a, b) => order(a, b) <= 0,
  gt: (a, b) => order(a, b) > 0,
  ge: (a, b) => order(a, b) >= 0,
  exists,
  base64decode: (value) => new TextDecoder().decode(Uint8Array.from(atob(String(value)), (letter) => letter.charCodeAt(0))),
};
