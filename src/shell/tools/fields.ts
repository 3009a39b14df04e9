// Tools that take lines apart or compare them: cut, paste, uniq, column, comm, fold.
import { linesOf, readAll } from '../pipe.ts';
import type { Process, Program } from '../program.ts';
import { textWidth } from '../text-width.ts';
import { allLines, compareText } from './sort.ts';
import { type Options, openInputs, tool, UsageError } from './tool.ts';

/** Ranges such as `1,3-5,7-` as a test, and the order is kept. */
function parseRanges(text: string): (number: number) => boolean {
  const ranges = text.split(',').map((part) => {
    const match = /^(\d*)(-?)(\d*)$/.exec(part);
    if (!match || (!match[1] && !match[3])) throw new UsageError(`invalid field value '${part}'`, { hint: true });
    const first = Number(match[1] || 1);
    if (first === 0) throw new UsageError('fields are numbered from 1', { hint: true });
    return { first, last: match[2] ? Number(match[3] || Number.POSITIVE_INFINITY) : first };
  });
  return (number) => ranges.some(({ first, last }) => number >= first && number <= last);
}

const cut = tool(
  {
    flags: 'sn',
    values: 'dfcb',
    long: { delimiter: 'd', fields: 'f', characters: 'c', bytes: 'b', 'only-delimited': 's', 'output-delimiter': 'O' },
  },
  async (process, options) => {
    let status = 0;
    const list = options.value('f') ?? options.value('c') ?? options.value('b');
    if (list === undefined) throw new UsageError('you must specify a list of bytes, characters, or fields', { hint: true });
    const chosen = parseRanges(list);
    const delimiter = options.value('d') ?? '\t';
    if ([...delimiter].length !== 1) throw new UsageError('the delimiter must be a single character', { hint: true });
    for await (const { input } of openInputs(process, options.operands, () => (status = 1))) {
      for await (const line of linesOf(input, process.signal)) {
        if (options.value('f') === undefined) await process.stdout.write(`${[...line].filter((_, at) => chosen(at + 1)).join('')}\n`);
        else if (!line.includes(delimiter)) {
          if (!options.has('s')) await process.stdout.write(`${line}\n`);
        } else {
          const fields = line.split(delimiter).filter((_, at) => chosen(at + 1));
          await process.stdout.write(`${fields.join(delimiter)}\n`);
        }
      }
    }
    return status;
  },
);

const paste = tool({ flags: 's', values: 'd' }, async (process, options) => {
  let status = 0;
  const delimiters = [...(options.value('d') ?? '\t')];
  const columns: string[][] = [];
  for await (const { input } of openInputs(process, options.operands, () => (status = 1))) {
    const lines: string[] = [];
    for await (const line of linesOf(input, process.signal)) lines.push(line);
    columns.push(lines);
  }
  const join = (parts: readonly string[]) =>
    parts.reduce((text, part, at) => (at === 0 ? part : text + (delimiters[(at - 1) % delimiters.length] ?? '') + part), '');
  if (options.has('s')) for (const lines of columns) await process.stdout.write(`${join(lines)}\n`);
  else {
    const rows = Math.max(0, ...columns.map((lines) => lines.length));
    for (let row = 0; row < rows; row++) await process.stdout.write(`${join(columns.map((lines) => lines[row] ?? ''))}\n`);
  }
  return status;
});

