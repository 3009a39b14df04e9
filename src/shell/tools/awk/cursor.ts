// Walks through awk's tokens.
import { UsageError } from '../tool.ts';
import type { Token } from './lexer.ts';

export interface Cursor {
  /** Index of the next token. */
  at: number;
  peek(): Token;
  is(text: string, kind?: Token['kind']): boolean;
  /** Takes the next token when it is `text`. */
  accept(text: string): boolean;
  /** Throws `UsageError` with what stands around. */
  fail(): never;
  expect(text: string): void;
  /** Skips newlines and semicolons. */
  newlines(): void;
  optionalNewlines(): void;
}

export function createCursor(tokens: readonly Token[]): Cursor {
  const peek = (): Token => tokens[cursor.at] as Token;
  const is = (text: string, kind?: Token['kind']) => peek().text === text && peek().kind !== 'string' && (!kind || peek().kind === kind);
  const accept = (text: string): boolean => {
    if (!is(text)) return false;
    cursor.at++;
    return true;
  };
  const fail = (): never => {
    const near = tokens
      .slice(Math.max(0, cursor.at - 3), cursor.at + 2)
      .map((token) => token.text)
      .join(' ')
      .trim();
    throw new UsageError(`syntax error at source line 1\n context is\n\t>>> ${near} <<<`, { status: 2 });
  };
  const expect = (text: string) => {
    if (!accept(text)) fail();
  };
  const newlines = () => {
    while (peek().kind === 'newline' || is(';')) cursor.at++;
  };
  const optionalNewlines = () => {
    while (peek().kind === 'newline') cursor.at++;
  };

  const cursor: Cursor = { at: 0, peek, is, accept, fail, expect, newlines, optionalNewlines };
  return cursor;
}
