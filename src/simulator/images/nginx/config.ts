// nginx configuration: from text to directives (ngx_conf_file.c's grammar), includes resolved.
import { FileError, type FileSystem, nameOf, parentOf, resolvePath } from '../../../shell/index.ts';

export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** The block's directives, where it has a block. */
  readonly block: readonly Directive[] | undefined;
  readonly file: string;
  readonly line: number;
}

/** Why nginx would not start; the message goes after `[emerg] `. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

interface Token {
  readonly text: string;
  readonly quoted: boolean;
  readonly line: number;
}

/** Throws `ConfigError` with nginx's words. */
export function readConfig(files: FileSystem, path: string): readonly Directive[] {
  let text: string;
  try {
    text = files.readText(path);
  } catch (error) {
    if (error instanceof FileError) throw new ConfigError(`open() "${path}" failed (2: No such file or directory)`);
    throw error;
  }
  const tokens = tokenize(text, path);
  const at = { index: 0 };
  const directives = parseBlock(files, path, tokens, at, false);
  return directives;
}

function tokenize(text: string, file: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const sign = text[at] as string;
    if (sign === '\n') line++;
    if (/\s/.test(sign)) at++;
    else if (sign === '#') while (at < text.length && text[at] !== '\n') at++;
    else if (sign === ';' || sign === '{' || sign === '}') {
      tokens.push({ text: sign, quoted: false, line });
      at++;
    } else if (sign === '"' || sign === "'") {
      const end = closingQuote(text, at);
      if (end < 0) throw new ConfigError(`unexpected end of file, expecting ";" or "}" in ${file}:${text.split('\n').length}`);
      const inner = text.slice(at + 1, end);
      tokens.push({
        text: inner
          .replace(/\\([\\"'])/g, '$1')
          .replace(/\\n/g, '\n')
          .replace(/\\t/g, '\t')
          .replace(/\\r/g, '\r'),
        quoted: true,
        line,
      });
      line += inner.split('\n').length - 1;
      at = end + 1;
    } else {
      // `{` belongs to a word after `$`, and within a regular expression after `\`.
      const match = /^(?:\$\{|\\.|[^\s;{}]|(?<=[\d\w)\]])\{\d+(?:,\d*)?\})+/.exec(text.slice(at)) as RegExpExecArray;
      const word = withVariables(text.slice(at), match[0]);
      tokens.push({ text: word, quoted: false, line });
      at += word.length;
    }
  }
  return tokens;
}

/** A word goes on behind the brace that closes `${name}`. */
function withVariables(text: string, word: string): string {
  let whole = word;
  while (whole.lastIndexOf('${') > whole.lastIndexOf('}') && text[whole.length] === '}') {
    whole += `}${/^(?:\$\{|\\.|[^\s;{}])*/.exec(text.slice(whole.length + 1))?.[0] ?? ''}`;
  }
  return whole;
}

function closingQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === text[start]) return at;
  }
  return -1;
}

function parseBlock(
  files: FileSystem,
  file: string,
  tokens: readonly Token[],
  at: { index: number },
  inner: boolean,
): readonly Directive[] {
  const directives: Directive[] = [];
  let words: Token[] = [];
  for (;;) {
    const token = tokens[at.index++];
    const line = token?.line ?? tokens.at(-1)?.line ?? 1;
    if (!token) {
      if (inner || words.length > 0) {
        throw new ConfigError(
          `unexpected end of file, expecting ${words.length > 0 ? '";" or "}"' : '"}"'} in ${file}:${line + (words.length > 0 ? 0 : 1)}`,
        );
      }
      return directives;
    }
    const sign = token.quoted ? undefined : token.text;
    if (sign === '}') {
      if (words.length > 0 || !inner) throw new ConfigError(`unexpected "}" in ${file}:${line}`);
      return directives;
    }
    if (sign !== ';' && sign !== '{') {
      words.push(token);
      continue;
    }
    const [name, ...args] = words;
    if (!name) throw new ConfigError(`unexpected "${sign}" in ${file}:${line}`);
    words = [];
    const block = sign === '{' ? parseBlock(files, file, tokens, at, true) : undefined;
    if (name.text === 'include' && !block) directives.push(...included(files, file, args[0]?.text ?? '', name.line));
    else directives.push({ name: name.text, args: args.map(({ text }) => text), block, file, line: name.line });
  }
}

function included(files: FileSystem, from: string, pattern: string, line: number): readonly Directive[] {
  const path = resolvePath('/etc/nginx', pattern);
  if (!/[*?[]/.test(path)) {
    if (!files.status(path)) throw new ConfigError(`open() "${path}" failed (2: No such file or directory) in ${from}:${line}`);
    return readConfig(files, path);
  }
  const folder = parentOf(path);
  if (files.status(folder)?.kind !== 'directory') return [];
  const wanted = new RegExp(
    `^${nameOf(path)
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );
  const names = files.list(folder).filter((name) => wanted.test(name) && !name.startsWith('.'));
  return names.flatMap((name) => readConfig(files, `${folder}/${name}`));
}
