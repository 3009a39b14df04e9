// What a container's first process reads and writes: its log, and whoever is attached (containerd internal/cri/io/container_io.go).
import { BrokenPipe, createPipe, createPty, type Input, type Output, type StartOptions } from '../../shell/index.ts';
import type { AttachQuery } from '../apiserver/index.ts';
import type { Container } from '../objects.ts';
import type { ContainerLog } from './container-log.ts';

export interface ContainerStreams {
  readonly process: Pick<StartOptions, 'stdin' | 'stdout' | 'stderr' | 'tty'>;
  /** Without it nobody can say what keys like Ctrl-C do on the container's terminal. Returns the undo. */
  onKeySignal(receive: Parameters<NonNullable<NonNullable<StartOptions['tty']>['foreground']>>[0]): void;
  /** Resolves at `end`, when `signal` aborts, or when the query's input ends that others may go on writing to. */
  attach(query: AttachQuery, signal: AbortSignal): Promise<void>;
  /** Resolves when everything that was written has reached the log and those who are attached. */
  end(): Promise<void>;
}

type Attached = Pick<AttachQuery, 'stdout' | 'stderr'>;
type StreamName = keyof Attached;

/** A terminal before anybody has told its size. */
const DEFAULT_SIZE = { columns: 80, rows: 24 };
/** What a container that waits for its one `kubectl run -i` keeps for it, as a pipe does. */
const HELD_BYTES = 65_536;

export function createContainerStreams({ stdin, stdinOnce, tty }: Pick<Container, 'stdin' | 'stdinOnce' | 'tty'>, log: ContainerLog) {
  const groups = new Set<Attached>();
  const ended = new AbortController();
  let held: { readonly name: StreamName; readonly bytes: Uint8Array }[] | undefined = stdin && stdinOnce ? [] : undefined;
  let heldBytes = 0;

  async function hand(to: Attached, name: StreamName, bytes: Uint8Array): Promise<void> {
    try {
      await to[name]?.write(bytes);
    } catch (error) {
      if (!(error instanceof BrokenPipe)) throw error;
      groups.delete(to);
    }
  }

  async function write(name: StreamName, bytes: Uint8Array): Promise<void> {
    await log[name].write(bytes);
    if (held && heldBytes + bytes.length <= HELD_BYTES) {
      held.push({ name, bytes });
      heldBytes += bytes.length;
    }
    for (const to of [...groups]) await hand(to, name, bytes);
  }

  const output = (name: StreamName): Output => ({
    write: (chunk) => write(name, typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk.slice()),
    close: () => undefined,
  });

  const pty = tty ? createPty(DEFAULT_SIZE) : undefined;
  const pipe = stdin && !tty ? createPipe() : undefined;
  const shown = pty ? show(pty.end) : undefined;

  async function show(end: { read(): Promise<Uint8Array | undefined> }): Promise<void> {
    for (let bytes = await end.read(); bytes; bytes = await end.read()) await write('stdout', bytes);
  }

  /** Ends with the input. */
  async function typeFrom(input: Input, signal: AbortSignal): Promise<void> {
    for (let bytes = await input.read(signal); bytes; bytes = await input.read(signal)) {
      if (pty) pty.end.write(bytes);
      else await pipe?.output.write(bytes);
    }
  }

  async function attach(query: AttachQuery, given: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([given, ended.signal]);
    const to: Attached = { ...(query.stdout && { stdout: query.stdout }), ...(query.stderr && { stderr: query.stderr }) };
    const undo = pty ? query.onResize?.((size) => pty.end.resize(size)) : undefined;
    if (pty && query.size) pty.end.resize(query.size);
    const kept = held ?? [];
    held = undefined;
    groups.add(to);
    for (const { name, bytes } of kept) await hand(to, name, bytes);
    try {
      if (query.stdin && stdin) {
        await typeFrom(query.stdin, signal);
        // What was opened for one attached client ends with it; a terminal does not.
        if (stdinOnce) pipe?.output.close();
        else if (!pty) return;
      }
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    } catch (error) {
      if (!signal.aborted && !(error instanceof BrokenPipe)) throw error;
    } finally {
      undo?.();
      await (ended.signal.aborted ? shown : undefined);
      groups.delete(to);
    }
  }

  const streams: ContainerStreams = {
    process: pty
      ? { stdin: pty.stdin, stdout: pty.stdout, stderr: pty.stdout, tty: pty.tty }
      : { ...(pipe && { stdin: pipe.input }), stdout: output('stdout'), stderr: output('stderr') },
    onKeySignal: (receive) => void pty?.tty.foreground(receive),
    attach,
    async end() {
      pipe?.input.close();
      pty?.stdout.close();
      ended.abort();
      await shown;
      pty?.end.close();
    },
  };
  return streams;
}
