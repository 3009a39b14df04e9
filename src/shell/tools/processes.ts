// Tools about processes: env, xargs, timeout, watch, ps, kill, nohup.

import { createCollector, linesOf, readAll } from '../pipe.ts';
import { strftime } from '../printf.ts';
import { CommandNotFound, type Process, type Program, type SignalName } from '../program.ts';
import { parseSignal, signalList } from '../signals.ts';
import { textWidth } from '../text-width.ts';
import { parseDuration } from './basic.ts';
import { complain, followChild, joinLines, runChild, tool, UsageError } from './tool.ts';

/** Runs a program; 127 with a complaint when there is none. */
async function runOr127(process: Process, words: readonly string[], options: Parameters<typeof runChild>[3] = {}): Promise<number> {
  const [name = '', ...args] = words;
  try {
    return await runChild(process, name, args, options);
  } catch (error) {
    if (!(error instanceof CommandNotFound)) throw error;
    await complain(
      process,
      process.name === 'timeout'
        ? `failed to run command '${name}': No such file or directory`
        : `'${name}': No such file or directory`.replace(/^'(.*)':/, process.name === 'xargs' ? '$1:' : "'$1':"),
    );
    return 127;
  }
}

const env = tool({ flags: 'i0', values: 'uC', posix: true }, async (process, options) => {
  const variables: Record<string, string> = options.has('i') ? {} : { ...process.env };
  for (const name of options.all('u')) delete variables[name];
  const words = [...options.operands];
  while (words[0]?.includes('=')) {
    const word = words.shift() as string;
    variables[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
  }
  if (words.length > 0) return runOr127(process, words, { env: variables });
  await process.stdout.write(joinLines(Object.entries(variables).map(([name, value]) => `${name}=${value}`)));
  return 0;
});

const printenv: Program = async (process) => {
  if (process.args.length === 0)
    await process.stdout.write(joinLines(Object.entries(process.env).map(([name, value]) => `${name}=${value}`)));
  let status = 0;
  for (const name of process.args) {
    if (process.env[name] === undefined) status = 1;
    else await process.stdout.write(`${process.env[name]}\n`);
  }
  return status;
};

/** Arguments in a text as xargs reads them: blanks part them, quotes and backslashes keep them whole. */
function splitArguments(text: string): string[] {
  const words: string[] = [];
  for (const match of text.matchAll(/(?:"([^"]*)"|'([^']*)'|\\([\s\S])|[^\s"'\\])+/g)) {
    words.push(match[0].replace(/"([^"]*)"|'([^']*)'|\\([\s\S])/g, (_, double, single, escaped) => double ?? single ?? escaped));
  }
  return words;
}

const xargs = tool(
  {
    flags: 'r0tp',
    values: 'nILPdsE',
    posix: true,
    long: { 'no-run-if-empty': 'r', null: '0', replace: 'I', 'max-args': 'n', 'max-procs': 'P' },
  },
  async (process, options) => {
    const command = options.operands.length > 0 ? options.operands : ['echo'];
    let status = 0;
    const run = async (words: readonly string[]) => {
      if (options.has('t')) await process.stderr.write(`${words.join(' ')}\n`);
      const code = await runOr127(process, words, { stdin: { read: async () => undefined, close: () => undefined } });
      process.signal.throwIfAborted();
      if (code === 127 || code === 126) status = code;
      else if (code !== 0) status = 123;
      return code !== 127;
    };
    const placeholder = options.value('I');
    if (placeholder !== undefined || options.has('L')) {
      for await (const line of linesOf(process.stdin, process.signal)) {
        const text = line.trim();
        if (!text) continue;
        const words =
          placeholder === undefined ? [...command, ...splitArguments(text)] : command.map((word) => word.replaceAll(placeholder, text));
        if (!(await run(words))) return status;
      }
      return status;
    }
    const perRun = options.count('n') ?? Number.POSITIVE_INFINITY;
    const separator = options.has('0') ? '\0' : options.value('d')?.replace('\\n', '\n');
    const text = await readAll(process.stdin, process.signal);
    const words = separator === undefined ? splitArguments(text) : text.split(separator).filter(Boolean);
    if (words.length === 0) {
      if (!options.has('r')) await run(command);
      return status;
    }
    for (let at = 0; at < words.length; at += perRun) {
      const end = Math.min(words.length, at + perRun);
      if (!(await run([...command, ...words.slice(at, end)]))) return status;
    }
    return status;
  },
);

const timeout = tool(
  {
    flags: 'vf',
    values: 'sk',
    posix: true,
    status: 125,
    long: { signal: 's', 'kill-after': 'k', foreground: 'f', 'preserve-status': 'v' },
  },
  async (process, options) => {
    const [duration, name, ...args] = options.operands;
    if (duration === undefined || name === undefined) throw new UsageError('', { status: 125, hint: true });
    const signal = parseSignal(options.value('s') ?? 'TERM');
    if (!signal) throw new UsageError(`${options.value('s')}: invalid signal`, { status: 125, hint: true });
    const seconds = parseDuration(duration);
    let child: ReturnType<Process['spawn']>;
    try {
      child = process.spawn(name, args);
    } catch (error) {
      if (!(error instanceof CommandNotFound)) throw error;
      await complain(process, `failed to run command '${name}': No such file or directory`);
      return 127;
    }
    let timedOut = false;
    const cancels: (() => void)[] = [];
    if (seconds > 0) {
      const expire = () => {
        timedOut = true;
        child.kill(signal);
        const killAfter = options.value('k');
        if (killAfter !== undefined) cancels.push(process.clock.after(parseDuration(killAfter) * 1000, () => child.kill('SIGKILL')));
      };
      cancels.push(process.clock.after(seconds * 1000, expire));
    }
    try {
      const code = await followChild(process, child);
      return timedOut && code !== 137 && !options.has('v') ? 124 : code;
    } finally {
      for (const cancel of cancels) cancel();
    }
  },
);

const watch = tool(
  {
    flags: 'dtegbcx',
    values: 'n',
    posix: true,
    long: { interval: 'n', differences: 'd', 'no-title': 't', errexit: 'e', chgexit: 'g', exec: 'x', color: 'c' },
  },
  async (process, options) => {
    const { operands } = options;
    if (operands.length === 0) throw new UsageError('usage: watch [options] command');
    const seconds = Math.max(0.1, Number(options.value('n') ?? 2));
    if (Number.isNaN(seconds)) throw new UsageError(`failed to parse argument: '${options.value('n')}'`);
    const { tty } = process;
    const command = operands.join(' ');
    const enter = tty ? '\x1b[?1049h\x1b[?25l' : '';
    await process.stdout.write(enter);
    let before: string | undefined;
    try {
      for (;;) {
        const size = tty?.size ?? { columns: 80, rows: 24 };
        const collector = createCollector(1024 * 1024);
        const [name, args] = options.has('x') ? [operands[0] as string, operands.slice(1)] : ['sh', ['-c', command]];
        const code = await runChild(process, name, args, { stdout: collector, stderr: collector, detachTty: true });
        process.signal.throwIfAborted();
        const text = collector.text();
        const title = `Every ${seconds.toFixed(1)}s: ${command}`;
        const right = `${process.hostname}: ${strftime('%a %b %e %H:%M:%S %Y', process.clock.now())}`;
        const room = size.columns - right.length - 1;
        const head = options.has('t')
          ? []
          : [`${title.slice(0, Math.max(0, room)).padEnd(Math.max(0, room))} ${right}`.slice(0, size.columns), ''];
        const lines = [
          ...head,
          ...text
            .replace(/\n$/, '')
            .replace(/\t/g, '        ')
            .split('\n')
            .map((line) => line.slice(0, size.columns)),
        ].slice(0, size.rows);
        await process.stdout.write(
          `\x1b[H${lines.map((line) => (textWidth(line) < size.columns ? `${line}\x1b[K` : line)).join('\r\n')}\x1b[J`,
        );
        if (options.has('e') && code !== 0) return 8;
        if (options.has('g') && before !== undefined && before !== text) return 0;
        before = text;
        await process.clock.sleep(seconds * 1000, process.signal);
      }
    } finally {
      if (tty) await process.stdout.write('\x1b[?25h\x1b[?1049l').catch(() => undefined);
    }
  },
);

const ps: Program = async (process) => {
  const all = process.host.processes();
  const wide = process.args.some((word) => /[aefuxA]/.test(word));
  const time = (ms: number) => strftime('%H:%M', ms);
  const shown = wide ? all : all.filter((one) => one.command[0] !== undefined);
  if (process.args.some((word) => word.includes('u'))) {
    await process.stdout.write('USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n');
    for (const one of shown) {
      await process.stdout.write(
        `${process.user.name.padEnd(8)} ${String(one.pid).padStart(7)}  0.0  0.0   4000  3000 ?        S    ${time(one.startedMs)}   0:00 ${one.command.join(' ')}\n`,
      );
    }
  } else if (process.args.some((word) => word.includes('f'))) {
    await process.stdout.write('UID          PID    PPID  C STIME TTY          TIME CMD\n');
    for (const one of shown) {
      await process.stdout.write(
        `${process.user.name.padEnd(8)} ${String(one.pid).padStart(7)} ${String(one.parent).padStart(7)}  0 ${time(one.startedMs)} ?        00:00:00 ${one.command.join(' ')}\n`,
      );
    }
  } else {
    await process.stdout.write('    PID TTY          TIME CMD\n');
    for (const one of shown) {
      const text = wide ? one.command.join(' ') : (one.command[0] ?? '').replace(/^.*\//, '');
      await process.stdout.write(`${String(one.pid).padStart(7)} ${wide ? '?    ' : 'pts/0'}    00:00:00 ${text}\n`);
    }
  }
  return 0;
};

const kill: Program = async (process) => {
  const [first, ...rest] = process.args;
  if (first === '-l') {
    await process.stdout.write(signalList());
    return 0;
  }
  const named = first === '-s' ? rest[0] : first?.startsWith('-') ? first.slice(1) : undefined;
  const signal: SignalName | 0 | undefined = named === undefined ? 'SIGTERM' : parseSignal(named);
  const targets = first === '-s' ? rest.slice(1) : named === undefined ? process.args : rest;
  if (signal === undefined || targets.length === 0) {
    await complain(process, signal === undefined ? `unknown signal ${named}` : 'not enough arguments');
    return 1;
  }
  let status = 0;
  for (const target of targets) {
    const exists = process.host.processes().some((one) => String(one.pid) === target);
    if (exists && signal !== 0) process.host.kill(Number(target), signal);
    if (exists) continue;
    await complain(process, `(${target}): No such process`);
    status = 1;
  }
  return status;
};

export const processTools: Readonly<Record<string, Program>> = {
  env,
  printenv,
  xargs,
  timeout,
  watch,
  ps,
  kill,
  nohup: async (process) => {
    const release = process.onSignal('SIGHUP', () => undefined);
    try {
      return await runOr127(process, process.args);
    } finally {
      release();
    }
  },
};
