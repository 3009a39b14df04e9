// A machine that runs programs: a process table, signals, exit codes. A workstation is one, so is every container.
import type { Clock } from '../clock.ts';
import type { FileSystem } from './files.ts';
import type { NetworkNamespace } from './network-namespace.ts';
import { nothing } from './pipe.ts';
import {
  BrokenPipe,
  type ChildProcess,
  CommandNotFound,
  type Host,
  type Input,
  Killed,
  type Output,
  type Process,
  type ProcessInfo,
  type Program,
  type Programs,
  type SignalName,
  type SpawnOptions,
  type Tty,
} from './program.ts';

/** Linux' numbers (signal(7)). */
export const signalNumbers: Readonly<Record<SignalName, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGTERM: 15,
  SIGCONT: 18,
  SIGTSTP: 20,
  SIGWINCH: 28,
};

/** Signals whose default action is not to end the process. */
const harmless: ReadonlySet<SignalName> = new Set(['SIGCONT', 'SIGTSTP', 'SIGWINCH']);

export interface MachineParts {
  readonly programs: Programs;
  readonly files: FileSystem;
  readonly net: NetworkNamespace;
  readonly clock: Clock;
  readonly hostname: string;
  readonly user: { readonly name: string; readonly uid: number };
  /** Hears of a program that threw something which is no way to end: a bug. The process exits with 70. */
  readonly onBug?: (error: unknown, process: Process) => void;
}

export interface StartOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdin?: Input;
  readonly stdout?: Output;
  readonly stderr?: Output;
  readonly tty?: Tty;
  /** The first process of its process namespace: of the signals that it does not handle only SIGKILL reaches it (pid_namespaces(7)). */
  readonly init?: boolean;
}

export interface Machine extends MachineParts, Host {
  /** Starts `argv[0]`. Throws `CommandNotFound` when the machine has no such program. */
  start(argv: readonly string[], options: StartOptions): ChildProcess;
  /** Runs `program` itself, though it may not be on the path, under the name `argv[0]`. */
  run(program: Program, argv: readonly string[], options: StartOptions): ChildProcess;
  /** Ends every process; resolves when all have gone. */
  shutDown(): Promise<void>;
}

interface Running {
  readonly info: ProcessInfo;
  readonly child: ChildProcess;
}

export function createMachine(parts: MachineParts): Machine {
  const running = new Map<number, Running>();
  let lastPid = 0;

  function run(program: Program, argv: readonly string[], options: StartOptions, parent = 0): ChildProcess {
    const [name = '', ...args] = argv;
    const pid = ++lastPid;
    const ending = new AbortController();
    const handlers = new Map<SignalName, Set<() => void>>();
    const kill = (signal: SignalName) => {
      const handled = handlers.get(signal);
      if (handled?.size && signal !== 'SIGKILL') for (const handle of [...handled]) handle();
      else if (options.init && signal !== 'SIGKILL') return;
      else if (!harmless.has(signal) && !ending.signal.aborted) ending.abort(new Killed(signal));
    };
    const process: Process = {
      ...parts,
      name,
      args,
      env: { ...options.env },
      cwd: options.cwd,
      stdin: options.stdin ?? nothing,
      stdout: options.stdout ?? nothing,
      stderr: options.stderr ?? nothing,
      ...(options.tty ? { tty: options.tty } : {}),
      signal: ending.signal,
      onSignal(signal, handler) {
        const set = handlers.get(signal) ?? new Set();
        handlers.set(signal, set.add(handler));
        return () => set.delete(handler);
      },
      pid,
      host,
      spawn(child, childArgs, spawnOptions) {
        const inherited = inherit(process, spawnOptions);
        if (typeof child === 'string') return start([child, ...childArgs], inherited, pid);
        return run(child, [name, ...childArgs], inherited, pid);
      },
    };
    let exited: Promise<number> = Promise.resolve(0);
    const child: ChildProcess = {
      pid,
      kill,
      get exited() {
        return exited;
      },
    };
    running.set(pid, { info: { pid, parent, command: argv, startedMs: parts.clock.now() }, child });
    exited = settle(program, process, parts.onBug).finally(() => running.delete(pid));
    return child;
  }

  function start(argv: readonly string[], options: StartOptions, parent = 0): ChildProcess {
    const name = argv[0] ?? '';
    const program = parts.programs.get(name) ?? parts.programs.get(name.replace(/^\/(usr\/)?(local\/)?s?bin\//, ''));
    if (!program) throw new CommandNotFound(name);
    return run(program, argv, options, parent);
  }

  const host: Host = {
    programs: parts.programs,
    processes: () => [...running.values()].map(({ info }) => info),
    kill(pid, signal) {
      const found = running.get(pid);
      found?.child.kill(signal);
      return found !== undefined;
    },
  };

  return {
    ...parts,
    ...host,
    start: (argv, options) => start(argv, options),
    run: (program, argv, options) => run(program, argv, options),
    async shutDown() {
      const all = [...running.values()];
      for (const { child } of all) child.kill('SIGKILL');
      await Promise.all(all.map(({ child }) => child.exited));
    },
  };
}

function inherit(parent: Process, options: SpawnOptions = {}): StartOptions {
  return {
    env: options.env ?? parent.env,
    cwd: options.cwd ?? parent.cwd,
    stdin: options.stdin ?? parent.stdin,
    stdout: options.stdout ?? parent.stdout,
    stderr: options.stderr ?? parent.stderr,
    ...(parent.tty && !options.detachTty ? { tty: parent.tty } : {}),
  };
}

/** EX_SOFTWARE of sysexits(3): an internal software error. */
const BUG_EXIT_CODE = 70;

async function settle(program: Program, process: Process, onBug: MachineParts['onBug']): Promise<number> {
  // A program that ignores its signal is left behind, as the kernel would not ask it either.
  const killed = new Promise<number>((resolve) => {
    process.signal.addEventListener('abort', () => queueMicrotask(() => resolve(exitCodeOf(process.signal.reason) ?? BUG_EXIT_CODE)), {
      once: true,
    });
  });
  try {
    return await Promise.race([program(process), killed]);
  } catch (error) {
    const code = exitCodeOf(error);
    if (code !== undefined) return code;
    onBug?.(error, process);
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await process.stderr.write(`${process.name}: internal error: ${text}\n`).catch(() => undefined);
    return BUG_EXIT_CODE;
  }
}

/** 128 + number for the ways in which a signal ends a program; undefined for anything else. */
function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof Killed) return 128 + signalNumbers[error.by];
  if (error instanceof BrokenPipe) return 128 + signalNumbers.SIGPIPE;
  return undefined;
}
