// What stands before the cursor, as far as completion needs to know: the words of the innermost command.

export interface CommandLine {
  /** Words before the one under the cursor, unquoted; assignments in front of the command are left out. */
  readonly words: readonly string[];
  readonly current: string;
  /** Where the word under the cursor begins in the text. */
  readonly start: number;
  /** The quote that is open at the cursor. */
  readonly quote: '' | '"' | "'";
  /** The word is the target of a redirection: a file name. */
  readonly redirected: boolean;
}

const openers: ReadonlySet<string> = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', 'time', '!', '{']);

export function readCommandLine(text: string): CommandLine {
  let words: string[] = [];
  let current = '';
  let start = 0;
  let quote: CommandLine['quote'] = '';
  let inWord = false;
  let redirected = false;
  const outer: { words: string[]; current: string; start: number; quote: CommandLine['quote'] }[] = [];

  const endWord = () => {
    if (inWord && !redirected) words.push(current);
    if (inWord) redirected = false;
    current = '';
    inWord = false;
    const [only] = words;
    if (words.length === 1 && only !== undefined && (openers.has(only) || /^[A-Za-z_]\w*=/.test(only))) words = [];
  };
  const begin = (at: number) => {
    if (!inWord) start = at;
    inWord = true;
  };

  for (let at = 0; at < text.length; at++) {
    const character = text[at] as string;
    if (quote === "'") {
      if (character === "'") quote = '';
      else current += character;
    } else if (character === '\\') {
      begin(at);
      current += text[++at] ?? '';
    } else if (character === '$' && text[at + 1] === '(') {
      outer.push({ words, current, start, quote });
      words = [];
      current = '';
      inWord = false;
      quote = '';
      at++;
      start = at + 1;
    } else if (character === ')' && outer.length > 0 && quote === '') {
      const before = outer.pop();
      words = before?.words ?? [];
      current = `${before?.current ?? ''}x`;
      start = before?.start ?? at;
      quote = before?.quote ?? '';
      inWord = true;
    } else if (quote === '"') {
      if (character === '"') quote = '';
      else current += character;
    } else if (character === '"' || character === "'") {
      begin(at);
      quote = character;
    } else if (/\s/.test(character)) {
      endWord();
      start = at + 1;
      if (character === '\n') words = [];
    } else if (/[|;&(]/.test(character)) {
      if (character === '&' && (text[at - 1] === '>' || text[at + 1] === '>')) continue;
      endWord();
      words = [];
      redirected = false;
      start = at + 1;
    } else if (character === '<' || character === '>') {
      if (/^\d$/.test(current)) inWord = false;
      endWord();
      redirected = true;
      start = at + 1;
    } else {
      begin(at);
      current += character;
    }
  }
  if (!inWord) start = text.length;
  return { words, current, start, quote, redirected };
}
