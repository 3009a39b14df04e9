// Shell arithmetic on 64-bit integers, as bash evaluates it: a text whose expansions have been made.
import { ShellError } from './control.ts';

export interface ArithmeticScope {
  get(name: string, index?: string): string | undefined;
  set(name: string, index: string | undefined, value: string): void;
}

const token =
  /\s*(?:(\d+#[\w@]+|0[xX][\da-fA-F]+|\d+)|([A-Za-z_]\w*)|(\*\*|<<=|>>=|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%<>=!~&|^?:,()[\]]))/y;

const binaryLevel: Readonly<Record<string, number>> = {
  '||': 3,
  '&&': 4,
  '|': 5,
  '^': 6,
  '&': 7,
  '==': 8,
  '!=': 8,
  '<': 9,
  '>': 9,
  '<=': 9,
  '>=': 9,
  '<<': 10,
  '>>': 10,
  '+': 11,
  '-': 11,
  '*': 12,
  '/': 12,
  '%': 12,
  '**': 13,
};

const assignments: ReadonlySet<string> = new Set(['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=']);

interface Operand {
  readonly name?: string;
  readonly index?: string;
  readonly value: bigint;
}

/** Throws `ShellError` for what is no expression. Variables hold expressions themselves and are evaluated in turn. */
export function evaluateArithmetic(text: string, scope: ArithmeticScope, depth = 0): number {
  if (depth > 64) throw new ShellError(`${text}: expression recursion level exceeded (error token is "${text}")`);
  const tokens: { kind: 'number' | 'name' | 'operator' | 'end'; text: string; at: number }[] = [];
  const fail = (message: string, at: number): never => {
    throw new ShellError(`${text.trim()}: ${message} (error token is "${text.slice(at).trim()}")`, { fatal: true });
  };
  token.lastIndex = 0;
  let last = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [all, number, name, operator] = match;
    const found = number ?? name ?? operator ?? '';
    tokens.push({ kind: number ? 'number' : name ? 'name' : 'operator', text: found, at: last + all.length - found.length });
    last = token.lastIndex;
  }
  if (text.slice(last).trim()) fail('syntax error: invalid arithmetic operator', last);
  tokens.push({ kind: 'end', text: '', at: text.length });
  if (tokens.length === 1) return 0;

  let position = 0;
  /** Above 0 in a branch that is not taken: nothing may be assigned there. */
  let skipping = 0;
  const peek = () => tokens[position] as (typeof tokens)[number];
  const take = (wanted: string) => {
    if (peek().kind !== 'operator' || peek().text !== wanted) return false;
    position++;
    return true;
  };
  const load = (name: string, index?: string): bigint => {
    const held = scope.get(name, index);
    if (held === undefined || held === '') return 0n;
    return /^-?\d+$/.test(held) && !/^-?0\d/.test(held) ? BigInt(held) : BigInt(evaluateArithmetic(held, scope, depth + 1));
  };
  const store = (to: Operand, value: bigint): bigint => {
    if (to.name === undefined) return fail('attempted assignment to non-variable', peek().at);
    const wrapped = BigInt.asIntN(64, value);
    if (skipping === 0) scope.set(to.name, to.index, String(wrapped));
    return wrapped;
  };

  const parseNumber = (literal: string, at: number): bigint => {
    const based = /^(\d+)#(.+)$/.exec(literal);
    if (based) {
      let value = 0n;
      for (const digit of based[2] ?? '') value = value * BigInt(based[1] ?? 10) + BigInt(Number.parseInt(digit, 36));
      return value;
    }
    if (/^0\d/.test(literal)) {
      if (/[89]/.test(literal)) fail('value too great for base', at);
      return BigInt(`0o${literal.slice(1)}`);
    }
    return BigInt(literal);
  };

  const subscript = (): string | undefined => {
    if (!take('[')) return undefined;
    const start = (tokens[position - 1]?.at ?? 0) + 1;
    for (let open = 1; ; position++) {
      if (peek().kind === 'end') fail("syntax error: missing `]'", start);
      if (peek().text === '[') open++;
      if (peek().text === ']' && --open === 0) break;
    }
    const index = text.slice(start, peek().at);
    position++;
    return index;
  };

  const primary = (): Operand => {
    const next = peek();
    position++;
    if (next.kind === 'number') return { value: parseNumber(next.text, next.at) };
    if (next.kind === 'name') {
      const index = subscript();
      const operand = { name: next.text, ...(index === undefined ? {} : { index }) };
      const value = load(next.text, index);
      if (take('++')) store({ ...operand, value }, value + 1n);
      else if (take('--')) store({ ...operand, value }, value - 1n);
      else return { ...operand, value };
      return { value };
    }
    if (next.text === '(') {
      const value = comma();
      if (!take(')')) fail("missing `)'", peek().at);
      return { value };
    }
    if (next.text === '++' || next.text === '--') {
      const operand = primary();
      return { value: store(operand, operand.value + (next.text === '++' ? 1n : -1n)) };
    }
    if (next.text === '-') return { value: -primary().value };
    if (next.text === '+') return { value: primary().value };
    if (next.text === '!') return { value: primary().value === 0n ? 1n : 0n };
    if (next.text === '~') return { value: ~primary().value };
    return fail('syntax error: operand expected', next.at);
  };

  const apply = (operator: string, a: bigint, b: bigint, at: number): bigint => {
    const yes = (condition: boolean) => (condition ? 1n : 0n);
    switch (operator) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      case '/':
      case '%':
        if (b === 0n && skipping > 0) return 0n;
        if (b === 0n) fail('division by 0', at);
        return operator === '/' ? a / b : a % b;
      case '**':
        if (b < 0n) fail('exponent less than 0', at);
        return a ** b;
      case '<<':
        return a << (b & 63n);
      case '>>':
        return a >> (b & 63n);
      case '&':
        return a & b;
      case '|':
        return a | b;
      case '^':
        return a ^ b;
      case '<':
        return yes(a < b);
      case '>':
        return yes(a > b);
      case '<=':
        return yes(a <= b);
      case '>=':
        return yes(a >= b);
      case '==':
        return yes(a === b);
      default:
        return yes(a !== b);
    }
  };

  const binary = (level: number): Operand => {
    let left = primary();
    for (;;) {
      const operator = peek().text;
      const found = peek().kind === 'operator' ? (binaryLevel[operator] ?? 0) : 0;
      if (found < level || found === 0) return left;
      position++;
      const at = peek().at;
      const skip = (operator === '&&' && left.value === 0n) || (operator === '||' && left.value !== 0n);
      if (skip) skipping++;
      const right = binary(operator === '**' ? found : found + 1);
      if (skip) skipping--;
      if (operator === '&&') left = { value: left.value !== 0n && right.value !== 0n ? 1n : 0n };
      else if (operator === '||') left = { value: left.value !== 0n || right.value !== 0n ? 1n : 0n };
      else left = { value: BigInt.asIntN(64, apply(operator, left.value, right.value, at)) };
    }
  };

  const assignment = (): bigint => {
    const left = binary(3);
    const operator = peek();
    if (operator.kind === 'operator' && assignments.has(operator.text)) {
      position++;
      const right = assignment();
      return store(left, operator.text === '=' ? right : apply(operator.text.slice(0, -1), left.value, right, operator.at));
    }
    if (!take('?')) return left.value;
    const yes = left.value !== 0n;
    if (!yes) skipping++;
    const consequent = comma();
    if (!yes) skipping--;
    if (!take(':')) fail("`:' expected for conditional expression", peek().at);
    if (yes) skipping++;
    const alternate = assignment();
    if (yes) skipping--;
    return yes ? consequent : alternate;
  };

  const comma = (): bigint => {
    let value = assignment();
    while (take(',')) value = assignment();
    return value;
  };

  const value = comma();
  if (peek().kind !== 'end') fail('syntax error in expression', peek().at);
  return Number(BigInt.asIntN(64, value));
}
