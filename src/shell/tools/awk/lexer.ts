// awk's tokens.
import { UsageError } from '../tool.ts';

export interface Token {
  readonly kind: 'number' | 'string' | 'regexp' | 'name' | 'call' | 'word' | 'operator' | 'newline' | 'end';
  readonly text: string;
}

const words: ReadonlySet<string> = new Set([
  'BEGIN',
  'END',
  'function',
  'func',
  'if',
  'else',
  'while',
  'for',
  'do',
  'break',
  'continue',
  'next',
  'exit',
  'return',
  'delete',
  'in',
  'getline',
  'print',
  'printf',
]);

const operators = /^(\*\*=|\*\*|&&|\|\||\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|<=|>=|!=|!~|>>|[-+*/%^!<>|?:~$=,;(){}[\]])/;

export function readTokens(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const push = (kind: Token['kind'], text: string) => tokens.push({ kind, text });
  while (at < source.length) {
    const rest = source.slice(at);
    const blank = /^([ \t\r]+|\\\r?\n|#[^\n]*)/.exec(rest);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const character = rest[0] as string;
    if (character === '\n') {
      push('newline', '\n');
      at++;
      continue;
    }
    const number = /^(0[xX][\da-fA-F]+|\d+\.?\d*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?)/.exec(rest);
    if (number) {
      push('number', number[0]);
      at += number[0].length;
      continue;
    }
    if (character === '"') {
      const text = /^"((?:[^"\\\n]|\\[\s\S])*)"/.exec(rest);
      if (!text) throw new UsageError(`unterminated string ${rest.slice(0, 20)}... at source line 1`, { status: 2 });
      push('string', unescapeText(text[1] as string));
      at += text[0].length;
      continue;
    }
    if (character === '/' && regExpMayFollow(tokens.at(-1))) {
      const text = /^\/((?:[^/\\\n[]|\\.|\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\])*)\//.exec(rest);
      if (!text) throw new UsageError(`unterminated regular expression ${rest.slice(0, 20)}... at source line 1`, { status: 2 });
      push('regexp', (text[1] as string).replace(/\\\//g, '/'));
      at += text[0].length;
      continue;
    }
    const name = /^[A-Za-z_]\w*/.exec(rest);
    if (name) {
      at += name[0].length;
      if (words.has(name[0])) push('word', name[0] === 'func' ? 'function' : name[0]);
      else push(source[at] === '(' ? 'call' : 'name', name[0]);
      continue;
    }
    const operator = operators.exec(rest);
    if (!operator) throw new UsageError(`syntax error at source line 1: ${character}`, { status: 2 });
    push('operator', operator[0]);
    at += operator[0].length;
  }
  push('newline', '\n');
  push('end', '');
  return tokens;
}

function regExpMayFollow(before: Token | undefined): boolean {
  if (!before) return true;
  if (before.kind === 'operator') return ![')', ']', '$', '++', '--'].includes(before.text);
  return before.kind === 'newline' || before.kind === 'word';
}

function unescapeText(text: string): string {
  const named: Readonly<Record<string, string>> = {
    n: '\n',
    t: '\t',
    r: '\r',
    '\\': '\\',
    '"': '"',
    '/': '/',
    a: '\x07',
    b: '\b',
    f: '\f',
    v: '\v',
  };
  return text.replace(/\\([0-7]{1,3}|\n|[\s\S])/g, (all, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    return code === '\n' ? '' : (named[code] ?? all);
  });
}