const uniq = tool(
  { flags: 'cdui', values: 'fsw', long: { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i' } },
  async (process, options) => {
    let status = 0;
    let current: string | undefined;
    let count = 0;
    const keyOf = (line: string) => {
      let key = line.replace(new RegExp(`^(\\s*\\S+){0,${Number(options.value('f') ?? 0)}}`), '').slice(Number(options.value('s') ?? 0));
      if (options.value('w') !== undefined) key = key.slice(0, Number(options.value('w')));
      return options.has('i') ? key.toLowerCase() : key;
    };
    const flush = async () => {
      if (current === undefined || (options.has('d') && count < 2) || (options.has('u') && count > 1)) return;
      await process.stdout.write(`${options.has('c') ? `${String(count).padStart(7)} ` : ''}${current}\n`);
    };
    for await (const { input } of openInputs(process, options.operands.slice(0, 1), () => (status = 1))) {
      for await (const line of linesOf(input, process.signal)) {
        if (current !== undefined && keyOf(line) === keyOf(current)) count++;
        else {
          await flush();
          current = line;
          count = 1;
        }
      }
    }
    await flush();
    return status;
  },
);

const column = tool(
  { flags: 'txn', values: 'socN', long: { table: 't', separator: 's', 'output-separator': 'o' } },
  async (process, options) => {
    let status = 0;
    const lines = (await allLines(process, options.operands, () => (status = 1))).filter((line) => line.trim() !== '');
    if (!options.has('t')) {
      const width = Math.max(0, ...lines.map(textWidth)) + 2;
      const across = Math.max(1, Math.floor((process.tty?.size.columns ?? 80) / width));
      const rows = Math.ceil(lines.length / across);
      for (let row = 0; row < rows; row++) {
        const cells = Array.from({ length: across }, (_, at) => lines[at * rows + row]).filter((cell) => cell !== undefined);
        await process.stdout.write(`${cells.map((cell, at) => (at < cells.length - 1 ? cell.padEnd(width) : cell)).join('')}\n`);
      }
      return status;
    }
    await printTable(process, lines, options);
    return status;
  },
);

async function printTable(process: Process, lines: readonly string[], options: Options): Promise<void> {
  const separator = options.value('s');
  const rows = lines.map((line) =>
    separator === undefined ? line.trim().split(/\s+/) : line.split(new RegExp(`[${separator.replace(/[\\\]^-]/g, '\\$&')}]`)),
  );
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, textWidth(cell));
  const between = options.value('o') ?? '  ';
  for (const row of rows) {
    const text = row.map((cell, at) => (at < row.length - 1 ? cell + ' '.repeat((widths[at] ?? 0) - textWidth(cell)) : cell)).join(between);
    await process.stdout.write(`${text}\n`);
  }
}

const fold = tool({ flags: 'bs', values: 'w', number: 'w' }, async (process, options) => {
  let status = 0;
  const width = Number(options.value('w') ?? 80);
  for await (const { input } of openInputs(process, options.operands, () => (status = 1))) {
    for await (const line of linesOf(input, process.signal)) {
      let rest = line;
      while (rest.length > width) {
        const space = options.has('s') ? rest.lastIndexOf(' ', width - 1) + 1 : 0;
        const at = space > 0 ? space : width;
        await process.stdout.write(`${rest.slice(0, at)}\n`);
        rest = rest.slice(at);
      }
      await process.stdout.write(`${rest}\n`);
    }
  }
  return status;
});

const comm = tool({ flags: '123' }, async (process, options) => {
  let status = 0;
  const [left = [], right = []] = await Promise.all(
    options.operands.slice(0, 2).map(async (name) => {
      for await (const { input } of openInputs(process, [name], () => (status = 1)))
        return (await readAll(input, process.signal)).split('\n').slice(0, -1);
      return [];
    }),
  );
  let [a, b] = [0, 0];
  const indent = (column: 1 | 2 | 3) => '\t'.repeat([1, 2].filter((one) => one < column && !options.has(String(one))).length);
  const put = async (column: 1 | 2 | 3, line: string) => {
    if (!options.has(String(column))) await process.stdout.write(`${indent(column)}${line}\n`);
  };
  while (a < left.length || b < right.length) {
    const order = a >= left.length ? 1 : b >= right.length ? -1 : compareText(left[a] as string, right[b] as string);
    if (order < 0) await put(1, left[a++] as string);
    else if (order > 0) await put(2, right[b++] as string);
    else {
      await put(3, left[a++] as string);
      b++;
    }
  }
  return status;
});

export const fieldTools: Readonly<Record<string, Program>> = { cut, paste, uniq, column, fold, comm };
