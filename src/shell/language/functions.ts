// Calls of shell functions: their own parameters and scope.
import type { CompoundCommand, Redirected } from 'unbash';
import { FunctionReturn, ShellError } from './control.ts';
import type { Interpreter } from './interpreter.ts';
import type { ShellFunction } from './state.ts';

export async function callFunction(shell: Interpreter, name: string, found: ShellFunction, args: readonly string[]): Promise<number> {
  const { state } = shell;
  if (shell.functionDepth > 900) throw new ShellError(`${name}: maximum function nesting level exceeded (900)`, { fatal: true });
  const before = { positional: state.positional, source: state.source, position: state.position, firstLine: state.firstLine };
  const loops = shell.loopDepth;
  Object.assign(state, { positional: args, source: found.source, firstLine: found.firstLine });
  state.variables.pushFrame();
  state.functionNames.unshift(name);
  shell.functionDepth++;
  shell.loopDepth = 0;
  try {
    return await shell.execute(found.body as Redirected | CompoundCommand);
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status;
    throw error;
  } finally {
    shell.functionDepth--;
    shell.loopDepth = loops;
    state.functionNames.shift();
    state.variables.popFrame();
    Object.assign(state, before);
  }
}
