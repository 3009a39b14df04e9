// Go's text/template, from text to nodes: actions, if, range, with, variables, pipelines.

import { templateFunctions } from './go-template-functions.ts';

export type Term =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'dot' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline }
  /** A chain of fields on what comes before. */
  | { readonly kind: 'fields'; readonly of: Term; readonly names: readonly string[] };

/** Words of one command, piped into the next one's last argument. */
export interface Pipeline {
  readonly commands: readonly (readonly Term[])[];
  readonly variables: readonly string[];
  readonly declares: boolean;
}

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipeline: Pipeline }
  | {
      readonly kind: 'if' | 'range' | 'with';
      readonly pipeline: Pipeline;
      readonly body: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    }
  | { readonly kind: 'jump'; readonly to: 'break' | 'continue' };

export class TemplateSyntaxError extends Error {
  override readonly name = 'TemplateSyntaxError';
}

type Piece = { readonly text: string } | { readonly action: string };

/** Throws `TemplateSyntaxError`. */
export function parseTemplate(source: string): readonly TemplateNode[] {
  const pieces = split(source);
  let at = 0;
  const parseBody = (inside: string | undefined): { nodes: TemplateNode[]; end: string } => {
    const nodes: TemplateNode[] = [];
    for (; at < pieces.length; ) {
      const piece = pieces[at++] as Piece;
      if ('text' in piece) {
        nodes.push({ kind: 'text', text: piece.text });
        continue;
      }
      const { action } = piece;
      const [word = ''] = action.split(/\s/, 1);
      if (word === 'end' || word === 'else') {
        if (!inside) throw new TemplateSyntaxError(`unexpected {{${word}}}`);
        return { nodes, end: action };
      }
      if (word === 'if' || word === 'range' || word === 'with') nodes.push(parseBlock(word, action.slice(word.length)));
      else if (action === 'break' || action === 'continue') nodes.push({ kind: 'jump', to: action });
      else if (word === 'define' || word === 'template' || word === 'block')
        throw new TemplateSyntaxError(`this kubectl does not have {{${word}}}`);
      else nodes.push({ kind: 'print', pipeline: parsePipeline(action) });
    }
    if (inside) throw new TemplateSyntaxError('unexpected EOF');
    return { nodes, end: '' };
  };
  const parseBlock = (kind: 'if' | 'range' | 'with', condition: string): TemplateNode => {
    const pipeline = parsePipeline(condition.trim());
    const { nodes: body, end } = parseBody(kind);
    if (end === 'end') return { kind, pipeline, body, otherwise: [] };
    const chained = /^else\s+(if|with)\b(.*)$/s.exec(end);
    if (chained) return { kind, pipeline, body, otherwise: [parseBlock(chained[1] as 'if' | 'with', chained[2] ?? '')] };
    return { kind, pipeline, body, otherwise: parseBody(kind).nodes };
  };
  return parseBody(undefined).nodes;
}

/** Text and actions; `{{-` and `-}}` trim, comments vanish. */
function split(source: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let trimNext = false;
  for (;;) {
    const open = source.indexOf('{{', at);
    let text = source.slice(at, open < 0 ? undefined : open);
    if (trimNext) text = text.trimStart();
    const trimBefore = open >= 0 && /^\{\{-\s/.test(source.slice(open));
    if (trimBefore) text = text.trimEnd();
    if (text) pieces.push({ text });
    if (open < 0) return pieces;
    const close = closing(source, open + 2);
    if (close < 0) throw new TemplateSyntaxError('unclosed action');
    let action = source.slice(open + (trimBefore ? 3 : 2), close);
    trimNext = /\s-$/.test(action);
    if (trimNext) action = action.slice(0, -1);
    if (!/^\s*\/\*/.test(action)) pieces.push({ action: action.trim() });
    at = close + 2;
  }
}

function closing(source: string, from: number): number {
  let quote = '';
  for (let at = from; at < source.length; at++) {
    const letter = source[at] as string;
    if (quote) {
      if (letter === '\\' && quote !== '`') at++;
      else if (letter === quote) quote = '';
    } else if (letter === '"' || letter === '`') quote = letter;
    else if (source.startsWith('}}', at)) return at;
  }
  return -1;
}

const TOKEN =
  /\s+|"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)'|:=|=|\||,|\(|\)|[+-]?\d+(?:\.\d+)?|\$[\p{L}\d_]*|(?:\.[\p{L}_][\p{L}\d_]*)+|\.|[\p{L}_][\p{L}\d_]*/uy;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) throw new TemplateSyntaxError(`unexpected ${JSON.stringify(text[from])} in command`);
    tokens.push(match[0]);
  }
  return tokens;
}

function parsePipeline(text: string): Pipeline {
  const tokens = tokensOf(text);
  const assigned = /^\s*((?:\$[\p{L}\d_]+\s*,\s*)?\$[\p{L}\d_]+)\s*(:?=)/u.exec(text);
  const variables = assigned ? (assigned[1] ?? '').split(',').map((each) => each.trim()) : [];
  const rest = assigned ? tokensOf(text.slice(assigned[0].length)) : tokens;
  const reader = { tokens: rest, at: 0 };
  const commands = readCommands(reader);
  if (reader.at < rest.length) throw new TemplateSyntaxError(`unexpected ${JSON.stringify(rest[reader.at])} in command`);
  return { commands, variables, declares: assigned?.[2] === ':=' };
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function readCommands(reader: Reader): (readonly Term[])[] {
  const commands: Term[][] = [[]];
  for (; reader.at < reader.tokens.length; ) {
    const token = reader.tokens[reader.at] as string;
    if (token === ')') break;
    reader.at++;
    if (/^\s/.test(token)) continue;
    if (token === '|') commands.push([]);
    else commands.at(-1)?.push(readTerm(token, reader));
  }
  if (commands.some((command) => command.length === 0)) throw new TemplateSyntaxError('missing value for command');
  return commands;
}

function readTerm(token: string, reader: Reader): Term {
  let term: Term;
  if (token === '(') {
    term = { kind: 'pipeline', pipeline: { commands: readCommands(reader), variables: [], declares: false } };
    if (reader.tokens[reader.at++] !== ')') throw new TemplateSyntaxError('unclosed left paren');
  } else if (token.startsWith('$')) term = { kind: 'variable', name: token };
  else if (token === '.') return { kind: 'dot' };
  else if (token.startsWith('.')) return { kind: 'fields', of: { kind: 'dot' }, names: token.slice(1).split('.') };
  else if (token.startsWith('"')) return { kind: 'literal', value: JSON.parse(token.replace(/\\(['a])/g, '$1')) as string };
  else if (token.startsWith('`')) return { kind: 'literal', value: token.slice(1, -1) };
  else if (/^[+-]?\d/.test(token)) return { kind: 'literal', value: Number(token) };
  else if (token === 'true' || token === 'false') return { kind: 'literal', value: token === 'true' };
  else if (token === 'nil') return { kind: 'literal', value: null };
  else if (/^[\p{L}_]/u.test(token)) {
    if (!templateFunctions[token]) throw new TemplateSyntaxError(`function ${JSON.stringify(token)} not defined`);
    return { kind: 'function', name: token };
  } else throw new TemplateSyntaxError(`unexpected ${JSON.stringify(token)} in operand`);
  const next = reader.tokens[reader.at];
  if (next?.startsWith('.') && next.length > 1) {
    reader.at++;
    return { kind: 'fields', of: term, names: next.slice(1).split('.') };
  }
  return term;
}
