// One DNS question to one server, over UDP or TCP.
import type { Clock } from '../../../clock.ts';
import { type Connection, NetworkError, type NetworkNamespace } from '../../../shell/network-namespace.ts';
import { createQuery, type DnsMessage, decodeMessage, encodeMessage } from './message.ts';

export interface QueryOptions {
  readonly net: NetworkNamespace;
  readonly clock: Clock;
  /** An address. */
  readonly server: string;
  readonly port?: number;
  readonly name: string;
  readonly type: string;
  readonly timeoutMs: number;
  /** Ask over TCP from the start. A truncated answer is asked for again over TCP unless `keepTruncated`. */
  readonly tcp?: boolean;
  readonly keepTruncated?: boolean;
  readonly edns?: boolean;
  readonly recursion?: boolean;
  readonly signal?: AbortSignal;
}

export interface QueryAnswer {
  readonly message: DnsMessage;
  readonly overTcp: boolean;
  readonly receivedBytes: number;
  readonly afterMs: number;
}

/** Rejects with `NetworkError` (ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH …), `DnsFormatError`, or the signal's reason. */
export async function query(options: QueryOptions): Promise<QueryAnswer> {
  const { clock } = options;
  const startedMs = clock.now();
  const wanted = createQuery(queryId(options.name + options.type, startedMs), options.name, options.type, options);
  const withTcp = async (): Promise<QueryAnswer> => {
    const bytes = await askTcp(options, wanted);
    return { message: decodeMessage(bytes), overTcp: true, receivedBytes: bytes.length, afterMs: clock.now() - startedMs };
  };
  if (options.tcp) return withTcp();
  const bytes = await askUdp(options, wanted);
  const message = decodeMessage(bytes);
  if (message.truncated && !options.keepTruncated) return withTcp();
  return { message, overTcp: false, receivedBytes: bytes.length, afterMs: clock.now() - startedMs };
}

/** An id that differs between questions; the same world gives the same ids. */
export function queryId(text: string, nowMs: number): number {
  let hash = Math.floor(nowMs * 1000) & 0xffff;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) & 0xffff;
  return hash;
}

/** A signal that aborts after `timeoutMs` with ETIMEDOUT, or with `outer`. Call `done` when it is no longer needed. */
export function deadline(clock: Clock, timeoutMs: number, outer?: AbortSignal): { readonly signal: AbortSignal; done(): void } {
  const control = new AbortController();
  const cancel = clock.after(timeoutMs, () => control.abort(new NetworkError('ETIMEDOUT')));
  const stop = () => control.abort(outer?.reason);
  if (outer?.aborted) stop();
  outer?.addEventListener('abort', stop, { once: true });
  return {
    signal: control.signal,
    done() {
      cancel();
      outer?.removeEventListener('abort', stop);
    },
  };
}

async function askUdp(options: QueryOptions, wanted: DnsMessage): Promise<Uint8Array> {
  const socket = options.net.udp();
  const limit = deadline(options.clock, options.timeoutMs, options.signal);
  try {
    socket.send({ address: options.server, port: options.port ?? 53 }, encodeMessage(wanted));
    for (;;) {
      const { bytes } = await socket.receive(limit.signal);
      if (((bytes[0] ?? 0) << 8) + (bytes[1] ?? 0) === wanted.id) return bytes;
    }
  } finally {
    limit.done();
    socket.close();
  }
}

async function askTcp(options: QueryOptions, wanted: DnsMessage): Promise<Uint8Array> {
  const limit = deadline(options.clock, options.timeoutMs, options.signal);
  let connection: Connection | undefined;
  try {
    connection = await options.net.connect(options.server, options.port ?? 53, { signal: limit.signal });
    await connection.write(frame(encodeMessage(wanted)));
    const bytes = await readFrame(connection, limit.signal);
    if (!bytes) throw new NetworkError('ECONNRESET', 'end of file');
    return bytes;
  } finally {
    limit.done();
    connection?.end();
  }
}

/** A message with its length before it, as TCP carries it (RFC 1035 §4.2.2). */
export function frame(message: Uint8Array): Uint8Array {
  const framed = new Uint8Array(message.length + 2);
  framed[0] = message.length >> 8;
  framed[1] = message.length & 255;
  framed.set(message, 2);
  return framed;
}

const unread = new WeakMap<Connection, Uint8Array>();

/** The next framed message; undefined when the peer closed before a whole one arrived. */
export async function readFrame(connection: Connection, signal?: AbortSignal): Promise<Uint8Array | undefined> {
  let held = unread.get(connection) ?? new Uint8Array(0);
  for (;;) {
    const length = held.length >= 2 ? ((held[0] ?? 0) << 8) + (held[1] ?? 0) : undefined;
    if (length !== undefined && held.length >= length + 2) {
      unread.set(connection, held.slice(length + 2));
      return held.slice(2, length + 2);
    }
    const more = await connection.read(signal);
    if (!more) return undefined;
    const joined = new Uint8Array(held.length + more.length);
    joined.set(held);
    joined.set(more, held.length);
    held = joined;
  }
}
