// Regular expressions of grep, sed and awk (POSIX basic and extended) in JavaScript's spelling.

/** What is no regular expression, in the words of regerror(3). */
export class RegExpError extends Error {
  override readonly name = 'RegExpError';
}

export type Dialect = 'basic' | 'extended' | 'fixed' | 'perl';

const classes: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{N}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9A-Fa-f',
  cntrl: '\\x00-\\x1f\\x7f',
  print: '\\x20-\\x7e\\u00a0-\\u{10ffff}',
  graph: '\\x21-\\x7e\\u00a1-\\u{10ffff}',
};

const literal = (character: string) => character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** The source for a `u` regular expression. Throws `RegExpError`. */
export function compileRegExp(pattern: string, dialect: Dialect): string {
  if (dialect === 'fixed') return literal(pattern);
  let out = '';
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
    if (character === '[') {
      const set = bracketAt(pattern, at, dialect === 'perl');
      out += set.source;
      at = set.end;
    } else if (character === '\\') {
      const next = pattern[++at];
      if (next === undefined) throw new RegExpError('Trailing backslash');
      out += escapeAt(next, dialect);
      if (dialect === 'basic' && next === '(') depth++;
      if (dialect === 'basic' && next === ')') depth--;
    } else if (dialect === 'basic' && '+?|(){}'.includes(character)) out += `\\${character}`;
    else if (dialect === 'basic' && character === '*' && (out === '' || out === '^' || /[^\\]\($/.test(out))) out += '\\*';
    else if (dialect === 'basic' && character === '^' && out !== '' && !/(\(|\|)$/.test(out)) out += '\\^';
    else if (dialect === 'basic' && character === '$' && at < pattern.length - 1 && !/^(\\\)|\\\|)/.test(pattern.slice(at + 1)))
      out += '\\$';
    else if (dialect === 'extended' && character === '{' && !/^\{\d*,?\d*\}/.test(pattern.slice(at))) out += '\\{';
    else if (dialect === 'extended' && character === '}' && !/\{\d*,?\d*$/.test(out)) out += '\\}';
    else if (dialect === 'extended' && '*+?'.includes(character) && (out === '' || /[^\\][(|]$/.test(out))) out += `\\${character}`;
    else {
      if (dialect !== 'basic' && character === '(') depth++;
      if (dialect !== 'basic' && character === ')') depth--;
      out += character === '/' ? '\\/' : character === ']' ? '\\]' : character;
      if (character.length > 1) at++;
    }
    if (depth < 0) throw new RegExpError('Unmatched ) or \\)');
  }
  if (depth > 0) throw new RegExpError('Unmatched ( or \\(');
  return out;
}

function escapeAt(next: string, dialect: Dialect): string {
  if (dialect === 'basic') {
    if ('(){}|+?'.includes(next)) return next;
    if (/[1-9]/.test(next)) return `\\${next}`;
  }
  if (dialect === 'extended' && /[1-9]/.test(next)) return `\\${next}`;
  if (dialect === 'perl') return /[\w\\^$.*+?()[\]{}|/]/.test(next) ? `\\${next}` : next;
  switch (next) {
    case '<':
      return '(?<![\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_])';
    case '>':
      return '(?<=[\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_])';
    case 'w':
      return '[\\p{L}\\p{N}_]';
    case 'W':
      return '[^\\p{L}\\p{N}_]';
    case 'b':
    case 'B':
    case 's':
    case 'S':
    case 'n':
    case 't':
    case 'r':
    case 'd':
    case 'D':
      return `\\${next}`;
    default:
      return literal(next);
  }
}

function bracketAt(pattern: string, start: number, escapes: boolean): { source: string; end: number } {
  let at = start + 1;
  let body = '';
  const negated = pattern[at] === '^';
  if (negated) at++;
  for (let first = true; ; first = false) {
    const character = pattern[at];
    if (character === undefined) throw new RegExpError('Unmatched [, [^, [:, [., or [=');
    if (character === ']' && !first) break;
    const named = /^\[:(\w+):\]/.exec(pattern.slice(at));
    if (named) {
      const source = classes[named[1] as string];
      if (source === undefined) throw new RegExpError('Invalid character class name');
      body += source;
      at += named[0].length;
      continue;
    }
    if (character === '\\' && (escapes || /[ntr\\\]/]/.test(pattern[at + 1] ?? ''))) {
      body += `\\${pattern[at + 1]}`;
      at += 2;
      continue;
    }
    const isRange = character === '-' && !first && pattern[at + 1] !== ']' && body !== '';
    body += isRange
      ? '-'
      : character === '-'
        ? '\\-'
        : character.replace(/[\\^$.*+?()[\]{}|/&~!#%,:;<=>@`]/g, (one) => (/[\\^$.*+?()[\]{}|/]/.test(one) ? `\\${one}` : one));
    at++;
  }
  return { source: `[${negated ? '^' : ''}${body}]`, end: at };
}
