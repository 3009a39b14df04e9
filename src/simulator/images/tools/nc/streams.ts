// nc's two streams: the standard ones, or a program's, on one end and a connection on the other.
import { type Connection, createPipe, NetworkError, type Process } from '../../../../shell/index.ts';
import { createDeadline } from '../deadline.ts';

export interface RelayOptions {
  /** Ends after so long without bytes. */
  readonly waitMs: number | undefined;
  readonly endAtEof: boolean;
  /** Ends so long after the end of the standard input. */
  readonly quitMs: number | undefined;
}

/** Both directions at once, until the peer has closed. */
export async function relay(process: Process, connection: Connection, options: RelayOptions): Promise<number> {
  const over = new AbortController();
  const signal = AbortSignal.any([process.signal, over.signal]);
  let idle = createDeadline(process.clock, options.waitMs, signal);
  const sending = (async () => {
    for (;;) {
      const chunk = await process.stdin.read(signal);
      if (!chunk) break;
      await connection.write(chunk);
    }
    if (options.endAtEof) connection.end();
    if (options.quitMs !== undefined) {
      await process.clock.sleep(options.quitMs, signal);
      over.abort();
    }
  })().catch((error: unknown) => {
    // The connection is gone, or the other direction has ended.
    if (!signal.aborted && !(error instanceof NetworkError)) throw error;
  });
  try {
    for (;;) {
      const chunk = await connection.read(idle.signal);
      if (!chunk) break;
      idle.clear();
      await process.stdout.write(chunk);
      idle = createDeadline(process.clock, options.waitMs, signal);
    }
  } catch (error) {
    process.signal.throwIfAborted();
    if (!over.signal.aborted && !idle.expired && !(error instanceof NetworkError)) throw error;
  } finally {
    idle.clear();
    over.abort();
    connection.end();
  }
  await sending;
  return 0;
}

/** Runs a program whose standard streams are the connection. */
export async function runProgram(process: Process, connection: Connection, [name = '', ...args]: readonly string[]): Promise<number> {
  const input = createPipe();
  const child = process.spawn(name, args, {
    stdin: input.input,
    stdout: { write: (chunk) => connection.write(chunk), close: () => connection.end() },
    detachTty: true,
  });
  const over = new AbortController();
  const feeding = (async () => {
    for (;;) {
      const chunk = await connection.read(AbortSignal.any([process.signal, over.signal]));
      if (!chunk) break;
      await input.output.write(chunk);
    }
    input.output.close();
  })().catch((error: unknown) => {
    input.output.close();
    if (!over.signal.aborted && !process.signal.aborted && error instanceof TypeError) throw error;
  });
  const code = await child.exited;
  over.abort();
  connection.end();
  await feeding;
  return code;
}
