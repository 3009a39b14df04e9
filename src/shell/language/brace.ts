// Brace expansion on the text of a word, before anything else is expanded.

/** The texts that `word` stands for; itself alone when there is nothing to expand. Quotes and expansions are kept. */
export function expandBraces(word: string): string[] {
  for (let open = nextBrace(word, 0); open >= 0; open = nextBrace(word, open + 1)) {
    const body = bodyAt(word, open);
    if (!body) continue;
    const options = body.parts.length > 1 ? body.parts.flatMap(expandBraces) : sequence(body.parts[0] ?? '');
    if (!options) continue;
    const rest = expandBraces(word.slice(body.end + 1));
    const before = word.slice(0, open);
    return options.flatMap((option) => rest.map((after) => before + option + after));
  }
  return [word];
}

/** The end of the quoted text, escape or `${…}`/`$(…)` that begins at `at`; `at` itself when none does. */
function skipQuoted(word: string, at: number): number {
  const character = word[at];
  if (character === '\\') return at + 1;
  if (character === "'") return Math.max(at, word.indexOf("'", at + 1));
  if (character === '"') {
    for (let next = at + 1; next < word.length; next++) {
      if (word[next] === '\\') next++;
      else if (word[next] === '"') return next;
    }
    return word.length;
  }
  if (character === '$' && (word[at + 1] === '{' || word[at + 1] === '(')) {
    const [open, close] = word[at + 1] === '{' ? '{}' : '()';
    let depth = 0;
    for (let next = at + 1; next < word.length; next++) {
      const inner = skipQuoted(word, next);
      if (inner > next && word[next] !== '$') next = inner;
      else if (word[next] === open) depth++;
      else if (word[next] === close && --depth === 0) return next;
    }
  }
  return at;
}

function nextBrace(word: string, from: number): number {
  for (let at = from; at < word.length; at++) {
    const skipped = skipQuoted(word, at);
    if (skipped > at) at = skipped;
    else if (word[at] === '{') return at;
  }
  return -1;
}

function bodyAt(word: string, open: number): { parts: string[]; end: number } | undefined {
  const parts: string[] = [''];
  let depth = 0;
  for (let at = open + 1; at < word.length; at++) {
    const skipped = skipQuoted(word, at);
    const text = word.slice(at, Math.max(skipped, at) + 1);
    if (skipped === at) {
      if (text === '}' && depth === 0) return { parts, end: at };
      if (text === '{') depth++;
      if (text === '}') depth--;
      if (text === ',' && depth === 0) {
        parts.push('');
        continue;
      }
    }
    at = Math.max(skipped, at);
    parts[parts.length - 1] += text;
  }
  return undefined;
}

function sequence(body: string): string[] | undefined {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(body);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(body);
  const found = numbers ?? letters;
  if (!found) return undefined;
  const [, from = '', to = '', step] = found;
  const first = numbers ? Number(from) : (from.codePointAt(0) ?? 0);
  const last = numbers ? Number(to) : (to.codePointAt(0) ?? 0);
  const stride = Math.max(1, Math.abs(Number(step ?? 1))) * (first <= last ? 1 : -1);
  const padded = numbers && [from, to].some((text) => /^-?0\d/.test(text)) ? Math.max(from.length, to.length) : 0;
  const all: string[] = [];
  for (let value = first; stride > 0 ? value <= last : value >= last; value += stride) {
    if (numbers) all.push(value < 0 ? `-${String(-value).padStart(padded - 1, '0')}` : String(value).padStart(padded, '0'));
    else all.push(String.fromCodePoint(value));
  }
  return all;
}
