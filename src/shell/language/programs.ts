// Finds what a command's name stands for outside the shell: a program of the machine, or a script in a file.
import { joinPath, nameOf, resolvePath } from '../paths.ts';
import { CommandNotFound, type Process, type Program } from '../program.ts';
import { ShellError } from './control.ts';
import type { Interpreter } from './interpreter.ts';

export interface FoundProgram {
  readonly program: string | Program;
  /** Arguments that come before the caller's own: a script's path. */
  readonly args: readonly string[];
}

const binFolder = /^\/(usr\/)?(local\/)?s?bin\//;

/** Throws `CommandNotFound`, or `ShellError` (126, 127) for a path that cannot be run. */
export function findProgram(shell: Interpreter, name: string): FoundProgram {
  const { programs } = shell.process.host;
  if (!name.includes('/')) {
    if (programs.has(name)) return { program: name, args: [] };
    const script = findScript(shell, name);
    if (script) return runScript(shell, script, script);
    throw new CommandNotFound(name);
  }
  const path = resolvePath(shell.cwd, name);
  const status = shell.files.status(path);
  if (!status) {
    if (programs.has(path) || (binFolder.test(path) && programs.has(nameOf(path)))) return { program: path, args: [] };
    throw new ShellError(`${name}: ${shell.flavour === 'ash' ? 'not found' : 'No such file or directory'}`, { status: 127 });
  }
  if (status.kind === 'directory')
    throw new ShellError(`${name}: ${shell.flavour === 'ash' ? 'Permission denied' : 'Is a directory'}`, { status: 126 });
  if ((status.mode & 0o111) === 0) throw new ShellError(`${name}: Permission denied`, { status: 126 });
  return runScript(shell, path, name);
}

function findScript(shell: Interpreter, name: string): string | undefined {
  for (const folder of (shell.variables.value('PATH') ?? '').split(':')) {
    const path = joinPath(resolvePath(shell.cwd, folder || '.'), name);
    const status = shell.files.status(path);
    if (status?.kind === 'file' && (status.mode & 0o111) !== 0) return path;
  }
  return undefined;
}

function runScript(shell: Interpreter, path: string, name: string): FoundProgram {
  const first = shell.files.readText(path).split('\n', 1)[0] ?? '';
  const words = /^#!\s*(.+)$/.exec(first)?.[1]?.trim().split(/\s+/) ?? [shell.flavour === 'ash' ? '/bin/sh' : '/bin/bash'];
  if (nameOf(words[0] ?? '') === 'env') words.shift();
  const [interpreter = '', ...options] = words;
  if (!shell.process.host.programs.has(nameOf(interpreter))) {
    throw new ShellError(`${name}: ${interpreter}: bad interpreter: No such file or directory`, { status: 126 });
  }
  return { program: nameOf(interpreter), args: [...options, name] };
}

/** Where `which` and `type` say that a program is; undefined when there is none. */
export function whereIs(process: Pick<Process, 'host'>, name: string): string | undefined {
  const { programs } = process.host;
  if (name.includes('/')) return programs.has(name) || (binFolder.test(name) && programs.has(nameOf(name))) ? name : undefined;
  return programs.has(name) ? `/usr/bin/${name}` : undefined;
}

export function notFound(shell: Interpreter, name: string): string {
  return `${name}: ${shell.flavour === 'ash' ? '' : 'command '}not found`;
}
