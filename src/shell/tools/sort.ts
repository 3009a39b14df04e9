// sort: puts lines in order.
import { linesOf } from '../pipe.ts';
import type { Process, Program } from '../program.ts';
import { openInputs, pathOf, tool, UsageError } from './tool.ts';

export async function allLines(process: Process, operands: readonly string[], onError: () => void): Promise<string[]> {
  const all: string[] = [];
  for await (const { input } of openInputs(process, operands, onError))
    for await (const line of linesOf(input, process.signal)) all.push(line);
  return all;
}

const sizes = 'KMGTPE';

function humanNumber(text: string): number {
  const match = /^\s*(-?[\d.]+)([KMGTPEkmi]*)/.exec(text);
  if (!match) return 0;
  const letter = (match[2] ?? '').charAt(0).toUpperCase();
  return Number(match[1]) * 1024 ** (letter ? sizes.indexOf(letter) + 1 : 0);
}

/** The part of a line that a key such as `2,2n` names, and how it is compared. */
function sortKey(spec: string, separator: string | undefined): { part: (line: string) => string; letters: string } {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(spec);
  if (!match) throw new UsageError(`invalid number at field start: invalid count at start of '${spec}'`, { status: 2 });
  const [, first, offset, letters = '', last, lastOffset, moreLetters = ''] = match;
  return {
    letters: letters + moreLetters,
    part(line) {
      const fields = separator === undefined ? (line.match(/\s*\S+/g) ?? []) : line.split(separator);
      const chosen = fields.slice(Number(first) - 1, last === undefined ? undefined : Number(last));
      if (last !== undefined && lastOffset && Number(lastOffset) > 0)
        chosen[chosen.length - 1] = (chosen.at(-1) ?? '').slice(0, Number(lastOffset));
      return chosen.join(separator ?? '').slice(offset ? Number(offset) - 1 : 0);
    },
  };
}

function comparison(letters: string): (a: string, b: string) => number {
  const number = (text: string) => Number(/^\s*(-?\d*\.?\d*)/.exec(text)?.[1] || 0);
  if (letters.includes('h')) return (a, b) => humanNumber(a) - humanNumber(b);
  if (/[ng]/.test(letters)) return (a, b) => number(a) - number(b);
  if (letters.includes('V')) return (a, b) => a.localeCompare(b, 'en', { numeric: true });
  const prepare = (text: string) => {
    const trimmed = letters.includes('b') ? text.trimStart() : text;
    return letters.includes('f') ? trimmed.toUpperCase() : trimmed;
  };
  return (a, b) => compareText(prepare(a), prepare(b));
}

/** The order of the C locale, by code points. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const sort = tool(
  {
    flags: 'nrufhVgbscCdim',
    values: 'ktoS',
    status: 2,
    long: {
      'numeric-sort': 'n',
      reverse: 'r',
      unique: 'u',
      key: 'k',
      'field-separator': 't',
      'human-numeric-sort': 'h',
      'version-sort': 'V',
      'ignore-case': 'f',
      output: 'o',
      stable: 's',
    },
  },
  async (process, options) => {
    let status = 0;
    const lines = await allLines({ ...process, name: 'sort: cannot read' } as Process, options.operands, () => (status = 2));
    const globals = [...'nrfhVgb'].filter((letter) => options.has(letter)).join('');
    const keys = options.all('k').map((spec) => sortKey(spec, options.value('t')));
    const compareKeys = (a: string, b: string): number => {
      if (keys.length === 0) return comparison(globals)(a, b) * (options.has('r') ? -1 : 1);
      for (const key of keys) {
        const letters = key.letters || globals;
        const order = comparison(letters)(key.part(a), key.part(b)) * (letters.includes('r') ? -1 : 1);
        if (order !== 0) return order;
      }
      return 0;
    };
    const compare = (a: string, b: string) =>
      compareKeys(a, b) || (options.has('s') || options.has('u') ? 0 : compareText(a, b) * (options.has('r') ? -1 : 1));
    if (options.has('c')) {
      const at = lines.findIndex((line, index) => index > 0 && compare(lines[index - 1] as string, line) > 0);
      if (at < 0) return status;
      await process.stderr.write(`sort: ${options.operands[0] ?? '-'}:${at + 1}: disorder: ${lines[at]}\n`);
      return 1;
    }
    lines.sort(compare);
    const kept = options.has('u') ? lines.filter((line, at) => at === 0 || compareKeys(lines[at - 1] as string, line) !== 0) : lines;
    const text = kept.map((line) => `${line}\n`).join('');
    const output = options.value('o');
    if (output !== undefined) process.files.write(pathOf(process, output), text);
    else await process.stdout.write(text);
    return status;
  },
);

export const sortTools: Readonly<Record<string, Program>> = { sort };
