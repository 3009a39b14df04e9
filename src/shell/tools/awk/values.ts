// awk's values and what is calculated with them.
import { floatText, formatPrintf } from '../../printf.ts';
import { UsageError } from '../tool.ts';

/** A number, a text, or a text that came from input and counts as a number where it looks like one. */
export type Value = number | string | Field;

export class Field {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export const looksNumeric = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  const text = value instanceof Field ? value.text : value;
  return Number(/^\s*([-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?)/.exec(text)?.[1] ?? 0);
}

export function calculate(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '^':
      return a ** b;
    default:
      if (b === 0) throw new UsageError(`division by zero${operator === '%' ? ' in %' : ''}`, { status: 2 });
      return operator === '/' ? a / b : a % b;
  }
}

/** Compares as numbers what looks like numbers, anything else as text. */
export function compare(left: Value, operator: string, right: Value, text: (value: Value) => string): boolean {
  const numeric = (value: Value) => typeof value === 'number' || (value instanceof Field && looksNumeric.test(value.text)) || value === '';
  const byNumber = numeric(left) && numeric(right) && !(left === '' && right === '');
  const [a, b] = byNumber ? [toNumber(left), toNumber(right)] : [text(left), text(right)];
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  if (operator === '>') return a > b;
  if (operator === '>=') return a >= b;
  return (a === b) === (operator === '==');
}

/** A value as text; `format` is CONVFMT or OFMT, for what is no whole number. */
export function textOf(value: Value, format: string): string {
  if (typeof value === 'string') return value;
  if (value instanceof Field) return value.text;
  if (!Number.isInteger(value)) return formatPrintf(format, [String(value)], 0).text;
  return Math.abs(value) < 1e16 ? String(value) : `${value < 0 ? '-' : ''}${floatText(Math.abs(value), 'f', 0)}`;
}

/** Fields between single characters, between blanks for ' ', or every character for ''. */
export function splitPlainly(text: string, separator: string): string[] {
  if (text === '') return [];
  if (separator === ' ') return text.trim() === '' ? [] : text.trim().split(/\s+/);
  return separator === '' ? [...text] : text.split(separator);
}

/** awk's own variables at the start. */
export const initialVariables: Readonly<Record<string, Value>> = {
  FS: ' ',
  OFS: ' ',
  ORS: '\n',
  RS: '\n',
  SUBSEP: '\x1c',
  CONVFMT: '%.6g',
  OFMT: '%.6g',
  FILENAME: '',
  NR: 0,
  FNR: 0,
  NF: 0,
  RSTART: 0,
  RLENGTH: -1,
};
