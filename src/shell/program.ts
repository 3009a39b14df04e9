// What a program of the simulated world is given, and what it gives back. Knows nothing of shells, pods or clusters.
import type { Clock } from '../clock.ts';
import type { FileSystem } from './files.ts';
import type { NetworkNamespace } from './network-namespace.ts';

export type Unsubscribe = () => void;

/** A byte stream that a program reads. Shared by all who hold it, like a file descriptor. */
export interface Input {
  /** The next bytes, at least one; undefined at the end. Rejects with the signal's reason when it aborts first. */
  read(signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** The reader goes away: the writer's next write rejects with `BrokenPipe`. May be called twice. */
  close(): void;
  /** The terminal that this stream is (isatty(3)); left out when it is something else. */
  readonly terminal?: Tty;
}

/** A byte stream that a program writes. Text is written as UTF-8. */
export interface Output {
  /** Resolves when the reader has room again. Rejects with `BrokenPipe` when nobody reads any more. */
  write(chunk: Uint8Array | string): Promise<void>;
  /** The end of the stream, seen by the reader after what was written. May be called twice. */
  close(): void;
  /** The terminal that this stream is (isatty(3)); left out when it is something else. */
  readonly terminal?: Tty;
}

/** The reader of a pipe has gone. A program that does not catch it ends like one killed by SIGPIPE (exit code 141). */
export class BrokenPipe extends Error {
  override readonly name = 'BrokenPipe';
}

export type SignalName =
  | 'SIGHUP'
  | 'SIGINT'
  | 'SIGQUIT'
  | 'SIGKILL'
  | 'SIGUSR1'
  | 'SIGUSR2'
  | 'SIGPIPE'
  | 'SIGTERM'
  | 'SIGTSTP'
  | 'SIGCONT'
  | 'SIGWINCH';

/** The reason of `Process.signal` once a signal has ended the process. Exit code 128 + number. */
export class Killed extends Error {
  override readonly name = 'Killed';
  readonly by: SignalName;
  constructor(by: SignalName) {
    super(`killed by ${by}`);
    this.by = by;
  }
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The terminal that a process is attached to, when its standard output is one. */
export interface Tty {
  readonly size: TerminalSize;
  onResize(listener: (size: TerminalSize) => void): Unsubscribe;
  /** Raw: keys arrive as typed, without echo, and Ctrl-C is a byte. Returns the undo. */
  raw(): Unsubscribe;
  /** What is typed, for programs whose standard input is something else (/dev/tty). */
  readonly keys?: Input;
  /** Signals that keys cause (Ctrl-C, Ctrl-Z, Ctrl-\\) and the hang-up reach the newest receiver. Returns the undo. */
  foreground?(receive: (signal: SignalName) => void): Unsubscribe;
}

export interface Process {
  /** The name it was called by, as argv[0]. */
  readonly name: string;
  /** Without the name. */
  readonly args: readonly string[];
  /** Its own copy; changes reach its children only. */
  readonly env: Record<string, string>;
  cwd: string;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly tty?: Tty;
  /** Aborts when a signal with its default action ends the process; the reason is `Killed`. Pass it to everything that waits. */
  readonly signal: AbortSignal;
  /** Handles a signal instead of its default action (SIGKILL cannot be handled). */
  onSignal(name: SignalName, handler: () => void): Unsubscribe;
  readonly clock: Clock;
  readonly files: FileSystem;
  readonly net: NetworkNamespace;
  readonly hostname: string;
  readonly user: { readonly name: string; readonly uid: number };
  /** Process id, as seen inside its own process namespace. */
  readonly pid: number;
  /** The machine that it runs on. */
  readonly host: Host;
  /**
   * Runs another program of the same machine; what is left out is inherited. Throws `CommandNotFound`. A program given
   * as such runs under its parent's name, as after fork(2).
   */
  spawn(program: string | Program, args: readonly string[], options?: SpawnOptions): ChildProcess;
}

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly command: readonly string[];
  readonly startedMs: number;
}

/** What a program can see of its machine. */
export interface Host {
  readonly programs: Programs;
  processes(): readonly ProcessInfo[];
  /** False when there is no such process. */
  kill(pid: number, signal: SignalName): boolean;
}

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: Input;
  readonly stdout?: Output;
  readonly stderr?: Output;
  /** Give the child no terminal, though its parent has one (its streams are pipes). */
  readonly detachTty?: boolean;
}

export interface ChildProcess {
  readonly pid: number;
  /** Its exit code; 128 + number when a signal ended it. Never rejects. */
  readonly exited: Promise<number>;
  kill(signal: SignalName): void;
}

/** No such program on this machine: a shell says `command not found` and exits with 127. */
export class CommandNotFound extends Error {
  override readonly name = 'CommandNotFound';
}

/**
 * Runs until it ends and returns its exit code. It ends soon after `signal` aborts; it may reject with that signal's
 * reason or with `BrokenPipe`, and whoever runs it turns these into 128 + number. Anything else that it throws is a bug.
 */
export type Program = (process: Process) => Promise<number>;

/** The programs of a machine, by the names under which they are found on its path. */
export type Programs = ReadonlyMap<string, Program>;
