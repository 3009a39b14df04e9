// Pipelines and background commands: every stage at once, joined by pipes with back-pressure.
import type { CommandNode, Pipeline, Statement } from 'unbash';
import { signalNumbers } from '../machine.ts';
import { createPipe } from '../pipe.ts';
import { type ChildProcess, CommandNotFound, type SignalName } from '../program.ts';
import { ShellError } from './control.ts';
import { Descriptor, type DescriptorTable } from './descriptors.ts';
import { expandText, expandWords } from './expansion.ts';
import type { Interpreter } from './interpreter.ts';
import { Gate, Job, signalDescriptions } from './jobs.ts';
import { findProgram, notFound } from './programs.ts';
import { openRedirects } from './redirect.ts';
import { aliasOf, commandWords } from './simple-command.ts';

export async function runPipeline(shell: Interpreter, node: Pipeline): Promise<number> {
  const timed = node.prefixes.find((prefix) => prefix.type === 'Time');
  const startMs = shell.process.clock.now();
  const negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
  let status: number;
  if (node.commands.length === 1) {
    status = await shell.execute(node.commands[0] as CommandNode);
    shell.state.pipeStatus = [status];
  } else {
    const first = node.commands[0]?.pos ?? node.pos;
    const job = await startJob(shell, node.commands, node.operators, shell.state.source.slice(first, node.end));
    status = await waitForeground(shell, job);
  }
  if (timed?.type === 'Time')
    await shell.write(2, timeReport(shell.process.clock.now() - startMs, timed.posix !== undefined || shell.flavour === 'ash'));
  return negated ? (status === 0 ? 1 : 0) : status;
}

function timeReport(realMs: number, posix: boolean): string {
  const seconds = realMs / 1000;
  if (posix) return `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`;
  return `\nreal\t${Math.floor(seconds / 60)}m${(seconds % 60).toFixed(3)}s\nuser\t0m0.000s\nsys\t0m0.000s\n`;
}

/** Starts all stages. In an interactive shell the job can be stopped. */
async function startJob(
  shell: Interpreter,
  commands: readonly CommandNode[],
  operators: Pipeline['operators'],
  text: string,
  background = false,
): Promise<Job> {
  let job: Job | undefined;
  const gate = shell.interactive ? new Gate((byInput) => job?.markStopped(byInput)) : undefined;
  if (gate) gate.foreground = !background;
  const children: ChildProcess[] = [];
  let before: Descriptor | undefined;
  for (const [at, command] of commands.entries()) {
    const table = shell.descriptors.fork();
    if (before) table.set(0, before);
    before = undefined;
    if (at < commands.length - 1) {
      const pipe = createPipe();
      table.set(1, new Descriptor({ output: pipe.output }, true));
      if (operators[at] === '|&') table.set(2, table.get(1)?.hold());
      before = new Descriptor({ input: pipe.input }, true);
    }
    if (gate) guardTerminal(table, gate);
    children.push(await startStage(shell, command, table));
  }
  job = new Job(text, children, gate);
  return job;
}

function guardTerminal(table: DescriptorTable, gate: Gate): void {
  for (const number of [0, 1, 2]) {
    const { input, output } = table.get(number) ?? {};
    if (!input?.terminal && !output?.terminal) continue;
    table.set(
      number,
      new Descriptor({ ...(input ? { input: gate.input(input) } : {}), ...(output ? { output: gate.output(output) } : {}) }, false),
    );
  }
}

/** A single program of the foreground, as a job of its own. Takes over `table`. Throws `CommandNotFound`. */
export async function runProgram(
  shell: Interpreter,
  words: readonly string[],
  table: DescriptorTable,
  env?: Record<string, string>,
): Promise<number> {
  let job: Job | undefined;
  const gate = shell.interactive ? new Gate((byInput) => job?.markStopped(byInput)) : undefined;
  if (gate) guardTerminal(table, gate);
  const child = startProgram(shell, words, table, env);
  if (!gate) return shell.wait(child);
  job = new Job(words.join(' '), [child], gate);
  return waitForeground(shell, job);
}

function startProgram(shell: Interpreter, words: readonly string[], table: DescriptorTable, env?: Record<string, string>): ChildProcess {
  try {
    const found = findProgram(shell, words[0] as string);
    return shell.spawn(found.program, [...found.args, ...words.slice(1)], table, env);
  } catch (error) {
    table.closeAll();
    throw error;
  }
}

