// ls: what is in a folder.
import type { FileStatus } from '../files.ts';
import { joinPath } from '../paths.ts';
import { strftime } from '../printf.ts';
import type { Process, Program } from '../program.ts';
import { escapeForShell } from '../quoting.ts';
import { textWidth } from '../text-width.ts';
import { complain, type Options, pathOf, tool } from './tool.ts';

interface Entry {
  readonly name: string;
  readonly status: FileStatus;
}

/** `drwxr-xr-x`. */
export function modeText(status: FileStatus): string {
  const kind = { directory: 'd', link: 'l', file: '-' }[status.kind];
  return kind + [...'rwxrwxrwx'].map((letter, at) => (status.mode & (0o400 >> at) ? letter : '-')).join('');
}

export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let size = bytes;
  let unit = -1;
  while (size >= 1024 && unit < 4) {
    size /= 1024;
    unit++;
  }
  return `${size < 10 ? (Math.ceil(size * 10) / 10).toFixed(1) : Math.ceil(size)}${'KMGTP'[unit]}`;
}

const HALF_A_YEAR_MS = 15_778_476_000;

function timeText(status: FileStatus, nowMs: number): string {
  const recent = nowMs - status.modifiedMs < HALF_A_YEAR_MS && status.modifiedMs <= nowMs + 1000;
  return strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', status.modifiedMs);
}

function colours(entry: Entry): string | undefined {
  if (entry.status.kind === 'directory') return '\x1b[01;34m';
  if (entry.status.mode & 0o111) return '\x1b[01;32m';
  return undefined;
}

const ls: Program = tool(
  {
    flags: 'laA1dhrtSRFicnogCpGvU',
    long: { all: 'a', 'almost-all': 'A', 'human-readable': 'h', reverse: 'r', recursive: 'R', directory: 'd', color: 'U', classify: 'F' },
    status: 2,
  },
  async (process, options) => {
    let status = 0;
    const files: Entry[] = [];
    const folders: string[] = [];
    for (const name of options.operands.length > 0 ? options.operands : ['.']) {
      const found = process.files.status(pathOf(process, name));
      if (!found) {
        await complain(process, `cannot access '${name}': No such file or directory`);
        status = 2;
      } else if (found.kind === 'directory' && !options.has('d')) folders.push(name);
      else files.push({ name, status: found });
    }
    sortEntries(files, options);
    if (files.length > 0) await print(process, files, options, false);
    let first = files.length === 0;
    const label = options.operands.length > 1 || options.has('R');
    const show = async (name: string): Promise<void> => {
      if (!first) await process.stdout.write('\n');
      if (label) await process.stdout.write(`${name}:\n`);
      first = false;
      const entries = readFolder(process, name, options);
      await print(process, entries, options, true);
      if (!options.has('R')) return;
      for (const entry of entries)
        if (entry.status.kind === 'directory' && !/^\.\.?$/.test(entry.name)) await show(joinPath(name, entry.name));
    };
    for (const name of folders.sort()) await show(name);
    return status;
  },
);

function readFolder(process: Process, name: string, options: Options): Entry[] {
  const path = pathOf(process, name);
  const all = options.has('a') ? ['.', '..', ...process.files.list(path)] : process.files.list(path);
  const entries: Entry[] = [];
  for (const child of all) {
    if (child.startsWith('.') && !options.has('a') && !options.has('A')) continue;
    const status = process.files.status(pathOf(process, joinPath(name, child)));
    if (status) entries.push({ name: child, status });
  }
  sortEntries(entries, options);
  return entries;
}

function sortEntries(entries: Entry[], options: Options): void {
  const plain = (name: string) => name.replace(/^\.+(?=[^.])/, '');
  entries.sort((a, b) => plain(a.name).localeCompare(plain(b.name), 'en'));
  if (options.has('S')) entries.sort((a, b) => b.status.sizeBytes - a.status.sizeBytes);
  if (options.has('t')) entries.sort((a, b) => b.status.modifiedMs - a.status.modifiedMs);
  if (options.has('r')) entries.reverse();
}

async function print(process: Process, entries: readonly Entry[], options: Options, inFolder: boolean): Promise<void> {
  const terminal = process.stdout.terminal;
  const coloured = terminal !== undefined;
  const shownName = (entry: Entry): string => {
    const name =
      terminal && /[\s'"$&|;<>()*?\\]/.test(entry.name)
        ? escapeForShell(entry.name) === entry.name
          ? entry.name
          : `'${entry.name.replace(/'/g, "'\\''")}'`
        : entry.name;
    const mark =
      options.has('F') || options.has('p')
        ? entry.status.kind === 'directory'
          ? '/'
          : options.has('F') && entry.status.mode & 0o111
            ? '*'
            : ''
        : '';
    return name + mark;
  };
  const paint = (entry: Entry): string => {
    const colour = coloured ? colours(entry) : undefined;
    return colour ? `${colour}${shownName(entry)}\x1b[0m` : shownName(entry);
  };
  if (options.has('l') || options.has('n') || options.has('o') || options.has('g')) {
    const size = (entry: Entry) => (options.has('h') ? humanSize(entry.status.sizeBytes) : String(entry.status.sizeBytes));
    const width = Math.max(0, ...entries.map((entry) => size(entry).length));
    const owner = options.has('n') ? String(process.user.uid) : process.user.name;
    const links = (entry: Entry) => (entry.status.kind === 'directory' ? 2 : 1);
    if (inFolder)
      await process.stdout.write(`total ${entries.reduce((sum, one) => sum + Math.ceil(one.status.sizeBytes / 4096) * 4, 0)}\n`);
    for (const entry of entries) {
      const line = `${modeText(entry.status)} ${links(entry)} ${owner} ${owner} ${size(entry).padStart(width)} ${timeText(entry.status, process.clock.now())} ${paint(entry)}\n`;
      await process.stdout.write(line);
    }
    return;
  }
  if (!terminal || options.has('1')) {
    for (const entry of entries) await process.stdout.write(`${paint(entry)}\n`);
    return;
  }
  await process.stdout.write(
    inColumns(
      entries.map((entry) => ({ text: paint(entry), width: textWidth(shownName(entry)) })),
      terminal.size.columns,
    ),
  );
}

/** Down the columns, as narrow as they can be. */
function inColumns(items: readonly { readonly text: string; readonly width: number }[], columns: number): string {
  if (items.length === 0) return '';
  for (let rows = 1; ; rows++) {
    const count = Math.ceil(items.length / rows);
    const widths = Array.from(
      { length: count },
      (_, at) => Math.max(...items.slice(at * rows, at * rows + rows).map((item) => item.width)) + 2,
    );
    const total = widths.reduce((sum, width) => sum + width, 0) - 2;
    if (total > columns && rows < items.length) continue;
    let out = '';
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < count; column++) {
        const item = items[column * rows + row];
        if (!item) continue;
        const last = items[(column + 1) * rows + row] === undefined;
        out += last ? item.text : item.text + ' '.repeat((widths[column] ?? 0) - item.width);
      }
      out += '\n';
    }
    return out;
  }
}

export const lsTools: Readonly<Record<string, Program>> = { ls };
