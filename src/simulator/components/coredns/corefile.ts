// The Corefile: Caddyfile syntax as coredns/caddy's caddyfile package reads it. Knows nothing of what directives mean.

export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly line: number;
  /** The lines between its braces. */
  readonly block: readonly { readonly name: string; readonly args: readonly string[]; readonly line: number }[];
}

export interface ServerBlock {
  /** As written: `.:53`, `example.org`, `dns://.:5353`. */
  readonly keys: readonly string[];
  readonly directives: readonly Directive[];
}

/** What CoreDNS says of a Corefile that it cannot use; the message is its own. */
export class CorefileError extends Error {
  override readonly name = 'CorefileError';
}

interface Token {
  readonly text: string;
  readonly line: number;
}

/** Throws `CorefileError`. `path` is for messages, `env` fills in `{$NAME}`. */
export function parseCorefile(text: string, path: string, env: Readonly<Record<string, string>>): readonly ServerBlock[] {
  const tokens = tokenize(text.replace(/\{[$%](\w+)[%]?\}/g, (_, name: string) => env[name] ?? ''));
  const snippets = new Map<string, readonly Token[]>();
  const blocks: ServerBlock[] = [];
  const fail = (line: number, message: string) => new CorefileError(`${path}:${line} - Error during parsing: ${message}`);
  let at = 0;

  const endOfInput = () => fail(tokens.at(-1)?.line ?? 1, 'Unexpected EOF');

  function readKeys(): string[] {
    const keys: string[] = [];
    for (;;) {
      const token = tokens[at];
      if (!token) {
        if (keys.length) throw endOfInput();
        return keys;
      }
      if (token.text === '{') return keys;
      if (token.text === '}') throw new CorefileError(`${path}:${token.line} - Syntax error: Unexpected token '}', expecting 'EOF'`);
      const previous = tokens[at - 1];
      if (keys.length && previous && previous.line !== token.line && !previous.text.endsWith(',')) return keys;
      keys.push(token.text.replace(/,$/, ''));
      at++;
    }
  }

  /** The tokens up to the closing brace, which is taken too. */
  function readBlock(): Token[] {
    const inside: Token[] = [];
    for (let depth = 0; ; at++) {
      const token = tokens[at];
      if (!token) throw endOfInput();
      if (token.text === '}' && depth === 0) {
        at++;
        return inside;
      }
      if (token.text === '{') depth++;
      else if (token.text === '}') depth--;
      inside.push(token);
    }
  }

  function expandImports(inside: readonly Token[]): readonly Token[] {
    return inside.flatMap((token, index) => {
      const previous = inside[index - 1];
      if (token.text === 'import' && previous?.line !== token.line) return [];
      if (previous?.text !== 'import') return [token];
      const snippet = snippets.get(token.text);
      if (!snippet) throw fail(token.line, `File to import not found: ${token.text}`);
      return snippet.map(({ text: word, line }) => ({ text: word, line: token.line + line / 10_000 }));
    });
  }

  while (at < tokens.length) {
    const keys = readKeys();
    const [first = ''] = keys;
    if (tokens[at]?.text !== '{') {
      const rest = tokens.slice(at);
      at = tokens.length;
      blocks.push({ keys, directives: readDirectives(expandImports(rest), fail) });
      break;
    }
    at++;
    const inside = readBlock();
    if (/^\(.+\)$/.test(first)) snippets.set(first.slice(1, -1), inside);
    else blocks.push({ keys, directives: readDirectives(expandImports(inside), fail) });
  }
  return blocks;
}

function readDirectives(tokens: readonly Token[], fail: (line: number, message: string) => CorefileError): Directive[] {
  const directives: Directive[] = [];
  let at = 0;
  const restOfLine = (line: number) => {
    const words: string[] = [];
    for (let token = tokens[at]; token && token.line === line && token.text !== '{' && token.text !== '}'; token = tokens[++at])
      words.push(token.text);
    return words;
  };
  while (at < tokens.length) {
    const start = tokens[at++] as Token;
    if (start.text === '{' || start.text === '}') throw fail(Math.floor(start.line), `Unknown directive '${start.text}'`);
    const args = restOfLine(start.line);
    const block: { name: string; args: string[]; line: number }[] = [];
    if (tokens[at]?.text === '{' && tokens[at]?.line === start.line) {
      at++;
      for (let token = tokens[at]; token?.text !== '}'; token = tokens[at]) {
        if (!token) throw fail(Math.floor(start.line), 'Unexpected EOF');
        at++;
        if (token.text !== '{') block.push({ name: token.text, args: restOfLine(token.line), line: Math.floor(token.line) });
      }
      at++;
    }
    directives.push({ name: start.text, args, block, line: Math.floor(start.line) });
  }
  return directives;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    for (const match of line.matchAll(/"((?:[^"\\]|\\.)*)"|(#.*)|([^\s"]+)/g)) {
      const [, quoted, comment, word] = match;
      if (comment !== undefined) break;
      tokens.push({ text: quoted?.replace(/\\"/g, '"') ?? word ?? '', line: index + 1 });
    }
  }
  return tokens;
}
