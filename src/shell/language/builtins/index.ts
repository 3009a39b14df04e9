// The commands that the shell carries out itself.
import type { Builtin } from './builtin.ts';
import { flowBuiltins } from './flow.ts';
import { folderBuiltins } from './folders.ts';
import { jobBuiltins } from './jobs.ts';
import { nameBuiltins } from './names.ts';
import { outputBuiltins } from './output.ts';
import { readBuiltins } from './read.ts';
import { variableBuiltins } from './variables.ts';

export type { Builtin } from './builtin.ts';
export { setOption } from './variables.ts';

export const builtins: ReadonlyMap<string, Builtin> = new Map(
  Object.entries({
    ...flowBuiltins,
    ...folderBuiltins,
    ...jobBuiltins,
    ...nameBuiltins,
    ...outputBuiltins,
    ...readBuiltins,
    ...variableBuiltins,
    /** Handled where redirections are: they stay. Here only so that its name is known. */
    exec: async () => 0,
  }),
);
