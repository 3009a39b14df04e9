// Shell patterns (glob(7), with bash's extended ones) as regular expressions.

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Between brackets a dash that was quoted makes no range. */
const escapedInSet = (character: string) => (character === '-' ? '\\-' : escaped(character));

/** Escapes a text so that a pattern matches it literally. */
export function quotePattern(text: string): string {
  return text.replace(/[\\*?[\]()|!+@]/g, '\\$&');
}

export function hasPattern(pattern: string): boolean {
  const bare = pattern.replace(/\\./gs, '');
  return /[*?]|\[.*\]|[?*+@!]\(/s.test(bare);
}

/** Takes the backslashes of `quotePattern` away again. */
export function unquotePattern(pattern: string): string {
  return pattern.replace(/\\(.)/gs, '$1');
}

export interface PatternOptions {
  /** `*` and `?` do not match '/'. */
  readonly path?: boolean;
  /** Prefer the shortest match for `*`. */
  readonly shortest?: boolean;
  readonly ignoreCase?: boolean;
}

/** The source of a regular expression that matches what `pattern` matches, without anchors. */
export function patternSource(pattern: string, options: PatternOptions = {}): string {
  const any = options.path ? '[^/]' : '[\\s\\S]';
  const star = `${any}*${options.shortest ? '?' : ''}`;
  let out = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    if (character === '\\' && at + 1 < pattern.length) {
      out += escaped(pattern[++at] as string);
      continue;
    }
    if ('?*+@!'.includes(character) && pattern[at + 1] === '(') {
      const end = closingParenthesis(pattern, at + 1);
      if (end > 0) {
        const inner = alternatives(pattern.slice(at + 2, end))
          .map((one) => patternSource(one, options))
          .join('|');
        if (character === '!') out += `(?:(?!(?:${inner})$)${any}*)`;
        else out += `(?:${inner})${character === '@' ? '' : character}`;
        at = end;
        continue;
      }
    }
    if (character === '*') {
      while (pattern[at + 1] === '*') at++;
      out += star;
    } else if (character === '?') out += any;
    else if (character === '[') {
      const set = bracket(pattern, at);
      out += set ? set.source : '\\[';
      if (set) at = set.end;
    } else out += escaped(character);
  }
  return out;
}

export function patternRegExp(pattern: string, options: PatternOptions = {}): RegExp {
  return new RegExp(`^(?:${patternSource(pattern, options)})$`, options.ignoreCase ? 'iu' : 'u');
}

const classes: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}0-9',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  cntrl: '\\x00-\\x1f\\x7f',
  print: '\\x20-\\x7e',
  graph: '\\x21-\\x7e',
};

function bracket(pattern: string, start: number): { source: string; end: number } | undefined {
  let at = start + 1;
  let body = '';
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at++;
  for (let first = true; at < pattern.length; at++, first = false) {
    const character = pattern[at] as string;
    if (character === ']' && !first) return { source: `[${negated ? '^' : ''}${body}]`, end: at };
    const named = /^\[:(\w+):\]/.exec(pattern.slice(at));
    if (named) {
      body += classes[named[1] as string] ?? '';
      at += named[0].length - 1;
    } else if (character === '\\' && at + 1 < pattern.length) body += escapedInSet(pattern[++at] as string);
    else body += escaped(character);
  }
  return undefined;
}

function closingParenthesis(pattern: string, open: number): number {
  let depth = 0;
  for (let at = open; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === '(') depth++;
    else if (pattern[at] === ')' && --depth === 0) return at;
  }
  return -1;
}

function alternatives(text: string): string[] {
  const found = [''];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === '|' && depth === 0) found.push('');
    else found[found.length - 1] += character === '\\' ? character + (text[++at] ?? '') : character;
  }
  return found;
}
