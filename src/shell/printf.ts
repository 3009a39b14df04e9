// The texts of `echo` and `printf`, shared by the shell's builtins and the programs of the same name.
import { escapeForShell } from './quoting.ts';

const letters: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  e: '\x1b',
  E: '\x1b',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

export interface Escaped {
  readonly text: string;
  /** `\c` was met: nothing more is printed. */
  readonly stopped: boolean;
}

/** Backslash escapes as `echo -e` (octal needs a leading 0) and printf's format and `%b` know them. */
export function interpretEscapes(text: string, options: { readonly echo?: boolean } = {}): Escaped {
  let out = '';
  const pattern = options.echo
    ? /\\(0[0-7]{0,3}|x[\da-fA-F]{1,2}|u[\da-fA-F]{1,4}|U[\da-fA-F]{1,8}|[\s\S])/y
    : /\\([0-7]{1,3}|x[\da-fA-F]{1,2}|u[\da-fA-F]{1,4}|U[\da-fA-F]{1,8}|[\s\S])/y;
  for (let at = 0; at < text.length; ) {
    pattern.lastIndex = at;
    const match = text[at] === '\\' ? pattern.exec(text) : null;
    if (!match) {
      out += text[at++];
      continue;
    }
    const code = match[1] as string;
    at += match[0].length;
    if (code === 'c') return { text: out, stopped: true };
    if (/^[0-7]/.test(code)) out += String.fromCodePoint(Number.parseInt(code, 8) & 255);
    else if (/^[xuU][\da-fA-F]/.test(code)) out += String.fromCodePoint(Number.parseInt(code.slice(1), 16));
    else if (options.echo && (code === '"' || code === "'")) out += match[0];
    else out += letters[code] ?? match[0];
  }
  return { text: out, stopped: false };
}

