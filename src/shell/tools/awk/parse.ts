// awk's programs as trees: rules and functions.
import { createGrammar } from './grammar.ts';
import type { AwkProgram, Rule, Statement } from './tree.ts';

export function parseAwk(source: string): AwkProgram {
  const { cursor, expression, block, nameToken } = createGrammar(source);
  const { peek, is, accept, expect, newlines, optionalNewlines } = cursor;
  const rules: Rule[] = [];
  const functions = new Map<string, { parameters: readonly string[]; body: Statement }>();
  newlines();
  while (peek().kind !== 'end') {
    if (accept('function')) {
      const name = peek().text;
      cursor.at++;
      expect('(');
      const parameters: string[] = [];
      while (!is(')')) {
        parameters.push(nameToken());
        if (!accept(',')) break;
      }
      expect(')');
      optionalNewlines();
      functions.set(name, { parameters, body: block() });
    } else if (accept('BEGIN')) rules.push({ when: 'BEGIN', first: undefined, last: undefined, body: block() });
    else if (accept('END')) rules.push({ when: 'END', first: undefined, last: undefined, body: block() });
    else {
      const first = is('{') ? undefined : expression();
      const last = first && accept(',') ? expression() : undefined;
      rules.push({ when: 'line', first, last, body: is('{') ? block() : undefined });
    }
    newlines();
  }
  return { rules, functions };
}
