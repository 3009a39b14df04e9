// An HTTP/1.1 server on a listener: keep-alive, pipelining, streaming answers, graceful end.
import type { Connection, Listener, SocketAddress } from '../../../shell/network-namespace.ts';
import { NetworkError } from '../../../shell/network-namespace.ts';
import { type HeaderFields, HttpHeaders } from './headers.ts';
import { formatHead, HttpError, type HttpRequest, readRequest, statusLine } from './message.ts';
import { ByteSource } from './source.ts';

export interface ServedRequest extends HttpRequest {
  readonly remote: SocketAddress;
  readonly local: SocketAddress;
  /** Aborts when the server stops. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly reason?: string;
  readonly headers?: HeaderFields | HttpHeaders;
  /** Text and bytes get a Content-Length where none is given; a stream is sent in chunks. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array | string>;
  /** Hang up without another word instead of answering. */
  readonly hangUp?: 'close' | 'reset';
}

/** Whoever answers is answerable for every header but the framing ones. What it throws ends the connection. */
export type HttpHandler = (request: ServedRequest) => Promise<Answer>;

export interface HttpServer {
  /** Resolves when the server has stopped and its last connection is gone. Rejects with what the handler threw: await it. */
  readonly closed: Promise<void>;
  /** Stops listening, lets running answers end, closes idle connections. May be called twice. */
  shutdown(): Promise<void>;
  /** Stops at once: running answers are cut. */
  abort(): void;
}

export interface ServeOptions {
  /** Ends the server at once when it aborts. */
  readonly signal?: AbortSignal;
  /** The answer to something that is no HTTP request; without it the connection is just closed. */
  readonly onMalformed?: (error: HttpError) => Answer;
}

export function serveHttp(listener: Listener, handler: HttpHandler, options: ServeOptions = {}): HttpServer {
  const accepting = new AbortController();
  const ending = new AbortController();
  const idle = new Set<AbortController>();
  const open = new Set<Promise<void>>();
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const abort = () => {
    stop();
    ending.abort(options.signal?.reason);
  };
  const stop = () => {
    if (accepting.signal.aborted) return;
    accepting.abort();
    listener.close();
    for (const waiting of idle) waiting.abort();
  };
  options.signal?.addEventListener('abort', abort, { once: true });

  const run = async () => {
    while (!accepting.signal.aborted) {
      let connection: Connection;
      try {
        connection = await listener.accept(accepting.signal);
      } catch (error) {
        if (!accepting.signal.aborted && !(error instanceof NetworkError)) throw error;
        break;
      }
      const serving: Promise<void> = serveConnection(connection).finally(() => open.delete(serving));
      open.add(serving);
    }
    await Promise.all(open);
    options.signal?.removeEventListener('abort', abort);
  };

  async function serveConnection(connection: Connection): Promise<void> {
    const source = new ByteSource(connection);
    const cut = () => connection.reset();
    ending.signal.addEventListener('abort', cut, { once: true });
    try {
      let goOn = true;
      while (goOn && !accepting.signal.aborted) goOn = await serveOne(connection, source);
      connection.end();
    } catch (error) {
      connection.reset();
      // The peer has gone, or the server ends: both are ways in which a connection ends.
      if (!(error instanceof NetworkError) && !(error instanceof HttpError) && !ending.signal.aborted) {
        abort();
        fail(error);
      }
    } finally {
      ending.signal.removeEventListener('abort', cut);
    }
  }

  async function nextRequest(connection: Connection, source: ByteSource): Promise<HttpRequest | undefined> {
    const waiting = new AbortController();
    idle.add(waiting);
    try {
      await source.peek(1, waiting.signal);
    } catch (error) {
      if (waiting.signal.aborted) return undefined;
      throw error;
    } finally {
      idle.delete(waiting);
    }
    try {
      return await readRequest(source, ending.signal);
    } catch (error) {
      if (!(error instanceof HttpError) || !options.onMalformed) throw error;
      await writeAnswer(connection, options.onMalformed(error), { method: 'GET', version: '1.1', close: true });
      return undefined;
    }
  }

  async function serveOne(connection: Connection, source: ByteSource): Promise<boolean> {
    const request = await nextRequest(connection, source);
    if (!request) return false;
    if (request.headers.hasToken('Expect', '100-continue')) await connection.write('HTTP/1.1 100 Continue\r\n\r\n');
    const answer = await handler({ ...request, remote: connection.remote, local: connection.local, signal: ending.signal });
    if (answer.hangUp) {
      if (answer.hangUp === 'reset') connection.reset();
      return false;
    }
    const close =
      accepting.signal.aborted ||
      request.headers.hasToken('Connection', 'close') ||
      (request.version === '1.0' && !request.headers.hasToken('Connection', 'keep-alive'));
    const kept = await writeAnswer(connection, answer, { method: request.method, version: request.version, close });
    while (!request.body.complete) if (!(await request.body.read(ending.signal))) break;
    return kept;
  }

  const closed = Promise.race([run(), failed]);
  return {
    closed,
    shutdown() {
      stop();
      return closed;
    },
    abort,
  };
}

/** True when the connection may carry another answer. */
async function writeAnswer(
  connection: Connection,
  answer: Answer,
  request: { readonly method: string; readonly version: string; readonly close: boolean },
): Promise<boolean> {
  const { body = '' } = answer;
  const headers = new HttpHeaders(answer.headers ?? []);
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const bodiless = answer.status === 204 || answer.status === 304 || answer.status < 200;
  let close = request.close || headers.hasToken('Connection', 'close');
  const chunked = !(bytes instanceof Uint8Array) && !headers.has('Content-Length') && request.version === '1.1';
  if (bytes instanceof Uint8Array) {
    if (!headers.has('Content-Length') && !bodiless) headers.append('Content-Length', String(bytes.length));
  } else if (chunked) headers.append('Transfer-Encoding', 'chunked');
  else if (!headers.has('Content-Length')) close = true;
  if (close) headers.set('Connection', 'close');
  const head = formatHead(statusLine(answer.status, answer.reason), headers);
  if (request.method === 'HEAD' || bodiless) {
    await connection.write(head);
  } else if (bytes instanceof Uint8Array) {
    await connection.write(concat(new TextEncoder().encode(head), bytes));
  } else {
    await connection.write(head);
    for await (const piece of bytes) await writePiece(connection, piece, chunked);
    if (chunked) await connection.write('0\r\n\r\n');
  }
  return !close;
}

async function writePiece(connection: Connection, piece: Uint8Array | string, chunked: boolean): Promise<void> {
  const bytes = typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
  if (bytes.length === 0) return;
  if (!chunked) return connection.write(bytes);
  const encoder = new TextEncoder();
  await connection.write(concat(encoder.encode(`${bytes.length.toString(16)}\r\n`), bytes, encoder.encode('\r\n')));
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
