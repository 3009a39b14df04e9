// diff: what changed from one file to another.

import { joinPath, nameOf } from '../paths.ts';
import { readAll } from '../pipe.ts';
import { strftime } from '../printf.ts';
import type { Process, Program } from '../program.ts';
import { openInputs, pathOf, tool, UsageError } from './tool.ts';

interface Edit {
  readonly kind: ' ' | '-' | '+';
  readonly text: string;
  /** Numbers of the line before which it stands, from 0. */
  readonly oldAt: number;
  readonly newAt: number;
}

/** The shortest script from `a` to `b`: longest common subsequence, after the common ends are cut off. */
function editsOf(a: readonly string[], b: readonly string[], same: (x: string, y: string) => boolean): Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && same(a[start] as string, b[start] as string)) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && same(a[a.length - 1 - end] as string, b[b.length - 1 - end] as string)) end++;
  const rows = a.length - start - end;
  const columns = b.length - start - end;
  const lengths = Array.from({ length: rows + 1 }, () => new Int32Array(columns + 1));
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const [here, below] = [lengths[row] as Int32Array, lengths[row + 1] as Int32Array];
      here[column] = same(a[start + row] as string, b[start + column] as string)
        ? (below[column + 1] as number) + 1
        : Math.max(below[column] as number, here[column + 1] as number);
    }
  }
  const edits: Edit[] = [];
  const add = (kind: Edit['kind'], oldAt: number, newAt: number) =>
    edits.push({ kind, text: (kind === '+' ? b[newAt] : a[oldAt]) as string, oldAt, newAt });
  for (let at = 0; at < start; at++) add(' ', at, at);
  let [row, column] = [0, 0];
  while (row < rows || column < columns) {
    const [oldAt, newAt] = [start + row, start + column];
    if (row < rows && column < columns && same(a[oldAt] as string, b[newAt] as string)) {
      add(' ', oldAt, newAt);
      row++;
      column++;
    } else if (
      row < rows &&
      (column >= columns || ((lengths[row + 1] as Int32Array)[column] as number) >= ((lengths[row] as Int32Array)[column + 1] as number))
    ) {
      add('-', oldAt, newAt);
      row++;
    } else {
      add('+', oldAt, newAt);
      column++;
    }
  }
  for (let at = 0; at < end; at++) add(' ', a.length - end + at, b.length - end + at);
  return edits;
}

/** Changes that lie close together, with the lines around them. */
function hunksOf(edits: readonly Edit[], context: number): (readonly Edit[])[] {
  const spans: { from: number; to: number }[] = [];
  edits.forEach((edit, at) => {
    if (edit.kind === ' ') return;
    const last = spans.at(-1);
    if (last && at - context <= last.to + 1 + context) last.to = at;
    else spans.push({ from: at, to: at });
  });
  return spans.map(({ from, to }) => edits.slice(Math.max(0, from - context), to + 1 + context));
}

const range = (start: number, count: number) => (count === 1 ? `${start + 1}` : `${count === 0 ? start : start + 1},${count}`);

function unified(edits: readonly Edit[], context: number): string {
  let out = '';
  for (const hunk of hunksOf(edits, context)) {
    const first = hunk[0] as Edit;
    const oldCount = hunk.filter((edit) => edit.kind !== '+').length;
    const newCount = hunk.filter((edit) => edit.kind !== '-').length;
    out += `@@ -${range(first.oldAt, oldCount)} +${range(first.newAt, newCount)} @@\n`;
    for (const edit of hunk) out += `${edit.kind}${edit.text}\n`;
  }
  return out;
}

