// jq's grammar: filters as trees.
import type { Filter, Pattern } from './tree.ts';

export class JqSyntaxError extends Error {
  override readonly name = 'JqSyntaxError';
}

const IDENTITY: Filter = { kind: 'identity' };

export function parseJq(source: string): Filter {
  let at = 0;
  const fail = (): never => {
    const rest = source.slice(at).trim();
    throw new JqSyntaxError(
      `syntax error, unexpected ${rest === '' ? 'end of file' : `'${rest[0]}'`} (Unix shell quoting issues?) at <top-level>, line 1:\n${source}`,
    );
  };
  const skip = () => {
    at += /^(\s|#[^\n]*)*/.exec(source.slice(at))?.[0].length ?? 0;
  };
  const looking = (pattern: RegExp): string | undefined => {
    skip();
    return pattern.exec(source.slice(at))?.[0];
  };
  const accept = (text: string): boolean => {
    skip();
    if (!source.startsWith(text, at)) return false;
    if (/\w$/.test(text) && /^\w/.test(source.slice(at + text.length))) return false;
    at += text.length;
    return true;
  };
  const expect = (text: string) => {
    if (!accept(text)) fail();
  };
  const name = (): string => {
    const found = looking(/^[A-Za-z_]\w*(::\w+)*/) ?? fail();
    at += found.length;
    return found;
  };

  const text = (format?: string): Filter => {
    at++;
    const parts: (string | Filter)[] = [];
    let plain = '';
    for (;;) {
      const character = source[at];
      if (character === undefined) return fail();
      at++;
      if (character === '"') break;
      if (character !== '\\') {
        plain += character;
        continue;
      }
      const code = source[at++];
      if (code === '(') {
        parts.push(plain);
        plain = '';
        parts.push(pipe());
        expect(')');
      } else if (code === 'u') {
        plain += String.fromCharCode(Number.parseInt(source.slice(at, at + 4), 16));
        at += 4;
      } else plain += { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }[code ?? ''] ?? code;
    }
    parts.push(plain);
    if (parts.length === 1) return { kind: 'literal', value: plain };
    return { kind: 'text', parts, format };
  };

  const objectEntry = (): { key: Filter; value: Filter } => {
    const variable = looking(/^\$[A-Za-z_]\w*/);
    if (variable) {
      at += variable.length;
      return { key: { kind: 'literal', value: variable.slice(1) }, value: { kind: 'variable', name: variable.slice(1) } };
    }
    let key: Filter;
    if (accept('(')) {
      key = pipe();
      expect(')');
    } else if (looking(/^"/)) key = text();
    else if (looking(/^@\w+/)) {
      const format = (looking(/^@\w+/) as string).slice(1);
      at += format.length + 1;
      key = looking(/^"/) ? text(format) : { kind: 'format', name: format };
    } else key = { kind: 'literal', value: name() };
    if (accept(':')) return { key, value: objectValue() };
    return { key, value: { kind: 'index', of: IDENTITY, key } };
  };
  const objectValue = (): Filter => {
    let left = alternative();
    while (looking(/^\|(?!=)/)) {
      at++;
      left = { kind: 'pipe', left, right: alternative() };
    }
    return left;
  };

  const pattern = (): Pattern => {
    if (accept('$')) return { name: name() };
    if (accept('[')) {
      const items: Pattern[] = [];
      do items.push(pattern());
      while (accept(','));
      expect(']');
      return { items };
    }
    expect('{');
    const fields: { key: string; to: Pattern }[] = [];
    do {
      const bare = accept('$');
      const key = name();
      if (bare && !looking(/^:/)) fields.push({ key, to: { name: key } });
      else {
        expect(':');
        fields.push({ key, to: pattern() });
      }
    } while (accept(','));
    expect('}');
    return { fields };
  };

  const term = (): Filter => {
    skip();
    const character = source[at];
    if (character === undefined) return fail();
    if (character === '"') return text();
    const number = looking(/^(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?/);
    if (number) {
      at += number.length;
      return { kind: 'literal', value: Number(number) };
    }
    if (accept('..')) return { kind: 'recurse' };
    if (character === '.') {
      at++;
      if (source[at] === '"') return { kind: 'index', of: IDENTITY, key: text() };
      const field = /^[A-Za-z_]\w*/.exec(source.slice(at))?.[0];
      if (!field) return IDENTITY;
      at += field.length;
      return { kind: 'index', of: IDENTITY, key: { kind: 'literal', value: field } };
    }
    if (accept('(')) {
      const inner = pipe();
      expect(')');
      return inner;
    }
    if (accept('[')) {
      if (accept(']')) return { kind: 'array', of: undefined };
      const inner = pipe();
      expect(']');
      return { kind: 'array', of: inner };
    }
    if (accept('{')) {
      const entries: { key: Filter; value: Filter }[] = [];
      while (!accept('}')) {
        entries.push(objectEntry());
        if (!accept(',') && !looking(/^\}/)) fail();
      }
      return { kind: 'object', entries };
    }
    if (accept('-')) return { kind: 'negate', of: postfix() };
    if (accept('@')) {
      const format = name();
      return looking(/^"/) ? text(format) : { kind: 'format', name: format };
    }
    if (accept('$')) return { kind: 'variable', name: name() };
    if (accept('if')) return condition();
    if (accept('try')) {
      const body = postfix();
      return { kind: 'try', body, otherwise: accept('catch') ? postfix() : undefined };
    }
    if (looking(/^(reduce|foreach)\b/)) {
      const kind = name() as 'reduce' | 'foreach';
      const from = postfix(false);
      expect('as');
      const names = pattern();
      expect('(');
      const start = pipe();
      expect(';');
      const step = pipe();
      const extract = kind === 'foreach' && accept(';') ? pipe() : undefined;
      expect(')');
      return kind === 'reduce' ? { kind, source: from, names, start, step } : { kind, source: from, names, start, step, extract };
    }
    if (looking(/^def\b/)) {
      at += 3;
      const called = name();
      const parameters: string[] = [];
      if (accept('(')) {
        do parameters.push((accept('$') ? '$' : '') + name());
        while (accept(';'));
        expect(')');
      }
      expect(':');
      const body = pipe();
      expect(';');
      return { kind: 'define', name: called, parameters, body, rest: pipe() };
    }
    const called = name();
    if (called === 'null' || called === 'true' || called === 'false') return { kind: 'literal', value: JSON.parse(called) };
    if (called === 'empty') return { kind: 'empty' };
    const args: Filter[] = [];
    if (accept('(')) {
      do args.push(pipe());
      while (accept(';'));
      expect(')');
    }
    return { kind: 'call', name: called, args };
  };

  const condition = (): Filter => {
    const branches: { test: Filter; yes: Filter }[] = [];
    do {
      const test = pipe();
      expect('then');
      branches.push({ test, yes: pipe() });
    } while (accept('elif'));
    const otherwise = accept('else') ? pipe() : undefined;
    expect('end');
    return { kind: 'if', branches, otherwise };
  };

  const postfix = (binds = true): Filter => {
    let left = term();
    for (;;) {
      if (looking(/^\.[A-Za-z_"[]/)) {
        at++;
        if (source[at] === '[') continue;
        const key: Filter = source[at] === '"' ? text() : { kind: 'literal', value: name() };
        left = { kind: 'index', of: left, key };
      } else if (accept('[')) {
        if (accept(']')) left = { kind: 'each', of: left };
        else if (accept(':')) {
          left = { kind: 'slice', of: left, from: undefined, to: pipe() };
          expect(']');
        } else {
          const key = pipe();
          if (accept(':')) left = { kind: 'slice', of: left, from: key, to: looking(/^\]/) ? undefined : pipe() };
          else left = { kind: 'index', of: left, key };
          expect(']');
        }
      } else if (looking(/^\?(?!\/\/)/)) {
        at++;
        left = { kind: 'try', body: left, otherwise: undefined };
      } else if (binds && accept('as')) {
        const names = pattern();
        expect('|');
        return { kind: 'bind', source: left, names, body: pipe() };
      } else return left;
    }
  };

  const leftToRight = (operators: RegExp, next: () => Filter) => (): Filter => {
    let left = next();
    for (let operator = looking(operators); operator; operator = looking(operators)) {
      at += operator.length;
      left = { kind: 'binary', operator, left, right: next() };
    }
    return left;
  };
  const product = leftToRight(/^([*/%])(?!=|\/)/, postfix);
  const sum = leftToRight(/^([-+])(?!=)/, product);
  const comparison = leftToRight(/^(==|!=|<=|>=|<|>)/, sum);
  const and = leftToRight(/^and\b/, comparison);
  const or = leftToRight(/^or\b/, and);
  const update = (): Filter => {
    const left = or();
    const operator = looking(/^(\|=|\+=|-=|\*=|\/=|%=|\/\/=|=(?!=))/);
    if (!operator) return left;
    at += operator.length;
    return { kind: 'update', operator, left, right: alternative() };
  };
  const alternative = (): Filter => {
    const left = update();
    if (!looking(/^\/\/(?!=)/)) return left;
    at += 2;
    return { kind: 'binary', operator: '//', left, right: alternative() };
  };
  const comma = (): Filter => {
    let left = alternative();
    while (accept(',')) left = { kind: 'comma', left, right: alternative() };
    return left;
  };
  const pipe = (): Filter => {
    const left = comma();
    if (!looking(/^\|(?!=)/)) return left;
    at++;
    return { kind: 'pipe', left, right: pipe() };
  };

  skip();
  if (at >= source.length) return IDENTITY;
  const filter = pipe();
  skip();
  if (at < source.length) fail();
  return filter;
}
