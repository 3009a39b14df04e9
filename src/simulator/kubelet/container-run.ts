// One run of a container: a machine whose first process is the container's command.
import type { Clock } from '../../clock.ts';
import {
  CommandNotFound,
  createMachine,
  type FileSystem,
  type Machine,
  type NetworkNamespace,
  type Process,
  type SignalName,
} from '../../shell/index.ts';
import type { Image } from '../images/index.ts';
import type { Container } from '../objects.ts';
import type { ContainerLog } from './container-log.ts';
import { type ContainerStreams, createContainerStreams } from './container-streams.ts';

export interface ContainerRun {
  /** `containerd://…` */
  readonly id: string;
  readonly startedMs: number;
  readonly machine: Machine;
  readonly log: ContainerLog;
  readonly streams: ContainerStreams;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Resolves with the exit code of the first process, when every other process has been killed too. */
  readonly exited: Promise<number>;
  hasExited(): boolean;
  signal(name: SignalName): void;
}

/** The runtime could not start the command; the message is runc's. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
}

export interface RunParts {
  readonly id: string;
  readonly clock: Clock;
  readonly image: Image;
  readonly files: FileSystem;
  readonly log: ContainerLog;
  /** Now, unless it began in an earlier life of its host. */
  readonly startedMs?: number | undefined;
  readonly net: NetworkNamespace;
  readonly hostname: string;
  readonly commandLine: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly user: { readonly name: string; readonly uid: number };
  /** Whether the first process has an input and a terminal. */
  readonly spec: Pick<Container, 'stdin' | 'stdinOnce' | 'tty'>;
  readonly onBug: (error: unknown, process: Process) => void;
}

/** Throws `StartProblem`. */
export function startRun(parts: RunParts): ContainerRun {
  const { id, clock, image, files, log, net, hostname, commandLine, cwd, user, spec, onBug } = parts;
  const env = spec.tty ? { TERM: 'xterm', ...parts.env } : parts.env;
  const streams = createContainerStreams(spec, log);
  let ended = false;
  const machine = createMachine({ programs: image.programs, files, net, clock, hostname, user, onBug });
  if (commandLine.length === 0) throw new StartProblem('failed to generate spec: no command specified');
  try {
    const first = machine.start(commandLine, { env, cwd, init: true, ...streams.process });
    streams.onKeySignal((name) => first.kill(name));
    const exited = first.exited.then(async (code) => {
      ended = true;
      // The end of process 1 is the end of its process namespace.
      await machine.shutDown();
      await streams.end();
      log.end();
      return code;
    });
    const signal = (name: SignalName) => first.kill(name);
    return {
      id,
      startedMs: parts.startedMs ?? clock.now(),
      machine,
      log,
      streams,
      env,
      cwd,
      exited,
      hasExited: () => ended,
      signal,
    };
  } catch (error) {
    if (error instanceof CommandNotFound)
      throw new StartProblem(`${CREATE_FAILED}: error during container init: ${notFound(commandLine[0] ?? '')}`);
    throw error;
  }
}

/** How every refusal of the runtime begins. */
export const CREATE_FAILED =
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process';

/** runc's words for a command that is not there. */
export function notFound(command: string): string {
  const quoted = JSON.stringify(command);
  return command.includes('/')
    ? `exec: ${quoted}: stat ${command}: no such file or directory`
    : `exec: ${quoted}: executable file not found in $PATH`;
}
