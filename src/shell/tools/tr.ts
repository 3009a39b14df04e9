// tr: changes, deletes and squeezes characters.
import type { Program } from '../program.ts';
import { tool, UsageError } from './tool.ts';

const trClasses: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: '0-9A-Za-z',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t\\n\\v\\f\\r',
  blank: ' \\t',
  punct: '!-/:-@[-`{-~',
  xdigit: '0-9A-Fa-f',
  cntrl: '\\000-\\037',
  print: ' -~',
  graph: '!-~',
};

function trSet(text: string): string[] {
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f', a: '\x07', b: '\b', '\\': '\\' };
  const named = text.replace(/\[:(\w+):\]/g, (all, name: string) => trClasses[name] ?? all);
  const characters: { character: string; escaped: boolean }[] = [];
  for (const [, octal, escaped, plain] of named.matchAll(/\\([0-7]{1,3})|\\([\s\S])|([\s\S])/gu)) {
    if (octal !== undefined) characters.push({ character: String.fromCharCode(Number.parseInt(octal, 8)), escaped: true });
    else if (escaped !== undefined) characters.push({ character: escapes[escaped] ?? escaped, escaped: true });
    else characters.push({ character: plain as string, escaped: false });
  }
  const set: string[] = [];
  for (let at = 0; at < characters.length; at++) {
    const current = characters[at] as { character: string };
    const dash = characters[at + 1];
    const last = characters[at + 2];
    if (dash?.character === '-' && !dash.escaped && last) {
      const from = current.character.codePointAt(0) ?? 0;
      const to = last.character.codePointAt(0) ?? 0;
      if (to < from)
        throw new UsageError(`range-endpoints of '${current.character}-${last.character}' are in reverse collating sequence order`);
      for (let code = from; code <= to; code++) set.push(String.fromCodePoint(code));
      at += 2;
    } else set.push(current.character);
  }
  return set;
}

const tr = tool({ flags: 'dscCt', long: { delete: 'd', 'squeeze-repeats': 's', complement: 'c' } }, async (process, options) => {
  const [first, second] = options.operands;
  if (first === undefined) throw new UsageError('missing operand', { hint: true });
  if (second === undefined && !options.has('d') && !options.has('s')) {
    throw new UsageError(`missing operand after '${first}'\nTwo strings must be given when translating.`, { hint: true });
  }
  const from = trSet(first);
  const to = second === undefined ? [] : trSet(second);
  const complement = options.has('c') || options.has('C');
  const inFirst = new Set(from);
  const matches = (character: string) => inFirst.has(character) !== complement;
  const mapping = new Map(from.map((character, at) => [character, to[Math.min(at, to.length - 1)]]));
  const squeezed = new Set(second === undefined ? from : to);
  const decoder = new TextDecoder();
  let last = '';
  for (let chunk = await process.stdin.read(process.signal); chunk; chunk = await process.stdin.read(process.signal)) {
    let out = '';
    for (const character of decoder.decode(chunk, { stream: true })) {
      if (options.has('d') && matches(character)) continue;
      let next = character;
      if (!options.has('d') && second !== undefined && matches(character))
        next = (complement ? to.at(-1) : mapping.get(character)) ?? character;
      const squeezable = second === undefined ? matches(next) : squeezed.has(next);
      if (options.has('s') && next === last && squeezable) continue;
      out += next;
      last = next;
    }
    await process.stdout.write(out);
  }
  return 0;
});

export const trTools: Readonly<Record<string, Program>> = { tr };
