// What is kept of an interactive shell beyond its process: what it knows, never what it runs.
import type { EditedLine } from '../editor/index.ts';
import type { Interpreter } from './interpreter.ts';
import { runText } from './run-text.ts';
import type { ShellOptions } from './state.ts';
import type { KeptVariable } from './variables.ts';

export interface KeptShell {
  readonly cwd: string;
  readonly variables: readonly (readonly [string, KeptVariable])[];
  /** Their definitions. */
  readonly functions: readonly string[];
  readonly aliases: readonly (readonly [string, string])[];
  readonly options: ShellOptions;
  readonly traps: readonly (readonly [string, string])[];
  readonly folders: readonly string[];
  readonly positional: readonly string[];
  readonly lastStatus: number;
  /** The command that had the terminal, as it was typed. */
  readonly foreground?: string | undefined;
  /** What ran or stood still in the background. */
  readonly jobs: readonly string[];
  /** What stood on the prompt; absent while there was none. */
  readonly typed?: EditedLine | undefined;
}

export function keptShell(shell: Interpreter, doing: Pick<KeptShell, 'foreground' | 'typed'>): KeptShell {
  const { state, variables, cwd } = shell;
  return {
    cwd,
    variables: variables.kept(),
    functions: [...state.functions.values()].map(({ source, text }) => source.slice(text.pos, text.end)),
    aliases: [...state.aliases],
    options: state.options,
    traps: [...state.traps],
    folders: state.folders,
    positional: state.positional,
    lastStatus: state.lastStatus,
    jobs: shell.jobs.list().flatMap((job) => (job.state === 'Done' ? [] : [job.state === 'Running' ? `${job.text} &` : job.text])),
    ...doing,
  };
}

/** 128 and SIGHUP: what `$?` is after a command whose terminal went. */
const HUNG_UP = 129;

/** Gives a fresh shell what an earlier one knew, and says on the terminal what did not outlive it. */
export async function resumeShell(shell: Interpreter, kept: KeptShell): Promise<void> {
  const { state, variables, process } = shell;
  variables.restore(kept.variables);
  for (const definition of kept.functions) await runText(shell, definition);
  for (const [name, text] of kept.aliases) state.aliases.set(name, text);
  for (const [name, command] of kept.traps) state.traps.set(name, command);
  Object.assign(state.options, kept.options);
  state.folders.push(...kept.folders);
  state.positional = kept.positional;
  state.lastStatus = kept.foreground === undefined ? kept.lastStatus : HUNG_UP;
  const { foreground, typed, jobs } = kept;
  const width = process.tty?.size.columns ?? 80;
  if (typed) await process.stdout.write(`${typed.row > 0 ? `\x1b[${typed.row}A` : ''}\r\x1b[J`);
  else {
    // Wherever the cursor stood: at the start of a line, and of the next one unless it stood there.
    await process.stdout.write(`${' '.repeat(width - 1)}\r\x1b[K`);
    if (foreground !== undefined) await process.stdout.write(`\x1b]133;D;${HUNG_UP}\x07`);
  }
  const stopped = [...jobs, ...(foreground === undefined ? [] : [foreground])];
  for (const command of stopped) await process.stdout.write(`[podkova: "${onOneLine(command)}" was stopped by the restart]\n`);
}

const onOneLine = (command: string) => command.trim().replace(/\s*\n\s*/g, '; ');
