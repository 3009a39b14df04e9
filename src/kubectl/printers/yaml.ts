// YAML as sigs.k8s.io/yaml writes it: keys sorted, sequences at their parent's indent, go-yaml v2's quoting and folding.
import { isFields } from '../objects.ts';

/** Column after which go-yaml breaks a flow scalar at the next space (yaml_emitter's best_width). */
const BEST_WIDTH = 80;

/** Ends with a newline. */
export function toYaml(value: unknown): string {
  if (Array.isArray(value) && value.length > 0) return writeSequence(value, 0);
  if (isFields(value) && keysOf(value).length > 0) return writeMapping(value, 0);
  return `${writeScalar(value, 0, 0)}\n`;
}

const keysOf = (value: object) =>
  Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([key]) => key)
    .sort(compareKeys);

function writeMapping(value: Record<string, unknown>, indent: number, firstPrefix = ' '.repeat(indent)): string {
  let text = '';
  for (const key of keysOf(value)) {
    const head = `${text ? ' '.repeat(indent) : firstPrefix}${writeKey(key)}:`;
    text += head + writeValue(value[key], indent, head.length, true);
  }
  return text;
}

function writeSequence(value: readonly unknown[], indent: number, firstPrefix = ' '.repeat(indent)): string {
  let text = '';
  for (const item of value) {
    const head = `${text ? ' '.repeat(indent) : firstPrefix}- `;
    if (Array.isArray(item) && item.length > 0) text += writeSequence(item, indent + 2, head);
    else if (isFields(item) && keysOf(item).length > 0) text += writeMapping(item, indent + 2, head);
    else text += head.slice(0, -1) + writeValue(item, indent, head.length - 1, false);
  }
  return text;
}

function writeValue(value: unknown, indent: number, column: number, inMapping: boolean): string {
  if (Array.isArray(value) && value.length > 0) return `\n${writeSequence(value, inMapping ? indent : indent + 2)}`;
  if (isFields(value) && keysOf(value).length > 0) return `\n${writeMapping(value, indent + 2)}`;
  const scalar = writeScalar(value, indent + 2, column + 1);
  return ` ${scalar}${scalar.endsWith('\n') ? '' : '\n'}`;
}

function writeScalar(value: unknown, indent: number, column: number): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object') return '{}';
  if (typeof value !== 'string') return String(value);
  const allowed = analyse(value);
  if (value.includes('\n')) return allowed.block ? writeLiteral(value, indent) : writeDouble(value, indent, column);
  if (resolvesToString(value)) {
    if (allowed.plain) return fold(value, indent, column, value, 0);
    if (allowed.single) return fold(value, indent, column, `'${value.replaceAll("'", "''")}'`, 1);
  }
  return writeDouble(value, indent, column);
}

function writeKey(key: string): string {
  const allowed = analyse(key);
  if (key === '' || !resolvesToString(key) || key.includes('\n')) return writeDouble(key, 0, Number.NEGATIVE_INFINITY);
  if (allowed.plain) return key;
  return allowed.single ? `'${key.replaceAll("'", "''")}'` : writeDouble(key, 0, Number.NEGATIVE_INFINITY);
}

