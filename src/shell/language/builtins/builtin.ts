// What a command inside the shell is given.
import type { Interpreter } from '../interpreter.ts';

/** Returns its exit code; may throw `ShellError`, which is printed with the shell's name and the builtin's own. */
export type Builtin = (shell: Interpreter, args: readonly string[], name: string) => Promise<number>;

export type Builtins = Readonly<Record<string, Builtin>>;

/** Assignments before these stay (POSIX 2.14). */
export const specialBuiltins: ReadonlySet<string> = new Set(['export', 'readonly', 'exec', 'unset', 'set', 'shift', 'trap', ':', '.']);

/** Their arguments may be assignments, of arrays too. */
export const declarationBuiltins: ReadonlySet<string> = new Set(['declare', 'typeset', 'local', 'export', 'readonly']);
