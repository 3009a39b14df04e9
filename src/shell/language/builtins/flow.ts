// Builtins that steer: break, continue, return, exit, eval, source, trap.

import { describeFileError } from '../../file-errors.ts';
import { FileError } from '../../files.ts';
import { signalNumbers } from '../../machine.ts';
import { resolvePath } from '../../paths.ts';
import type { SignalName } from '../../program.ts';
import { quoteForShell } from '../../quoting.ts';
import { FunctionReturn, LoopJump, ShellError, ShellExit } from '../control.ts';
import type { Interpreter } from '../interpreter.ts';
import { runText } from '../run-text.ts';
import type { Builtin, Builtins } from './builtin.ts';

const jump: Builtin = async (shell, args, name) => {
  if (shell.loopDepth === 0) {
    await shell.complain(`${name}: only meaningful in a \`for', \`while', or \`until' loop`);
    return 0;
  }
  const levels = Number(args[0] ?? 1);
  if (!Number.isInteger(levels)) throw new ShellError(`${name}: ${args[0]}: numeric argument required`, { status: 128, fatal: true });
  if (levels < 1) throw new ShellError(`${name}: ${args[0]}: loop count out of range`);
  throw new LoopJump(name as 'break' | 'continue', Math.min(levels, shell.loopDepth));
};

async function statusOf(shell: Interpreter, args: readonly string[], name: string): Promise<number> {
  if (args[0] === undefined) return shell.state.lastStatus;
  if (/^[-+]?\d+$/.test(args[0])) return Number(args[0]) & 255;
  await shell.complain(`${name}: ${args[0]}: numeric argument required`);
  return 2;
}

const source: Builtin = async (shell, args, name) => {
  const [file, ...positional] = args;
  if (file === undefined) throw new ShellError(`${name}: filename argument required`, { status: 2 });
  let text: string;
  try {
    text = shell.files.readText(resolvePath(shell.cwd, file));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new ShellError(
      shell.flavour === 'ash' ? `.: can't open '${file}': ${describeFileError(error)}` : `${file}: ${describeFileError(error)}`,
      { status: shell.flavour === 'ash' ? 2 : 1 },
    );
  }
  const before = shell.positional;
  if (positional.length > 0) shell.state.positional = positional;
  shell.sourceDepth++;
  try {
    return await runText(shell, text, { label: file });
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status;
    throw error;
  } finally {
    shell.sourceDepth--;
    if (positional.length > 0) shell.state.positional = before;
  }
};

function signalOf(spec: string): SignalName | 'EXIT' | 'ERR' | undefined {
  const upper = spec.toUpperCase();
  if (upper === 'EXIT' || spec === '0') return 'EXIT';
  if (upper === 'ERR') return 'ERR';
  const names = Object.keys(signalNumbers) as SignalName[];
  return names.find((name) => name === upper || name === `SIG${upper}` || String(signalNumbers[name]) === spec);
}

/** Undo of the handlers of a shell, by signal. */
const handlers = new WeakMap<Interpreter, Map<string, () => void>>();

async function trap(shell: Interpreter, args: readonly string[]): Promise<number> {
  const { traps } = shell.state;
  if (args[0] === '-l') {
    await shell.write(
      1,
      `${Object.entries(signalNumbers)
        .map(([name, number]) => `${String(number).padStart(2)}) ${name}`)
        .join('\n')}\n`,
    );
    return 0;
  }
  if (args.length === 0 || args[0] === '-p') {
    for (const [name, command] of traps) await shell.write(1, `trap -- ${quoteForShell(command)} ${name}\n`);
    return 0;
  }
  const words = args[0] === '--' ? args.slice(1) : args;
  const reset = words.length === 1 || words[0] === '-';
  let status = 0;
  for (const spec of words.length === 1 ? words : words.slice(1)) {
    const name = signalOf(spec);
    if (!name) {
      await shell.complain(`trap: ${spec}: invalid signal specification`);
      status = 1;
      continue;
    }
    const undo = handlers.get(shell) ?? new Map<string, () => void>();
    handlers.set(shell, undo);
    undo.get(name)?.();
    undo.delete(name);
    if (reset) traps.delete(name);
    else {
      traps.set(name, words[0] as string);
      if (name !== 'EXIT' && name !== 'ERR')
        undo.set(
          name,
          shell.process.onSignal(name, () => shell.trapped(name)),
        );
    }
  }
  return status;
}

export const flowBuiltins: Builtins = {
  ':': async () => 0,
  true: async () => 0,
  false: async () => 1,
  break: jump,
  continue: jump,
  async return(shell, args, name) {
    if (shell.functionDepth === 0 && shell.sourceDepth === 0)
      throw new ShellError("return: can only `return' from a function or sourced script", { status: 2 });
    const status = await statusOf(shell, args, name);
    throw new FunctionReturn(status);
  },
  async exit(shell, args, name) {
    const status = await statusOf(shell, args, name);
    if (shell.interactive && shell.flavour === 'bash') await shell.write(2, 'exit\n');
    throw new ShellExit(status);
  },
  async eval(shell, args) {
    return runText(shell, args.join(' '), { label: 'eval' });
  },
  source,
  '.': source,
  trap,
};