function normal(edits: readonly Edit[]): string {
  let out = '';
  const span = (start: number, count: number) => (count <= 1 ? `${start + 1}` : `${start + 1},${start + count}`);
  for (const hunk of hunksOf(edits, 0)) {
    const first = hunk[0] as Edit;
    const removed = hunk.filter((edit) => edit.kind === '-');
    const added = hunk.filter((edit) => edit.kind === '+');
    const kind = removed.length === 0 ? 'a' : added.length === 0 ? 'd' : 'c';
    out += `${kind === 'a' ? first.oldAt : span(first.oldAt, removed.length)}${kind}${kind === 'd' ? first.newAt : span(first.newAt, added.length)}\n`;
    out += removed.map((edit) => `< ${edit.text}\n`).join('');
    if (kind === 'c') out += '---\n';
    out += added.map((edit) => `> ${edit.text}\n`).join('');
  }
  return out;
}

async function load(process: Process, name: string): Promise<string> {
  for await (const { input } of openInputs(process, [name], () => undefined)) return readAll(input, process.signal);
  throw new UsageError('', { status: 2 });
}

const diff: Program = tool(
  {
    flags: 'uqiwbBrNays',
    values: 'U',
    status: 2,
    long: { unified: 'U', brief: 'q', 'ignore-case': 'i', 'ignore-all-space': 'w', recursive: 'r', color: 'y' },
  },
  async (process, options) => {
    const [left, right] = options.operands;
    if (left === undefined || right === undefined)
      throw new UsageError(left === undefined ? "missing operand after 'diff'" : `missing operand after '${left}'`, {
        status: 2,
        hint: true,
      });
    const isFolder = (name: string) => name !== '-' && process.files.status(pathOf(process, name))?.kind === 'directory';
    if (isFolder(left) && isFolder(right)) return diffFolders(process, left, right);
    const newName = isFolder(right) ? joinPath(right, nameOf(left)) : right;
    for (const name of [left, newName]) {
      if (name === '-' || process.files.status(pathOf(process, name))) continue;
      await process.stderr.write(`diff: ${name}: No such file or directory\n`);
      return 2;
    }
    const [before, after] = [await load(process, left), await load(process, newName)];
    const key = (line: string) => {
      const spaced = options.has('w') ? line.replace(/\s+/g, '') : options.has('b') ? line.replace(/\s+/g, ' ').trimEnd() : line;
      return options.has('i') ? spaced.toLowerCase() : spaced;
    };
    const lines = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
    const edits = editsOf(lines(before), lines(after), (a, b) => key(a) === key(b));
    if (edits.every((edit) => edit.kind === ' ')) return 0;
    if (options.has('q')) {
      await process.stdout.write(`Files ${left} and ${newName} differ\n`);
      return 1;
    }
    if (options.has('u') || options.has('U')) {
      const head = (name: string) =>
        `${name}\t${strftime('%Y-%m-%d %H:%M:%S.000000000 +0000', name === '-' ? process.clock.now() : (process.files.status(pathOf(process, name))?.modifiedMs ?? 0))}\n`;
      await process.stdout.write(`--- ${head(left)}+++ ${head(newName)}${unified(edits, Number(options.value('U') || 3))}`);
    } else await process.stdout.write(normal(edits));
    return 1;
  },
);

async function diffFolders(process: Process, left: string, right: string): Promise<number> {
  let status = 0;
  const [before, after] = [process.files.list(pathOf(process, left)), process.files.list(pathOf(process, right))];
  for (const name of [...new Set([...before, ...after])].sort()) {
    if (!before.includes(name) || !after.includes(name)) {
      await process.stdout.write(`Only in ${before.includes(name) ? left : right}: ${name}\n`);
      status = 1;
      continue;
    }
    const [a, b] = [joinPath(left, name), joinPath(right, name)];
    if (process.files.status(pathOf(process, a))?.kind === 'directory') status = Math.max(status, await diffFolders(process, a, b));
    else if (process.files.readText(pathOf(process, a)) !== process.files.readText(pathOf(process, b))) {
      await process.stdout.write(`Files ${a} and ${b} differ\n`);
      status = 1;
    }
  }
  return status;
}

export const diffTools: Readonly<Record<string, Program>> = { diff };
