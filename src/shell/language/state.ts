// What a shell remembers between commands, and what a subshell gets of it.
import type { CompoundCommand, Function as FunctionNode, Redirected } from 'unbash';
import type { Process } from '../program.ts';
import type { Builtin } from './builtins/builtin.ts';
import { Variables } from './variables.ts';

export type Flavour = 'bash' | 'ash';

export interface ShellFunction {
  readonly body: CompoundCommand | Redirected;
  /** The text that the positions in `body` refer to. */
  readonly source: string;
  readonly firstLine: number;
  readonly text: FunctionNode;
}

export interface ShellOptions {
  allexport: boolean;
  errexit: boolean;
  noclobber: boolean;
  noglob: boolean;
  nounset: boolean;
  pipefail: boolean;
  xtrace: boolean;
  nocasematch: boolean;
  nullglob: boolean;
}

export type HostResolver = (process: Process, host: string) => Promise<string | undefined>;

export interface ShellState {
  readonly flavour: Flavour;
  readonly builtins: ReadonlyMap<string, Builtin>;
  readonly variables: Variables;
  readonly functions: Map<string, ShellFunction>;
  readonly aliases: Map<string, string>;
  readonly options: ShellOptions;
  /** Commands by signal name, 'EXIT' or 'ERR'. An empty command: the signal is ignored. */
  readonly traps: Map<string, string>;
  readonly functionNames: string[];
  readonly folders: string[];
  readonly resolveHost: HostResolver | undefined;
  /** What was typed, in an interactive shell. */
  history?: { entries(): readonly string[]; clear(): void };
  positional: readonly string[];
  /** `$0`. */
  name: string;
  /** What stands in front of messages instead of the name; a script's path. */
  label: string | undefined;
  pid: number;
  lastStatus: number;
  lastBackground: string | undefined;
  pipeStatus: readonly number[];
  source: string;
  position: number;
  firstLine: number;
}

export function createState(parts: Pick<ShellState, 'flavour' | 'builtins' | 'name' | 'pid' | 'resolveHost'>): ShellState {
  return {
    ...parts,
    variables: new Variables(),
    functions: new Map(),
    aliases: new Map(),
    options: {
      allexport: false,
      errexit: false,
      noclobber: false,
      noglob: false,
      nounset: false,
      pipefail: false,
      xtrace: false,
      nocasematch: false,
      nullglob: false,
    },
    traps: new Map(),
    functionNames: [],
    folders: [],
    positional: [],
    label: undefined,
    lastStatus: 0,
    lastBackground: undefined,
    pipeStatus: [0],
    source: '',
    position: 0,
    firstLine: 1,
  };
}

/** As after fork(2); traps do not reach a subshell, ignored signals do. */
export function copyState(state: ShellState): ShellState {
  return {
    ...state,
    variables: state.variables.copy(),
    functions: new Map(state.functions),
    aliases: new Map(state.aliases),
    options: { ...state.options },
    traps: new Map([...state.traps].filter(([, command]) => command === '')),
    functionNames: [...state.functionNames],
    folders: [...state.folders],
  };
}
