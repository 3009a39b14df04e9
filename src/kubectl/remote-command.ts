// A command's streams over one connection: subprotocol v5.channel.k8s.io (apimachinery/pkg/util/remotecommand).
import type { Input, Output, Process, TerminalSize, Tty } from '../shell/program.ts';
import type { Channel } from './connection.ts';
import { Failure, failure } from './failure.ts';
import type { Status } from './objects.ts';

export const REMOTE_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** The first byte of every message. */
const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;

export interface RemoteStreams {
  readonly stdin?: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Puts it into raw mode for as long as the command runs, and tells its size. */
  readonly tty?: Tty;
}

function message(channel: number, bytes: Uint8Array): Uint8Array {
  const framed = new Uint8Array(bytes.length + 1);
  framed[0] = channel;
  framed.set(bytes, 1);
  return framed;
}

/** Resolves with 0 when the command has ended well. Throws `Failure` with its exit code, or with what went wrong. */
export async function streamRemote(channel: Channel, { stdin, stdout, stderr, tty }: RemoteStreams, { signal }: Process): Promise<number> {
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const undo = tty?.raw();
  const encoder = new TextEncoder();
  const resize = ({ columns, rows }: TerminalSize) =>
    channel.send(message(channels.resize, encoder.encode(JSON.stringify({ Width: columns, Height: rows }))));
  const unsubscribe = tty?.onResize(resize);
  if (tty) resize(tty.size);
  const typing = stdin ? pump(stdin, channel, stop) : undefined;
  let status: Status | undefined;
  try {
    for (;;) {
      const received = await channel.receive(signal);
      if (!received) break;
      const body = received.subarray(1);
      if (received[0] === channels.stdout) await stdout.write(body);
      else if (received[0] === channels.stderr) await stderr.write(body);
      else if (received[0] === channels.error) {
        status = JSON.parse(new TextDecoder().decode(body)) as Status;
        break;
      }
    }
    signal.throwIfAborted();
  } finally {
    ended.abort(new Error('the command has ended'));
    unsubscribe?.();
    undo?.();
    channel.close();
    await typing;
  }
  return exitCodeOf(status);
}

/** Sends what is typed until it ends or `stop` aborts. */
async function pump(stdin: Input, channel: Channel, stop: AbortSignal): Promise<void> {
  try {
    for (;;) {
      const bytes = await stdin.read(stop);
      if (!bytes) break;
      channel.send(message(channels.stdin, bytes));
    }
    if (channel.protocol.startsWith('v5')) channel.send(message(channels.close, new Uint8Array([channels.stdin])));
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

function exitCodeOf(status: Status | undefined): number {
  if (!status || status.status === 'Success') return 0;
  if (status.status !== 'Failure') throw failure('error stream protocol error: unknown error');
  if (status.reason !== 'NonZeroExitCode') throw failure(status.message ?? '');
  const cause = status.details?.causes?.find(({ reason }) => reason === 'ExitCode');
  if (!cause) throw failure('error stream protocol error: no ExitCode cause given');
  const code = Number(cause.message);
  throw new Failure(`command terminated with exit code ${code}`, code);
}
