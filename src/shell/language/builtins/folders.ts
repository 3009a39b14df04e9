// cd and its relatives.
import { resolvePath } from '../../paths.ts';
import { ShellError } from '../control.ts';
import type { Interpreter } from '../interpreter.ts';
import type { Builtin, Builtins } from './builtin.ts';

function changeTo(shell: Interpreter, target: string, name: string): void {
  const path = resolvePath(shell.cwd, target);
  const status = shell.files.status(path);
  const ash = shell.flavour === 'ash';
  if (!status)
    throw new ShellError(
      ash ? `${name}: can't cd to ${target}: No such file or directory` : `${name}: ${target}: No such file or directory`,
      { status: ash ? 2 : 1 },
    );
  if (status.kind !== 'directory')
    throw new ShellError(ash ? `${name}: can't cd to ${target}: Not a directory` : `${name}: ${target}: Not a directory`, {
      status: ash ? 2 : 1,
    });
  shell.variables.assign('OLDPWD', shell.cwd, { exported: true });
  shell.process.cwd = path;
  shell.variables.assign('PWD', path, { exported: true });
}

const cd: Builtin = async (shell, args, name) => {
  const words = args.filter((word) => word !== '-L' && word !== '-P' && word !== '--');
  if (words.length > 1 && shell.flavour === 'bash') throw new ShellError('cd: too many arguments');
  const [target] = words;
  if (target === '-') {
    const before = shell.variables.value('OLDPWD');
    if (before === undefined) throw new ShellError('cd: OLDPWD not set');
    changeTo(shell, before, name);
    await shell.write(1, `${before}\n`);
  } else if (target === undefined) {
    const home = shell.variables.value('HOME');
    if (home === undefined) throw new ShellError('cd: HOME not set');
    changeTo(shell, home, name);
  } else if (target !== '') changeTo(shell, target, name);
  return 0;
};

function shown(shell: Interpreter, path: string): string {
  const home = shell.variables.value('HOME');
  return home && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path;
}

const dirs: Builtin = async (shell) => {
  await shell.write(1, `${[shell.cwd, ...shell.state.folders].map((path) => shown(shell, path)).join(' ')}\n`);
  return 0;
};

export const folderBuiltins: Builtins = {
  cd,
  dirs,
  async pwd(shell) {
    await shell.write(1, `${shell.cwd}\n`);
    return 0;
  },
  async pushd(shell, args, name) {
    const before = shell.cwd;
    const target = args[0] ?? shell.state.folders.shift();
    if (target === undefined) throw new ShellError('pushd: no other directory');
    changeTo(shell, target, name);
    shell.state.folders.unshift(before);
    return dirs(shell, [], name);
  },
  async popd(shell, _args, name) {
    const target = shell.state.folders.shift();
    if (target === undefined) throw new ShellError('popd: directory stack empty');
    changeTo(shell, target, name);
    return dirs(shell, [], name);
  },
};
