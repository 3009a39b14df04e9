// The shell that somebody types into: prompts, history, jobs that end, keys that interrupt.
import { createLineEditor, type EditedLine, type History, type LineEditor } from '../editor/index.ts';
import { describeFileError } from '../file-errors.ts';
import { FileError } from '../files.ts';
import { resolvePath } from '../paths.ts';
import { Killed, type SignalName } from '../program.ts';
import { createCompletion } from './complete.ts';
import { CommandAbandoned, FunctionReturn, LoopJump, ShellExit } from './control.ts';
import type { Interpreter } from './interpreter.ts';
import { type KeptShell, keptShell, resumeShell } from './kept-shell.ts';
import { expandPrompt } from './prompt.ts';
import { completenessOf, runText } from './run-text.ts';
import { createHistory } from './saved-history.ts';
import type { ShellParts } from './shell.ts';

/** OSC 133, by which a screen, a test or a screen reader finds prompts, commands and exit codes. */
const mark = (what: string) => `\x1b]133;${what}\x07`;

const defaultPrompts = {
  bash: '\\[\\e[1;32m\\]\\u@\\h\\[\\e[0m\\]:\\[\\e[1;34m\\]\\w\\[\\e[0m\\]\\$ ',
  ash: '\\w \\$ ',
};

/** Reads and runs commands until the end of input or `exit`. Resolves with the exit code. */
export async function runInteractive(shell: Interpreter, parts: ShellParts): Promise<number> {
  const { process, variables, state } = shell;
  const { tty } = process;
  if (!tty) return runText(shell, '');
  shell.interactive = true;
  variables.assign('PS1', variables.value('PS1') ?? parts.prompt ?? defaultPrompts[parts.flavour]);
  variables.dynamic.set('COLUMNS', () => String(tty.size.columns));
  variables.dynamic.set('LINES', () => String(tty.size.rows));
  const history = createHistory(
    process.files,
    resolvePath(variables.value('HOME') ?? '/', parts.flavour === 'bash' ? '.bash_history' : '.ash_history'),
  );
  state.history = history;
  const editor = createLineEditor({
    input: process.stdin,
    output: process.stdout,
    tty,
    history,
    complete: createCompletion(shell, parts.completers ?? new Map()),
    clock: process.clock,
    onEdit: () => changed(),
  });
  /** The command that has the terminal; undefined at a prompt. */
  let foreground: string | undefined;
  let atPrompt: KeptShell | undefined;
  /** In the middle of a function, only what was before it makes sense to a later shell. */
  const read = (): KeptShell => {
    if (foreground === undefined || !atPrompt || !variables.inFrame)
      atPrompt = keptShell(shell, foreground === undefined ? { typed: editor.line() } : { foreground });
    return foreground === undefined ? atPrompt : { ...atPrompt, foreground, typed: undefined };
  };
  const changed = () => parts.onChange?.(read);

  const ending = new AbortController();
  let interrupt = new AbortController();
  const receive = (name: SignalName) => {
    if (name === 'SIGHUP') {
      for (const job of shell.jobs.list()) job.signal('SIGHUP');
      interrupt.abort(new Killed(name));
      ending.abort(new Killed(name));
    } else if (name === 'SIGTSTP') shell.foregroundJob?.gate?.stop();
    else if (name === 'SIGINT' || name === 'SIGQUIT') interrupt.abort(new Killed(name));
  };
  const release = tty.foreground?.(receive);
  for (const name of ['SIGHUP', 'SIGINT', 'SIGQUIT'] as const) process.onSignal(name, () => receive(name));
  process.onSignal('SIGTERM', () => undefined);

  const run = async (text: string): Promise<void> => {
    interrupt = new AbortController();
    // Whoever started this shell may have become the newest receiver meanwhile.
    const handBack = tty.foreground?.(receive);
    shell.signal = AbortSignal.any([process.signal, interrupt.signal]);
    shell.interruptedStatus = undefined;
    try {
      state.lastStatus = await runText(shell, text, { firstLine: state.firstLine });
    } catch (error) {
      if (error instanceof CommandAbandoned || error instanceof FunctionReturn) state.lastStatus = error.status;
      else if (error instanceof LoopJump) state.lastStatus = 0;
      else if (error instanceof ShellExit) {
        state.lastStatus = error.status;
        throw error;
      } else if (interrupt.signal.aborted && error === interrupt.signal.reason) {
        ending.signal.throwIfAborted();
        state.lastStatus = shell.interruptedStatus ?? 130;
        if (state.lastStatus > 128) await shell.write(2, '\n');
      } else throw error;
    } finally {
      handBack?.();
    }
    const trap = interrupt.signal.aborted ? state.traps.get('INT') : undefined;
    shell.signal = process.signal;
    if (trap) await shell.evaluate(trap);
    await shell.runTraps();
  };

  try {
    if (parts.known) await resumeShell(shell, parts.known);
    else await readStartFile(shell, parts, run);
    let typed = parts.known?.typed;
    for (;;) {
      await announceJobs(shell);
      const command = variables.value('PROMPT_COMMAND');
      if (command) await shell.evaluate(command);
      const text = await readCommand(shell, editor, history, AbortSignal.any([process.signal, ending.signal]), typed);
      typed = undefined;
      if (text === undefined) break;
      if (!text.trim()) continue;
      foreground = text;
      changed();
      await process.stdout.write(mark('C'));
      try {
        await run(text);
      } finally {
        foreground = undefined;
        changed();
        await process.stdout.write(mark(`D;${state.lastStatus}`)).catch(() => undefined);
      }
    }
    if (parts.flavour === 'bash') await shell.write(2, 'exit\n');
    return state.lastStatus;
  } finally {
    history.save();
    release?.();
  }
}

