// kubectl's JSONPath dialect: from text to nodes (client-go/util/jsonpath/parser.go). Knows nothing of objects.

export type PathNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly nodes: readonly PathNode[] }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number; readonly step?: number; readonly index: boolean }
  | { readonly kind: 'union'; readonly nodes: readonly PathNode[] }
  | { readonly kind: 'filter'; readonly left: PathNode; readonly operator: string; readonly right?: PathNode };

export class PathSyntaxError extends Error {
  override readonly name = 'PathSyntaxError';
}

/** Text and `{actions}`, in order. Throws `PathSyntaxError`. */
export function parseJsonPath(template: string): readonly PathNode[] {
  return new Parser(template).parse();
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): readonly PathNode[] {
    const nodes: PathNode[] = [];
    while (this.#at < this.#text.length) {
      const open = this.#text.indexOf('{', this.#at);
      const text = this.#text.slice(this.#at, open < 0 ? undefined : open);
      if (text) nodes.push({ kind: 'text', text });
      if (open < 0) break;
      this.#at = open + 1;
      nodes.push(this.#parseAction());
    }
    return nodes;
  }

  #parseAction(): PathNode {
    const nodes: PathNode[] = [];
    for (;;) {
      const rest = this.#text.slice(this.#at);
      const letter = rest[0];
      if (letter === undefined || letter === '\n') throw new PathSyntaxError('unclosed action');
      if (letter === '}') {
        this.#at++;
        return { kind: 'list', nodes };
      }
      if (rest.startsWith('[?(')) nodes.push(this.#parseFilter());
      else if (rest.startsWith('..')) {
        this.#at += 2;
        nodes.push({ kind: 'recursive' });
        const next = this.#text[this.#at];
        if (next !== undefined && /[\p{L}\d_*-]/u.test(next)) nodes.push(this.#parseField());
      } else if (letter === ' ' || letter === '@' || letter === '$') this.#at++;
      else if (letter === '[') nodes.push(this.#parseArray());
      else if (letter === '"' || letter === "'") nodes.push({ kind: 'literal', value: this.#parseQuoted(letter) });
      else if (letter === '.') {
        this.#at++;
        nodes.push(this.#parseField());
      } else if (/[+\-\d]/.test(letter)) nodes.push(this.#parseNumber(rest));
      else if (/[\p{L}_]/u.test(letter)) nodes.push(this.#parseWord(rest));
      else throw new PathSyntaxError(`unrecognized character in action: ${describeRune(letter)}`);
    }
  }

  #parseField(): PathNode {
    let name = '';
    for (; this.#at < this.#text.length; this.#at++) {
      const letter = this.#text[this.#at] as string;
      if (letter === '\\') name += this.#text[++this.#at] ?? '';
      else if (/[\s.,[\]$@{}()<>=!"']/.test(letter)) break;
      else name += letter;
    }
    return name === '*' ? { kind: 'wildcard' } : { kind: 'field', name };
  }

  #parseQuoted(quote: string): string {
    let at = this.#at + 1;
    while (at < this.#text.length && this.#text[at] !== quote) at += this.#text[at] === '\\' ? 2 : 1;
    if (at >= this.#text.length) throw new PathSyntaxError('unterminated quoted string');
    const inside = this.#text.slice(this.#at + 1, at);
    this.#at = at + 1;
    return unquote(inside);
  }

  #parseNumber(rest: string): PathNode {
    const text = /^[+-]?[\d.]*/.exec(rest)?.[0] ?? '';
    if (!/\d/.test(text)) throw new PathSyntaxError(`cannot parse number ${text}`);
    this.#at += text.length;
    return { kind: 'literal', value: Number(text) };
  }

  #parseWord(rest: string): PathNode {
    const word = /^[\p{L}\d_]+/u.exec(rest)?.[0] ?? '';
    this.#at += word.length;
    if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' };
    return { kind: 'word', word };
  }

  #parseArray(): PathNode {
    const close = closingBracket(this.#text, this.#at);
    if (close < 0) throw new PathSyntaxError('unterminated array');
    const text = this.#text.slice(this.#at + 1, close).trim();
    this.#at = close + 1;
    if (text === '*') return { kind: 'slice', index: false };
    const quoted = /^'([^']*)'$|^"([^"]*)"$/.exec(text);
    if (quoted) return { kind: 'field', name: quoted[1] ?? quoted[2] ?? '' };
    const items = splitOutsideQuotes(text);
    if (items.length > 1) return { kind: 'union', nodes: items.map((item) => ({ kind: 'list', nodes: [sliceOrField(item.trim())] })) };
    return sliceOrField(text);
  }

  #parseFilter(): PathNode {
    const from = this.#at + 3;
    let quote = '';
    let at = from;
    for (; ; at++) {
      const letter = this.#text[at];
      if (letter === undefined || letter === '\n') throw new PathSyntaxError('unterminated filter');
      if (quote) {
        if (letter === quote && this.#text[at - 1] !== '\\') quote = '';
      } else if (letter === '"' || letter === "'") quote = letter;
      else if (letter === ')') break;
    }
    if (this.#text[at + 1] !== ']') throw new PathSyntaxError('unclosed array expect ]');
    const text = this.#text.slice(from, at);
    this.#at = at + 2;
    const compared = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text);
    const expression = (part: string): PathNode => ({ kind: 'list', nodes: parseJsonPath(`{${part}}`) });
    if (!compared) return { kind: 'filter', left: expression(text), operator: 'exists' };
    const [, left = '', operator = '', right = ''] = compared;
    if (!['==', '!=', '<', '<=', '>', '>=', '='].includes(operator)) throw new PathSyntaxError(`unrecognized filter operator ${operator}`);
    return { kind: 'filter', left: expression(left), operator, right: expression(right) };
  }
}

function closingBracket(text: string, open: number): number {
  let quote = '';
  for (let at = open + 1; at < text.length; at++) {
    const letter = text[at] as string;
    if (quote) {
      if (letter === quote) quote = '';
    } else if (letter === "'" || letter === '"') quote = letter;
    else if (letter === ']') return at;
    else if (letter === '\n') return -1;
  }
  return -1;
}

function splitOutsideQuotes(text: string): string[] {
  return text.match(/('[^']*'|"[^"]*"|[^,])+/g) ?? [];
}

function sliceOrField(text: string): PathNode {
  const quoted = /^'([^']*)'$|^"([^"]*)"$/.exec(text);
  if (quoted) return { kind: 'field', name: quoted[1] ?? quoted[2] ?? '' };
  const match = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
  if (!match || text === '') throw new PathSyntaxError(`invalid array index ${text}`);
  const number = (part: string | undefined) =>
    part === undefined || part === '' || part === ':' ? undefined : Number(part.replace(':', ''));
  const [from, to, step] = [number(match[1]), number(match[2]), number(match[3])];
  return {
    kind: 'slice',
    index: match[2] === undefined,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(step === undefined ? {} : { step }),
  };
}

const describeRune = (letter: string) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${letter}'`;

/** Go's escapes in a quoted string. */
export function unquote(text: string): string {
  const letters: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };
  return text.replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|.)/g, (_, code: string) =>
    code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (letters[code] ?? code),
  );
}
