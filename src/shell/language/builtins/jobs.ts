// jobs, fg, bg, wait, kill, disown.
import type { SignalName } from '../../program.ts';
import { parseSignal, signalList } from '../../signals.ts';
import { ShellError } from '../control.ts';
import type { Interpreter } from '../interpreter.ts';
import { type Job, settledOrAborted } from '../jobs.ts';
import { waitForeground } from '../pipeline.ts';
import type { Builtin, Builtins } from './builtin.ts';

function need(shell: Interpreter, name: string, spec: string | undefined): Job {
  const job = spec === undefined ? shell.jobs.current : shell.jobs.find(/^\d+$/.test(spec) ? `%${spec}` : spec);
  if (!job) throw new ShellError(`${name}: ${spec ?? 'current'}: no such job`);
  return job;
}

async function fg(shell: Interpreter, args: readonly string[]): Promise<number> {
  if (!shell.interactive) throw new ShellError('fg: no job control');
  const job = need(shell, 'fg', args[0]);
  await shell.write(1, `${job.text}\n`);
  if (job.state === 'Done') {
    shell.jobs.remove(job);
    return job.statuses?.at(-1) ?? 0;
  }
  job.resume(true);
  return waitForeground(shell, job);
}

async function bg(shell: Interpreter, args: readonly string[]): Promise<number> {
  if (!shell.interactive) throw new ShellError('bg: no job control');
  const job = need(shell, 'bg', args[0]);
  if (job.state === 'Running') {
    await shell.complain(`bg: job ${job.number} already in background`);
    return 0;
  }
  job.resume(false);
  await shell.write(1, `[${job.number}]${shell.jobs.mark(job)} ${job.text} &\n`);
  return 0;
}

const jobs: Builtin = async (shell, args) => {
  for (const job of shell.jobs.list()) {
    if (args.includes('-r') && job.state !== 'Running') continue;
    if (args.includes('-s') && !job.state.startsWith('Stopped')) continue;
    if (args.includes('-p')) await shell.write(1, `${job.children[0]?.pid}\n`);
    else await shell.write(1, `${job.line(shell.jobs.mark(job), args.includes('-l'))}\n`);
    if (job.state === 'Done') shell.jobs.remove(job);
  }
  return 0;
};

const wait: Builtin = async (shell, args) => {
  const any = args.includes('-n');
  const specs = args.filter((word) => !word.startsWith('-'));
  const finish = async (job: Job) => {
    const statuses = await settledOrAborted(job.done, shell.signal);
    shell.jobs.remove(job);
    return statuses.at(-1) ?? 0;
  };
  if (any) {
    const running = shell.jobs.list();
    if (running.length === 0) return 127;
    return finish(await settledOrAborted(Promise.race(running.map((job) => job.done.then(() => job))), shell.signal));
  }
  if (specs.length === 0) {
    for (const job of shell.jobs.list()) if (!job.state.startsWith('Stopped')) await finish(job);
    return 0;
  }
  let status = 0;
  for (const spec of specs) {
    const job = shell.jobs.find(spec);
    if (job) status = await finish(job);
    else {
      await shell.complain(spec.startsWith('%') ? `wait: ${spec}: no such job` : `wait: pid ${spec} is not a child of this shell`);
      status = 127;
    }
  }
  return status;
};

const kill: Builtin = async (shell, args) => {
  let signal: SignalName | 0 = 'SIGTERM';
  let at = 0;
  if (args[0] === '-l') {
    const number = Number(args[1]);
    const named = parseSignal(String(number > 128 ? number - 128 : number));
    await shell.write(1, args[1] === undefined ? signalList() : named ? `${named.slice(3)}\n` : '');
    return 0;
  }
  const spec = args[0] === '-s' || args[0] === '-n' ? args[1] : args[0]?.startsWith('-') && args[0] !== '--' ? args[0].slice(1) : undefined;
  if (spec !== undefined) {
    const parsed = parseSignal(spec);
    if (parsed === undefined) throw new ShellError(`kill: ${spec}: invalid signal specification`);
    signal = parsed;
    at = args[0] === '-s' || args[0] === '-n' ? 2 : 1;
  }
  if (args[at] === '--') at++;
  const targets = args.slice(at);
  if (targets.length === 0) {
    await shell.write(2, 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n');
    return 2;
  }
  let status = 0;
  for (const target of targets) {
    const job = shell.jobs.find(target);
    if (job && job.state !== 'Done') {
      if (signal === 0) continue;
      job.signal(signal);
      if (signal === 'SIGCONT') job.resume(false);
      else if (job.state.startsWith('Stopped')) job.gate?.open();
    } else if (target.startsWith('%')) {
      await shell.complain(`kill: ${target}: no such job`);
      status = 1;
    } else if (!/^-?\d+$/.test(target)) {
      await shell.complain(`kill: ${target}: arguments must be process or job IDs`);
      status = 1;
    } else {
      const pid = Math.abs(Number(target));
      const exists = shell.process.host.processes().some((process) => process.pid === pid);
      if (exists && signal !== 0) shell.process.host.kill(pid, signal);
      if (!exists) {
        await shell.complain(`kill: (${target}) - No such process`);
        status = 1;
      }
    }
  }
  return status;
};

export const jobBuiltins: Builtins = {
  jobs,
  fg,
  bg,
  wait,
  kill,
  async disown(shell, args) {
    shell.jobs.remove(need(shell, 'disown', args.filter((word) => !word.startsWith('-'))[0]));
    return 0;
  },
};