/** A whole command, over several lines if need be; '' when it was given up, undefined at the end of input. */
async function readCommand(
  shell: Interpreter,
  editor: LineEditor,
  history: History,
  signal: AbortSignal,
  typed: EditedLine | undefined,
): Promise<string | undefined> {
  const prompt = async (name: string) => expandPrompt(shell, shell.variables.value(name) ?? '');
  let text = '';
  let remembered = '';
  for (;;) {
    const shown = text === '' ? `${mark('A')}${await prompt('PS1')}${mark('B')}` : await prompt('PS2');
    const answer = await editor.read(shown, signal, text === '' ? typed : undefined);
    if (answer.kind === 'interrupted') {
      shell.state.lastStatus = 130;
      return '';
    }
    if (answer.kind === 'ended') {
      if (text === '') return undefined;
      await runText(shell, text).catch(() => undefined);
      return '';
    }
    const before = text;
    text += `${answer.text}\n`;
    remembered = before === '' ? answer.text : joinForHistory(remembered, answer.text, before);
    if (completenessOf(text) === 'incomplete') continue;
    history.add(remembered);
    return text;
  }
}

/** Lines of one command as a single one where that means the same (cmdhist). */
function joinForHistory(remembered: string, line: string, before: string): string {
  if (/\\$/.test(remembered) && !/\\\\$/.test(remembered)) return remembered.slice(0, -1) + line;
  const inText = completenessOf(`${before.trimEnd()} x\n`) === 'incomplete' && /<<|["'`]/.test(before);
  if (inText) return `${remembered}\n${line}`;
  const joiner = /(^|[\s;])(do|then|else|in|\{)$|[|&;({]$/.test(remembered.trimEnd()) ? ' ' : '; ';
  return `${remembered.trimEnd()}${joiner}${line.trim()}`;
}

async function announceJobs(shell: Interpreter): Promise<void> {
  for (const job of shell.jobs.unannounced()) {
    await shell.write(2, `${job.line(shell.jobs.mark(job))}\n`);
    job.stopAnnounced = true;
    if (job.state === 'Done') shell.jobs.remove(job);
  }
}

async function readStartFile(shell: Interpreter, parts: ShellParts, run: (text: string) => Promise<void>): Promise<void> {
  const path = resolvePath(shell.variables.value('HOME') ?? '/', parts.flavour === 'bash' ? '.bashrc' : '.profile');
  if (!shell.files.status(path)) return;
  try {
    await run(shell.files.readText(path));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await shell.complain(`${path}: ${describeFileError(error)}`);
  }
}