/** A program stands for itself; everything else runs in a subshell. */
async function startStage(shell: Interpreter, node: CommandNode, table: DescriptorTable): Promise<ChildProcess> {
  if (node.type !== 'Command' || !node.name || /[`(]/.test(shell.state.source.slice(node.pos, node.end)))
    return forkStage(shell, node, table);
  const name = node.name.text;
  if (shell.builtins.has(name) || shell.state.functions.has(name) || aliasOf(shell, node)) return forkStage(shell, node, table);
  let words: string[];
  try {
    words = await expandWords(shell, commandWords(node));
    const program = words[0];
    if (program === undefined || shell.builtins.has(program) || shell.state.functions.has(program)) return forkStage(shell, node, table);
    const env = shell.variables.environment();
    for (const part of node.prefix)
      if (part.type === 'Assignment' && part.value.type === 'Word') env[part.name] = await expandText(shell, part.value);
    await openRedirects(shell, node.redirects, table);
    return startProgram(shell, words, table, env);
  } catch (error) {
    const status = error instanceof ShellError ? error.status : 127;
    if (error instanceof ShellError) await report(shell, table, error.message);
    else if (error instanceof CommandNotFound) await report(shell, table, notFound(shell, error.message));
    else throw error;
    table.closeAll();
    return { pid: 0, exited: Promise.resolve(status), kill: () => undefined };
  }
}

/** Prints an error where the stage would have printed it. */
async function report(shell: Interpreter, table: DescriptorTable, message: string): Promise<void> {
  const saved = shell.descriptors.get(2)?.hold();
  shell.descriptors.set(2, table.get(2)?.hold());
  await shell.complain(message);
  shell.descriptors.set(2, saved);
}

function forkStage(shell: Interpreter, node: CommandNode, table: DescriptorTable): ChildProcess {
  return shell.fork((sub) => sub.execute(node), table);
}

/** Waits until the job ends or stops; a stopped job gets a number and stays. */
export async function waitForeground(shell: Interpreter, job: Job): Promise<number> {
  const { signal } = shell;
  const stop = () => job.signal((signal.reason as { by?: SignalName })?.by ?? 'SIGTERM');
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const outer = shell.foregroundJob;
  shell.foregroundJob = job;
  try {
    await Promise.race([job.done, job.stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
    shell.foregroundJob = outer;
  }
  if (!job.statuses) {
    shell.jobs.add(job);
    job.stopAnnounced = true;
    await shell.write(2, `\n${job.line(shell.jobs.mark(job))}\n`);
    return 128 + signalNumbers.SIGTSTP;
  }
  shell.jobs.remove(job);
  shell.state.pipeStatus = job.statuses;
  const last = job.statuses.at(-1) ?? 0;
  if (signal.aborted) {
    shell.interruptedStatus = last;
    throw signal.reason;
  }
  if (shell.interactive && job.killedBy && job.killedBy !== 'SIGINT' && last === 128 + signalNumbers[job.killedBy]) {
    await shell.write(2, `${signalDescriptions[job.killedBy] ?? ''}\n`);
  }
  return shell.options.pipefail ? (job.statuses.findLast((status) => status !== 0) ?? 0) : last;
}

/** `command &`. */
export async function runBackground(shell: Interpreter, statement: Statement): Promise<number> {
  const node = statement.command;
  const text = shell.state.source.slice(node.pos, node.end);
  let job: Job;
  if (node.type === 'Pipeline' && node.prefixes.length === 0) job = await startJob(shell, node.commands, node.operators, text, true);
  else if (node.type !== 'AndOr' && node.type !== 'Pipeline') job = await startJob(shell, [node], [], text, true);
  else {
    let stopping: Job | undefined;
    const gate = shell.interactive ? new Gate((byInput) => stopping?.markStopped(byInput)) : undefined;
    const table = shell.descriptors.fork();
    if (gate) {
      gate.foreground = false;
      guardTerminal(table, gate);
    }
    job = stopping = new Job(text, [shell.fork((sub) => sub.andOr(node), table)], gate);
  }
  shell.jobs.add(job);
  const pid = job.children.at(-1)?.pid ?? 0;
  shell.state.lastBackground = String(pid);
  if (shell.interactive) await shell.write(2, `[${job.number}] ${pid}\n`);
  return 0;
}