/** What `echo` prints for these arguments. */
export function echoText(args: readonly string[], options: { readonly escapes?: boolean } = {}): string {
  let at = 0;
  let newline = true;
  let escapes = options.escapes ?? false;
  for (; /^-[neE]+$/.test(args[at] ?? ''); at++) {
    for (const letter of (args[at] as string).slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  const text = args.slice(at).join(' ');
  const end = newline ? '\n' : '';
  if (!escapes) return text + end;
  const escaped = interpretEscapes(text, { echo: true });
  return escaped.text + (escaped.stopped ? '' : end);
}

export interface Formatted {
  readonly text: string;
  /** Complaints, such as `printf: x: invalid number`, without the shell's name. */
  readonly errors: readonly string[];
}

const directive = /%(%|([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?(?:\(([^)]*)\)T|([diouxXeEfFgGcsbq])))|%/g;

/** What `printf format args…` prints: the format is used again while there are arguments. */
export function formatPrintf(format: string, args: readonly string[], nowMs: number): Formatted {
  const errors: string[] = [];
  let out = '';
  let at = 0;
  const next = () => args[at++];
  const number = (text: string | undefined): number => {
    if (text === undefined || text === '') return 0;
    if (/^['"]/.test(text)) return text.codePointAt(1) ?? 0;
    const value = /^\s*[-+]?0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
    if (!Number.isNaN(value)) return value;
    errors.push(`${text}: invalid number`);
    return Number.parseFloat(text) || 0;
  };
  do {
    const start = at;
    let last = 0;
    let stopped = false;
    for (const match of format.matchAll(directive)) {
      const literal = interpretEscapes(format.slice(last, match.index));
      out += literal.text;
      last = match.index + match[0].length;
      if (literal.stopped) return { text: out, errors };
      const [all, kind = '', flags = '', widthText, precisionText, timeFormat, conversion = ''] = match;
      if (all === '%') {
        errors.push(`\`${format[last] ?? '%'}': invalid format character`);
        return { text: out, errors };
      }
      if (kind === '%') {
        out += '%';
        continue;
      }
      let width = widthText === '*' ? number(next()) : Number(widthText ?? 0);
      const left = flags.includes('-') || width < 0;
      width = Math.abs(width);
      const precision =
        precisionText === '*' ? number(next()) : precisionText === undefined ? (all.includes('.') ? 0 : undefined) : Number(precisionText);
      let text: string;
      if (timeFormat !== undefined) {
        const seconds = next();
        text = strftime(timeFormat || '%H:%M:%S', seconds === undefined || seconds === '-1' ? nowMs : number(seconds) * 1000);
      } else if (conversion === 'b') {
        const escaped = interpretEscapes(next() ?? '');
        text = escaped.text;
        stopped = escaped.stopped;
      } else text = convert(conversion, flags, precision, next, number);
      const zero = flags.includes('0') && !left && /[diouxXeEfFgG]/.test(conversion);
      if (zero && text.length < width) {
        const sign = /^[-+ ]|^0[xX]/.exec(text)?.[0] ?? '';
        text = sign + text.slice(sign.length).padStart(width - sign.length, '0');
      }
      out += left ? text.padEnd(width) : text.padStart(width);
      if (stopped) return { text: out, errors };
    }
    const rest = interpretEscapes(format.slice(last));
    out += rest.text;
    if (rest.stopped || at === start) break;
  } while (at < args.length);
  return { text: out, errors };
}

function convert(
  conversion: string,
  flags: string,
  precision: number | undefined,
  next: () => string | undefined,
  number: (text: string | undefined) => number,
): string {
  const signed = (value: number, digits: string) =>
    value < 0 || Object.is(value, -0) ? `-${digits}` : flags.includes('+') ? `+${digits}` : flags.includes(' ') ? ` ${digits}` : digits;
  switch (conversion) {
    case 's':
      return [...(next() ?? '')].slice(0, precision).join('');
    case 'q':
      return escapeForShell(next() ?? '');
    case 'c':
      return (next() ?? '').slice(0, 1);
    case 'd':
    case 'i': {
      const value = Math.trunc(number(next()));
      return signed(value, String(Math.abs(value)).padStart(precision ?? 1, '0'));
    }
    case 'u':
      return String(Math.trunc(number(next()))).padStart(precision ?? 1, '0');
    case 'o':
    case 'x':
    case 'X': {
      const value = BigInt.asUintN(64, BigInt(Math.trunc(number(next()))));
      const digits = value.toString(conversion === 'o' ? 8 : 16).padStart(precision ?? 1, '0');
      const prefix = flags.includes('#') && value !== 0n ? (conversion === 'o' ? '0' : '0x') : '';
      return conversion === 'X' ? (prefix + digits).toUpperCase() : prefix + digits;
    }
    default: {
      const value = number(next());
      const digits = floatText(Math.abs(value), conversion.toLowerCase(), precision ?? 6);
      return signed(value, conversion === conversion.toUpperCase() ? digits.toUpperCase() : digits);
    }
  }
}

/** C's %f, %e and %g. */
export function floatText(value: number, conversion: string, precision: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf';
  const exponential = (digits: number) => value.toExponential(digits).replace(/e([+-])(\d)$/, 'e$10$2');
  if (conversion === 'f') return value.toFixed(Math.min(100, precision));
  if (conversion === 'e') return exponential(precision);
  const significant = precision === 0 ? 1 : precision;
  const exponent = value === 0 ? 0 : Number(value.toExponential(significant - 1).split('e')[1]);
  if (exponent < -4 || exponent >= significant) return exponential(significant - 1).replace(/\.?0+e/, 'e');
  const fixed = value.toFixed(Math.max(0, significant - 1 - exponent));
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** strftime(3) in UTC. */
export function strftime(format: string, timeMs: number): string {
  const date = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const hour12 = date.getUTCHours() % 12 || 12;
  const dayOfYear = Math.floor(
    (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) - Date.UTC(date.getUTCFullYear(), 0, 0)) / 86_400_000,
  );
  const day = days[date.getUTCDay()] as string;
  const month = months[date.getUTCMonth()] as string;
  const made: Readonly<Record<string, () => string>> = {
    Y: () => String(date.getUTCFullYear()),
    y: () => two(date.getUTCFullYear() % 100),
    m: () => two(date.getUTCMonth() + 1),
    d: () => two(date.getUTCDate()),
    e: () => String(date.getUTCDate()).padStart(2),
    H: () => two(date.getUTCHours()),
    I: () => two(hour12),
    M: () => two(date.getUTCMinutes()),
    S: () => two(date.getUTCSeconds()),
    N: () => String((timeMs % 1000) * 1_000_000).padStart(9, '0'),
    '3N': () => String(Math.floor(timeMs % 1000)).padStart(3, '0'),
    s: () => String(Math.floor(timeMs / 1000)),
    j: () => String(dayOfYear).padStart(3, '0'),
    a: () => day.slice(0, 3),
    A: () => day,
    b: () => month.slice(0, 3),
    h: () => month.slice(0, 3),
    B: () => month,
    p: () => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
    u: () => String(date.getUTCDay() || 7),
    w: () => String(date.getUTCDay()),
    Z: () => 'UTC',
    z: () => '+0000',
    ':z': () => '+00:00',
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
    F: () => strftime('%Y-%m-%d', timeMs),
    T: () => strftime('%H:%M:%S', timeMs),
    R: () => strftime('%H:%M', timeMs),
    D: () => strftime('%m/%d/%y', timeMs),
    c: () => strftime('%a %b %e %H:%M:%S %Y', timeMs),
    x: () => strftime('%m/%d/%y', timeMs),
    X: () => strftime('%H:%M:%S', timeMs),
    r: () => strftime('%I:%M:%S %p', timeMs),
  };
  return format.replace(/%(3N|:z|[-_0]?[A-Za-z%])/g, (all, name: string) => {
    if (name.startsWith('-')) return (made[name.slice(1)]?.() ?? all).replace(/^[0 ]+(?=.)/, '');
    if (name.startsWith('_')) return (made[name.slice(1)]?.() ?? all).replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length));
    return made[name]?.() ?? all;
  });
}
