// Tools that change the file system: mkdir, rm, rmdir, cp, mv, touch, chmod, mktemp; and stat, which only looks.

import { describeFileError } from '../file-errors.ts';
import { FileError } from '../files.ts';
import { joinPath, nameOf, parentOf } from '../paths.ts';
import { strftime } from '../printf.ts';
import type { Process, Program } from '../program.ts';
import { modeText } from './ls.ts';
import { complain, pathOf, tool, UsageError } from './tool.ts';

/** Runs `act` for each operand; a refusal is complained about as `<what> '<name>': <reason>`. */
async function forEach(
  process: Process,
  operands: readonly string[],
  what: string,
  act: (path: string, name: string) => void,
): Promise<number> {
  let status = 0;
  if (operands.length === 0) throw new UsageError('missing operand', { hint: true });
  for (const name of operands) {
    try {
      act(pathOf(process, name), name);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await complain(process, `${what} '${name}': ${describeFileError(error)}`);
      status = 1;
    }
  }
  return status;
}

const mkdir = tool({ flags: 'pv', values: 'm', long: { parents: 'p', mode: 'm' } }, (process, options) =>
  forEach(process, options.operands, 'cannot create directory', (path) => {
    process.files.makeFolder(path, { parents: options.has('p') });
  }),
);

const rmdir = tool({ flags: 'p' }, (process, options) =>
  forEach(process, options.operands, 'failed to remove', (path) => {
    const status = process.files.status(path);
    if (status && status.kind !== 'directory') throw new FileError('ENOTDIR', path);
    process.files.remove(path);
  }),
);

const rm = tool({ flags: 'rRfiv', long: { recursive: 'r', force: 'f' } }, async (process, options) => {
  const force = options.has('f');
  const recursive = options.has('r') || options.has('R');
  if (force && options.operands.length === 0) return 0;
  return forEach(process, options.operands, 'cannot remove', (path) => {
    const status = process.files.status(path);
    if (!status && force) return;
    if (status?.kind === 'directory' && !recursive) throw new FileError('EISDIR', path);
    process.files.remove(path, { recursive });
  });
});

function copy(process: Process, from: string, to: string): void {
  const { files } = process;
  if (files.status(from)?.kind !== 'directory') {
    files.write(to, files.read(from), { mode: files.status(from)?.mode ?? 0o644 });
    return;
  }
  if (!files.status(to)) files.makeFolder(to);
  for (const name of files.list(from)) copy(process, joinPath(from, name), joinPath(to, name));
}

/** Moves or copies operands onto the last one: into it when it is a folder. */
async function transfer(
  process: Process,
  operands: readonly string[],
  verb: string,
  act: (from: string, to: string, name: string) => void,
): Promise<number> {
  const [first] = operands;
  const target = operands.at(-1);
  if (first === undefined) throw new UsageError('missing file operand', { hint: true });
  if (target === undefined || operands.length < 2)
    throw new UsageError(`missing destination file operand after '${first}'`, { hint: true });
  const targetPath = pathOf(process, target);
  const intoFolder = process.files.status(targetPath)?.kind === 'directory';
  if (operands.length > 2 && !intoFolder) throw new UsageError(`target '${target}' is not a directory`);
  let status = 0;
  for (const name of operands.slice(0, -1)) {
    const from = pathOf(process, name);
    const to = intoFolder ? joinPath(targetPath, nameOf(from)) : targetPath;
    try {
      if (!process.files.status(from)) throw new FileError('ENOENT', from);
      act(from, to, name);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      const missing = error.code === 'ENOENT' && process.files.status(from);
      await complain(
        process,
        missing
          ? `cannot create regular file '${target}': ${describeFileError(error)}`
          : `cannot ${verb} '${name}': ${describeFileError(error)}`,
      );
      status = 1;
    }
  }
  return status;
}

const cp = tool({ flags: 'rRafpvLin', long: { recursive: 'r', archive: 'a', force: 'f' } }, (process, options) =>
  transfer(process, options.operands, 'stat', (from, to, name) => {
    const isFolder = process.files.status(from)?.kind === 'directory';
    if (isFolder && !options.has('r') && !options.has('R') && !options.has('a'))
      throw new UsageError(`-r not specified; omitting directory '${name}'`);
    if (from === to) throw new UsageError(`'${name}' and '${name}' are the same file`);
    if (to.startsWith(`${from}/`)) throw new UsageError(`cannot copy a directory, '${name}', into itself, '${to}'`);
    if (options.has('n') && process.files.status(to)) return;
    copy(process, from, to);
  }),
);

const mv = tool({ flags: 'fivn' }, (process, options) =>
  transfer(process, options.operands, 'stat', (from, to, name) => {
    if (from === to) throw new UsageError(`'${name}' and '${name}' are the same file`);
    process.files.rename(from, to);
  }),
);

