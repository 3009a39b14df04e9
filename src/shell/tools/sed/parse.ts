// sed's scripts as commands.
import { compileRegExp } from '../../regular-expression.ts';
import { UsageError } from '../tool.ts';

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  | { readonly kind: 'match'; readonly pattern: RegExp | undefined }
  | { readonly kind: 'after'; readonly count: number };

export interface Command {
  readonly first: Address | undefined;
  readonly second: Address | undefined;
  readonly negated: boolean;
  readonly name: string;
  /** The text of a, i, c; a label; a file's name; both sets of y. */
  readonly text: string;
  readonly substitute?: Substitute;
  /** Where `{` ends. */
  end: number;
}

export interface Substitute {
  readonly pattern: RegExp | undefined;
  readonly replacement: string;
  readonly global: boolean;
  readonly print: boolean;
  readonly occurrence: number;
}

const fail = (at: number, message: string): never => {
  throw new UsageError(`-e expression #1, char ${at}: ${message}`);
};

export function parseSed(script: string, extended: boolean): Command[] {
  const commands: Command[] = [];
  const open: Command[] = [];
  let at = 0;
  const skip = (characters: RegExp) => {
    while (at < script.length && characters.test(script[at] as string)) at++;
  };

  const delimited = (delimiter: string, what: string): string => {
    let text = '';
    let inBracket = false;
    for (; at < script.length; at++) {
      const character = script[at] as string;
      if (character === '\\' && script[at + 1] === delimiter && !inBracket) {
        text += delimiter === '/' || /[\w&]/.test(delimiter) ? delimiter : `\\${delimiter}`;
        if (delimiter !== '/' && /[|,#@:%!~;]/.test(delimiter)) text = text.slice(0, -2) + delimiter;
        at++;
      } else if (character === '\\' && !inBracket) {
        text += character + (script[++at] ?? '');
      } else if (character === delimiter && !inBracket) {
        at++;
        return text;
      } else {
        if (what === 'address' && character === '[' && !inBracket) inBracket = script.indexOf(']', at + 2) > 0;
        else if (character === ']') inBracket = false;
        text += character;
      }
    }
    return fail(script.length, what === 'address' ? 'unterminated address regex' : `unterminated \`${what}' command`);
  };

  const regExp = (source: string, flags: string): RegExp | undefined => {
    if (source === '') return undefined;
    return new RegExp(compileRegExp(source.replace(/\\n/g, '\n'), extended ? 'extended' : 'basic'), `${flags}u`);
  };

  const address = (): Address | undefined => {
    const character = script[at];
    if (character === undefined) return undefined;
    if (/\d/.test(character)) {
      const number = Number(/^\d+/.exec(script.slice(at))?.[0]);
      skip(/\d/);
      if (script[at] !== '~') return { kind: 'line', line: number };
      at++;
      const step = Number(/^\d+/.exec(script.slice(at))?.[0] ?? 0);
      skip(/\d/);
      return { kind: 'step', first: number, step };
    }
    if (character === '$') {
      at++;
      return { kind: 'last' };
    }
    if (character === '+') {
      at++;
      const count = Number(/^\d+/.exec(script.slice(at))?.[0] ?? 0);
      skip(/\d/);
      return { kind: 'after', count };
    }
    if (character !== '/' && character !== '\\') return undefined;
    const delimiter = character === '/' ? '/' : (script[++at] as string);
    at++;
    const source = delimited(delimiter, 'address');
    const ignoreCase = script[at] === 'I';
    if (ignoreCase) at++;
    return { kind: 'match', pattern: regExp(source, ignoreCase ? 'i' : '') };
  };

  const substitute = (): Substitute => {
    const delimiter = script[at++] ?? fail(at, "unterminated `s' command");
    const source = delimited(delimiter, 's');
    const replacement = delimited(delimiter, 's');
    const flags = /^[gpiIemM\d]*/.exec(script.slice(at))?.[0] ?? '';
    at += flags.length;
    const pattern = regExp(source, `g${/[iI]/.test(flags) ? 'i' : ''}${/[mM]/.test(flags) ? 'm' : ''}`);
    return {
      pattern,
      replacement,
      global: flags.includes('g'),
      print: flags.includes('p'),
      occurrence: Number(/\d+/.exec(flags)?.[0] ?? 1),
    };
  };

  /** The text of a, i and c: one line, or more with backslashes. */
  const textBlock = (): string => {
    skip(/[ \t]/);
    if (script[at] === '\\') {
      at++;
      skip(/[ \t]/);
      if (script[at] === '\n') at++;
    }
    let text = '';
    for (; at < script.length && script[at] !== '\n'; at++) {
      if (script[at] === '\\' && at + 1 < script.length) at++;
      text += script[at];
    }
    return text;
  };

  for (;;) {
    skip(/[\s;]/);
    if (at >= script.length) break;
    if (script[at] === '#') {
      while (at < script.length && script[at] !== '\n') at++;
      continue;
    }
    const first = address();
    let second: Address | undefined;
    skip(/[ \t]/);
    if (first && script[at] === ',') {
      at++;
      skip(/[ \t]/);
      second = address() ?? fail(at, "unexpected `,'");
    }
    skip(/[ \t]/);
    let negated = false;
    while (script[at] === '!' || (negated && script[at] === ' ')) {
      negated = true;
      at++;
    }
    const name = script[at++];
    if (name === undefined) return fail(script.length, 'missing command');
    const base = { first, second, negated, name, end: 0 };
    if (name === '{') {
      const block: Command = { ...base, text: '' };
      commands.push(block);
      open.push(block);
      continue;
    }
    if (name === '}') {
      const block = open.pop();
      if (!block) return fail(at, "unexpected `}'");
      block.end = commands.length;
      continue;
    }
    if (name === 's') commands.push({ ...base, text: '', substitute: substitute() });
    else if (name === 'y') {
      const delimiter = script[at++] ?? '/';
      const from = delimited(delimiter, 'y').replace(/\\n/g, '\n');
      const to = delimited(delimiter, 'y').replace(/\\n/g, '\n');
      if ([...from].length !== [...to].length) fail(at, "strings for `y' command are different lengths");
      commands.push({ ...base, text: `${from}\0${to}` });
    } else if ('aic'.includes(name)) commands.push({ ...base, text: textBlock() });
    else if (':btTrw'.includes(name)) {
      skip(/[ \t]/);
      const text = (name === ':' || name === 'r' || name === 'w' ? /^[^\n;]*/ : /^[^\n;}]*/).exec(script.slice(at))?.[0] ?? '';
      at += text.length;
      commands.push({ ...base, text: text.trim() });
    } else if ('dDgGhHlnNpPqQx='.includes(name)) {
      skip(/[ \t]/);
      const text = /^\d*/.exec(script.slice(at))?.[0] ?? '';
      at += text.length;
      commands.push({ ...base, text });
    } else return fail(at, `unknown command: \`${name}'`);
    skip(/[ \t]/);
    if (at < script.length && !/[\n;}#]/.test(script[at] as string)) {
      fail(at + 1, name === 's' ? "unknown option to `s'" : 'extra characters after command');
    }
  }
  if (open.length > 0) fail(0, "unmatched `{'");
  return commands;
}