interface Allowed {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

const isPrintable = (letter: string) => /^[\n\x20-\x7e\u0085\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/u.test(letter);

/** Which styles can hold the text (yaml_emitter_analyze_scalar). */
function analyse(value: string): Allowed {
  const special = [...value].some((letter) => !isPrintable(letter));
  const spaceBeforeBreak = / \n/.test(value);
  const spaceAfterBreak = /\n /.test(value);
  const edge = /^[ \n]|[ \n]$/.test(value);
  const indicators =
    /^(---|\.\.\.)/.test(value) || /^[#,[\]{}&*!|>'"%@`]/.test(value) || /^[?:-]([\s]|$)/.test(value) || /:(\s|$)|\s#/.test(value);
  const unbroken = !special && !spaceBeforeBreak;
  return {
    plain: unbroken && !edge && !indicators && !value.includes('\n'),
    single: unbroken && !spaceAfterBreak,
    block: unbroken && !value.endsWith(' '),
  };
}

const words = /^(|~|null|Null|NULL|y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const integer = /^[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[0-9]+)$/;
const special = /^[-+]?\.(inf|Inf|INF)$|^\.(nan|NaN|NAN)$/;
const base60 = /^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$/;
const time = /^\d{4}-\d{1,2}-\d{1,2}([Tt]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[+-]\d\d:\d\d)| \d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?)?$/;

/** Whether the text, unquoted, would be read back as a string. */
function resolvesToString(value: string): boolean {
  if (words.test(value) || special.test(value) || base60.test(value) || time.test(value)) return false;
  const plain = /^[0-9+-]/.test(value) ? value.replaceAll('_', '') : value;
  return !(float.test(plain) || integer.test(plain));
}

/** Breaks `text` at single spaces beyond the width. `quotes` letters at each end are not content. */
function fold(value: string, indent: number, column: number, text: string, quotes: number): string {
  if (column + text.length <= BEST_WIDTH || !value.includes(' ')) return text;
  const letters = [...text];
  let out = '';
  let at = column;
  letters.forEach((letter, index) => {
    const inside = quotes === 0 || (index > quotes && index < letters.length - 1 - quotes);
    if (letter === ' ' && inside && at > BEST_WIDTH && letters[index - 1] !== ' ' && letters[index + 1] !== ' ') {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
    } else {
      out += letter;
      at++;
    }
  });
  return out;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escapeLetter(letter: string): string {
  const known = escapes[letter];
  if (known) return known;
  if (isPrintable(letter) && letter !== '\ufeff') return letter;
  const code = letter.codePointAt(0) ?? 0;
  const hex = (digits: number) => code.toString(16).toUpperCase().padStart(digits, '0');
  if (code <= 0xff) return `\\x${hex(2)}`;
  return code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}

function writeDouble(value: string, indent: number, column: number): string {
  const letters = [...value];
  let out = '"';
  let at = column + 1;
  letters.forEach((letter, index) => {
    if (letter === ' ' && at > BEST_WIDTH && index > 0 && index < letters.length - 1 && letters[index - 1] !== ' ') {
      out += `\n${' '.repeat(indent)}${letters[index + 1] === ' ' ? '\\' : ''}`;
      at = indent;
      return;
    }
    const written = escapeLetter(letter);
    out += written;
    at += written.length;
  });
  return `${out}"`;
}

function writeLiteral(value: string, indent: number): string {
  const hint = /^[ \n]/.test(value) ? '2' : '';
  const chomp = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : '';
  const body = value.endsWith('\n') ? value.slice(0, -1) : value;
  const lines = body.split('\n').map((line) => (line ? ' '.repeat(indent) + line : ''));
  return `|${hint}${chomp}\n${lines.join('\n')}\n`;
}

const isLetter = (letter: string) => /^\p{L}$/u.test(letter);
const isDigit = (letter: string | undefined) => letter !== undefined && letter >= '0' && letter <= '9';

/** go-yaml v2's order: numbers inside keys count as numbers, letters come last. */
export function compareKeys(first: string, second: string): number {
  const a = [...first];
  const b = [...second];
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [left, right] = [a[at] as string, b[at] as string];
    if (left === right) continue;
    if (isLetter(left) && isLetter(right)) return left < right ? -1 : 1;
    if (isLetter(left) || isLetter(right)) return isLetter(right) ? -1 : 1;
    const digitsOf = (letters: string[]) => {
      let end = at;
      while (isDigit(letters[end])) end++;
      return letters.slice(at, end).join('');
    };
    const [x, y] = [digitsOf(a), digitsOf(b)];
    if (Number(x) !== Number(y)) return Number(x) - Number(y);
    if (x.length !== y.length) return x.length - y.length;
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}
