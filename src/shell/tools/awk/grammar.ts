// awk's expressions and statements as trees.
import { type Cursor, createCursor } from './cursor.ts';
import { readTokens } from './lexer.ts';
import type { Expression, Statement } from './tree.ts';

const comparisons: ReadonlySet<string> = new Set(['<', '<=', '==', '!=', '>', '>=']);

export interface Grammar {
  readonly cursor: Cursor;
  expression(): Expression;
  block(): Statement;
  nameToken(): string;
}

export function createGrammar(source: string): Grammar {
  const tokens = readTokens(source);
  const cursor = createCursor(tokens);
  /** Inside print's arguments `>` redirects; inside `for (x in …` a bare `in` ends the expression. */
  let noGreater = false;
  let noIn = false;

  const { peek, is, accept, fail, expect, newlines, optionalNewlines } = cursor;

  const grouped = <T>(read: () => T): T => {
    const before = [noGreater, noIn] as const;
    [noGreater, noIn] = [false, false];
    const value = read();
    [noGreater, noIn] = before;
    return value;
  };
  const list = (end: string): Expression[] =>
    grouped(() => {
      const all: Expression[] = [];
      optionalNewlines();
      while (!is(end)) {
        all.push(expression());
        optionalNewlines();
        if (!accept(',')) break;
        optionalNewlines();
      }
      expect(end);
      return all;
    });

  const primary = (): Expression => {
    const token = peek();
    cursor.at++;
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'string') return { kind: 'string', value: token.text };
    if (token.kind === 'regexp') return { kind: 'regexp', source: token.text };
    if (token.kind === 'call') {
      cursor.at++;
      return { kind: 'call', name: token.text, args: list(')') };
    }
    if (token.kind === 'name') {
      if (accept('[')) return { kind: 'element', name: token.text, keys: list(']') };
      if (token.text === 'length') return { kind: 'call', name: 'length', args: [] };
      return { kind: 'name', name: token.text };
    }
    if (token.text === 'getline') {
      const target = peek().kind === 'name' || is('$') ? lvalue() : undefined;
      const file = accept('<') ? concatenationOperand() : undefined;
      return { kind: 'getline', target, file, command: undefined };
    }
    if (token.text === '(') {
      const all = list(')');
      if (accept('in')) return { kind: 'member', keys: all, name: nameToken() };
      if (all.length !== 1) fail();
      return { kind: 'unary', operator: '(', operand: all[0] as Expression };
    }
    if (token.text === '$') {
      if (is('++') || is('--')) return { kind: 'field', index: unary() };
      return { kind: 'field', index: accept('-') ? { kind: 'unary', operator: '-', operand: primary() } : primary() };
    }
    cursor.at--;
    return fail();
  };
  const nameToken = (): string => {
    const token = peek();
    if (token.kind !== 'name') fail();
    cursor.at++;
    return token.text;
  };
  const lvalue = (): Expression => primary();
  const isTarget = (node: Expression) => node.kind === 'name' || node.kind === 'element' || node.kind === 'field';

  const postfix = (): Expression => {
    const operand = primary();
    if (isTarget(operand)) {
      if (accept('++')) return { kind: 'step', by: 1, prefix: false, target: operand };
      if (accept('--')) return { kind: 'step', by: -1, prefix: false, target: operand };
    }
    return operand;
  };
  const power = (): Expression => {
    const left = postfix();
    if (!accept('^') && !accept('**')) return left;
    return { kind: 'binary', operator: '^', left, right: is('-') || is('+') || is('!') ? unary() : power() };
  };
  const unary = (): Expression => {
    for (const operator of ['!', '-', '+']) if (accept(operator)) return { kind: 'unary', operator, operand: unary() };
    if (accept('++')) return { kind: 'step', by: 1, prefix: true, target: unary() };
    if (accept('--')) return { kind: 'step', by: -1, prefix: true, target: unary() };
    return power();
  };
  const leftToRight = (operators: readonly string[], next: () => Expression) => (): Expression => {
    let left = next();
    for (;;) {
      const operator = operators.find((one) => is(one, 'operator'));
      if (!operator) return left;
      cursor.at++;
      left = { kind: 'binary', operator, left, right: next() };
    }
  };
  const product = leftToRight(['*', '/', '%'], unary);
  const sum = leftToRight(['+', '-'], product);
  const startsOperand = () => {
    const { kind, text } = peek();
    if (['number', 'string', 'regexp', 'name', 'call'].includes(kind)) return true;
    return kind === 'operator' && ['$', '(', '!', '-', '+', '++', '--'].includes(text) && text !== '-' && text !== '+';
  };
  const concatenationOperand = (): Expression => sum();
  const concatenation = (): Expression => {
    let left = sum();
    while (startsOperand() && !is('in')) left = { kind: 'binary', operator: ' ', left, right: sum() };
    return left;
  };
  const comparison = (): Expression => {
    let left = concatenation();
    for (;;) {
      const operator = peek().text;
      if (peek().kind === 'operator' && comparisons.has(operator) && !(operator === '>' && noGreater)) {
        cursor.at++;
        left = { kind: 'binary', operator, left, right: concatenation() };
      } else if (is('|', 'operator') && tokens[cursor.at + 1]?.text === 'getline') {
        cursor.at += 2;
        const target = peek().kind === 'name' || is('$') ? lvalue() : undefined;
        left = { kind: 'getline', target, file: undefined, command: left };
      } else return left;
    }
  };
  const match = leftToRight(['~', '!~'], comparison);
  const member = (): Expression => {
    let left = match();
    while (!noIn && accept('in')) left = { kind: 'member', keys: [left], name: nameToken() };
    return left;
  };
  const logical = (operator: string, next: () => Expression) => (): Expression => {
    let left = next();
    while (accept(operator)) {
      optionalNewlines();
      left = { kind: 'binary', operator, left, right: next() };
    }
    return left;
  };
  const and = logical('&&', member);
  const or = logical('||', and);
  const choice = (): Expression => {
    const test = or();
    if (!accept('?')) return test;
    optionalNewlines();
    const yes = expression();
    optionalNewlines();
    expect(':');
    optionalNewlines();
    return { kind: 'choice', test, yes, no: expression() };
  };
  const expression = (): Expression => {
    const left = choice();
    const operator = peek().text;
    if (peek().kind === 'operator' && /^([-+*/%^]|\*\*)?=$/.test(operator) && isTarget(left)) {
      cursor.at++;
      optionalNewlines();
      return { kind: 'assign', operator: operator.replace('**', '^').slice(0, -1), target: left, value: expression() };
    }
    return left;
  };

  const simpleStatement = (): Statement => {
    if (is('print') || is('printf')) {
      const format = peek().text === 'printf';
      cursor.at++;
      let args: readonly Expression[] = [];
      noGreater = true;
      if (!['\n', ';', '}', '>', '>>', '|'].includes(peek().text) || peek().kind === 'string') {
        const first = expression();
        const all = [first];
        while (accept(',')) {
          optionalNewlines();
          all.push(expression());
        }
        args = all;
      }
      noGreater = false;
      // print (a, b) > file: the list was read as one group.
      const operator = ['>', '>>', '|'].find((one) => is(one, 'operator'));
      if (operator) cursor.at++;
      return { kind: 'print', format, args, to: operator ? { operator, target: concatenation() } : undefined };
    }
    if (accept('delete')) {
      const name = nameToken();
      return { kind: 'delete', name, keys: accept('[') ? list(']') : undefined };
    }
    return { kind: 'expression', value: expression() };
  };

  const endOfStatement = () => {
    if (accept(';')) optionalNewlines();
    else if (peek().kind === 'newline') optionalNewlines();
    else if (!is('}') && peek().kind !== 'end') fail();
  };

  const body = (): Statement => {
    optionalNewlines();
    if (accept(';')) return { kind: 'block', body: [] };
    return statement();
  };

  const statement = (): Statement => {
    if (is('{')) return block();
    if (accept('if')) {
      expect('(');
      const test = grouped(expression);
      expect(')');
      const yes = body();
      const mark = cursor.at;
      newlines();
      if (accept('else')) return { kind: 'if', test, yes, no: body() };
      cursor.at = mark;
      return { kind: 'if', test, yes, no: undefined };
    }
    if (accept('while')) {
      expect('(');
      const test = grouped(expression);
      expect(')');
      return { kind: 'while', test, body: body() };
    }
    if (accept('do')) {
      const inner = body();
      newlines();
      expect('while');
      expect('(');
      const test = grouped(expression);
      expect(')');
      endOfStatement();
      return { kind: 'do', test, body: inner };
    }
    if (accept('for')) {
      expect('(');
      if (peek().kind === 'name' && tokens[cursor.at + 1]?.text === 'in' && tokens[cursor.at + 3]?.text === ')') {
        const name = nameToken();
        cursor.at++;
        const array = nameToken();
        expect(')');
        return { kind: 'each', name, array, body: body() };
      }
      const start = is(';') ? undefined : grouped(simpleStatement);
      expect(';');
      optionalNewlines();
      const test = is(';') ? undefined : grouped(expression);
      expect(';');
      optionalNewlines();
      const step = is(')') ? undefined : grouped(simpleStatement);
      expect(')');
      return { kind: 'for', start, test, step, body: body() };
    }
    let made: Statement;
    if (is('next') || is('break') || is('continue')) {
      made = { kind: peek().text as 'next' };
      cursor.at++;
    } else if (is('exit') || is('return')) {
      const kind = peek().text as 'exit';
      cursor.at++;
      const ends = peek().kind === 'newline' || is(';') || is('}');
      made = { kind, value: ends ? undefined : expression() };
    } else made = simpleStatement();
    endOfStatement();
    return made;
  };

  const block = (): Statement => {
    expect('{');
    const all: Statement[] = [];
    newlines();
    while (!is('}')) {
      if (peek().kind === 'end') fail();
      all.push(statement());
      newlines();
    }
    expect('}');
    return { kind: 'block', body: all };
  };

  return { cursor, expression, block, nameToken };
}