const touch = tool({ flags: 'acm', values: 'dt' }, (process, options) =>
  forEach(process, options.operands, 'cannot touch', (path) => {
    if (process.files.status(path)?.kind === 'directory') return;
    if (process.files.status(path) || !options.has('c')) process.files.write(path, '', { append: true });
  }),
);

function newMode(text: string, before: number): number {
  if (/^[0-7]{3,4}$/.test(text)) return Number.parseInt(text, 8) & 0o777;
  let mode = before;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwxX]*)$/.exec(clause);
    if (!match) throw new UsageError(`invalid mode: '${text}'`, { hint: true });
    const [, who = '', operator, what = ''] = match;
    const bits = (what.includes('r') ? 4 : 0) | (what.includes('w') ? 2 : 0) | (/[xX]/.test(what) ? 1 : 0);
    const all = who === '' || who.includes('a');
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (!all && !who.includes(letter)) continue;
      const mask = bits << shift;
      mode = operator === '+' ? mode | mask : operator === '-' ? mode & ~mask : (mode & ~(7 << shift)) | mask;
    }
  }
  return mode;
}

const chmod: Program = tool({ any: true }, async (process) => {
  const words = process.args.filter((word) => !/^-[Rfv]+$/.test(word));
  const [mode, ...operands] = words;
  if (mode === undefined) throw new UsageError('missing operand', { hint: true });
  if (operands.length === 0) throw new UsageError(`missing operand after '${mode}'`, { hint: true });
  return forEach(process, operands, 'cannot access', (path) => {
    const status = process.files.status(path);
    if (!status) throw new FileError('ENOENT', path);
    process.files.changeMode(path, newMode(mode, status.mode));
  });
});

const ln = tool({ flags: 'sfnv' }, async (process) => {
  await complain(process, 'this simulator has no links');
  return 1;
});

/** Names of mktemp are counted, so that a world runs the same each time. */
const mktemp = tool({ flags: 'dqtu', values: 'p' }, async (process, options) => {
  const template = options.operands[0] ?? 'tmp.XXXXXXXXXX';
  if (!/X{3,}/.test(template)) throw new UsageError(`too few X's in template '${template}'`);
  const folder = options.value('p') ?? (options.operands.length > 0 && !options.has('t') ? process.cwd : (process.env.TMPDIR ?? '/tmp'));
  for (let number = process.pid; ; number++) {
    const name = template.replace(/X+/, (run) => number.toString(36).padStart(run.length, '0').slice(-run.length));
    const shown = options.operands.length > 0 && !options.has('t') && !options.has('p') ? name : joinPath(folder, name);
    const path = pathOf(process, shown);
    if (process.files.status(path)) continue;
    if (!process.files.status(parentOf(path)))
      throw new UsageError(`failed to create file via template '${template}': No such file or directory`);
    if (options.has('d')) process.files.makeFolder(path);
    else process.files.write(path, '', { mode: 0o600 });
    await process.stdout.write(`${shown}\n`);
    return 0;
  }
});

const stat = tool({ values: 'c', flags: 'Lt' }, async (process, options) => {
  let failed = 0;
  for (const name of options.operands) {
    const status = process.files.status(pathOf(process, name));
    if (!status) {
      await complain(process, `cannot statx '${name}': No such file or directory`);
      failed = 1;
      continue;
    }
    const kind =
      status.kind === 'directory'
        ? 'directory'
        : status.kind === 'link'
          ? 'symbolic link'
          : status.sizeBytes === 0
            ? 'regular empty file'
            : 'regular file';
    const octal = (status.mode & 0o777).toString(8);
    const { name: user, uid } = process.user;
    const facts: Readonly<Record<string, string>> = {
      n: name,
      s: String(status.sizeBytes),
      F: kind,
      a: octal,
      A: modeText(status),
      U: user,
      G: user,
      u: String(uid),
      g: String(uid),
      Y: String(Math.floor(status.modifiedMs / 1000)),
      y: strftime('%Y-%m-%d %H:%M:%S.000000000 +0000', status.modifiedMs),
      h: '1',
    };
    const format = options.value('c');
    if (format !== undefined)
      await process.stdout.write(`${format.replace(/%([a-zA-Z])/g, (all, letter: string) => facts[letter] ?? all)}\n`);
    else {
      const owner = `(${String(uid).padStart(5)}/${user.padStart(8)})`;
      await process.stdout.write(
        `  File: ${name}\n  Size: ${String(status.sizeBytes).padEnd(10)}\t${kind}\nAccess: (0${octal}/${modeText(status)})  Uid: ${owner}   Gid: ${owner}\nModify: ${facts.y}\n`,
      );
    }
  }
  return failed;
});

export const fileTools: Readonly<Record<string, Program>> = { mkdir, rmdir, rm, cp, mv, touch, chmod, ln, mktemp, stat };
