// One transfer of curl: connection, request, answer; redirects are followed by the caller.
import { type Connection, NetworkError, type Process } from '../../../../shell/index.ts';
import { ByteSource, HttpError, HttpHeaders, type HttpResponse, requestHead, requestHttp } from '../../http/index.ts';
import { openConnection } from './connect.ts';
import { CurlError } from './errors.ts';
import type { CurlOptions } from './options.ts';
import type { CurlUrl } from './url.ts';

/** A connection that the next transfer to the same host may use. */
export interface KeptConnection {
  readonly key: string;
  readonly number: number;
  readonly connection: Connection;
  readonly source: ByteSource;
}

export interface Progress {
  startMs: number;
  nameMs: number;
  connectMs: number;
  firstMs: number;
  connections: number;
  requestBytes: number;
  uploadBytes: number;
  connection: Connection | undefined;
  /** What the transfer waits for, for the words of a timeout. */
  phase: 'resolving' | 'connecting' | 'transfer';
}

export interface TransferParts {
  readonly process: Process;
  readonly options: CurlOptions;
  readonly url: CurlUrl;
  readonly method: string;
  readonly body: string | undefined;
  readonly kept: KeptConnection | undefined;
  readonly nextNumber: number;
  readonly progress: Progress;
  readonly say: (line: string) => Promise<void>;
  /** A line of `-v` with its own sign: `> GET / HTTP/1.1`. */
  readonly sayRaw: (line: string) => Promise<void>;
  readonly onConnected: () => void;
  readonly signal: AbortSignal;
}

export interface Exchange {
  readonly response: HttpResponse;
  readonly kept: KeptConnection;
}

/** Resolves with the head of the answer. Rejects with `CurlError`, or with the signal's reason. */
export async function exchange(parts: TransferParts): Promise<Exchange> {
  const { url, progress, say, process } = parts;
  const key = `${url.scheme}://${url.hostHeader}`;
  let kept = parts.kept;
  if (kept?.key === key && !parts.options.http10) {
    await say(`Re-using existing ${url.scheme}: connection with host ${url.host}`);
    progress.connection = kept.connection;
  } else {
    kept?.connection.end();
    progress.phase = 'resolving';
    const connection = await openConnection(process, parts.options, url, {
      say,
      signal: parts.signal,
      elapsedMs: () => process.clock.now() - progress.startMs,
      onResolved: () => {
        progress.nameMs = process.clock.now();
        progress.phase = 'connecting';
      },
    });
    progress.connectMs = process.clock.now();
    progress.connections++;
    progress.connection = connection;
    kept = { key, number: parts.nextNumber, connection, source: new ByteSource(connection) };
    if (url.scheme === 'https') await shakeHands(connection, kept.source, parts.signal);
  }
  progress.phase = 'transfer';
  parts.onConnected();
  const request = buildRequest(parts);
  const head = requestHead(request);
  progress.requestBytes += head.length;
  progress.uploadBytes += request.body ? new TextEncoder().encode(request.body).length : 0;
  if (parts.options.verbose) {
    await say(parts.options.http10 ? 'using HTTP/1.0' : 'using HTTP/1.x');
    for (const line of head.split('\r\n').slice(0, -1)) await parts.sayRaw(`> ${line}`);
    if (request.body !== undefined) await say(`upload completely sent off: ${progress.uploadBytes} bytes`);
    else await say('Request completely sent off');
  }
  try {
    const response = await requestHttp(kept.connection, request, { signal: parts.signal, source: kept.source });
    progress.firstMs = process.clock.now();
    return { response, kept };
  } catch (error) {
    throw asCurlError(error);
  }
}

function buildRequest({ options, url, method, body }: TransferParts) {
  const headers = new HttpHeaders([['Host', url.hostHeader]]);
  const user = options.user ?? url.user;
  if (user !== undefined) headers.append('Authorization', `Basic ${base64(user.includes(':') ? user : `${user}:`)}`);
  else if (options.bearer !== undefined) headers.append('Authorization', `Bearer ${options.bearer}`);
  if (options.userAgent !== '') headers.append('User-Agent', options.userAgent);
  headers.append('Accept', '*/*');
  if (options.referer) headers.append('Referer', options.referer);
  if (options.cookies.length > 0) headers.append('Cookie', options.cookies.join('; '));
  if (body !== undefined) {
    headers.append('Content-Length', String(new TextEncoder().encode(body).length));
    headers.append('Content-Type', 'application/x-www-form-urlencoded');
  }
  const own = new Set<string>();
  for (const line of options.headers) {
    const [, name = '', sign, value = ''] = /^([^:;]+)([:;])\s*(.*)$/.exec(line) ?? [];
    if (name === '') continue;
    if (sign === ':' && value === '') headers.delete(name);
    else if (own.has(name.toLowerCase())) headers.append(name, value);
    else headers.set(name, value);
    own.add(name.toLowerCase());
  }
  return {
    method,
    target: url.target,
    version: options.http10 ? ('1.0' as const) : ('1.1' as const),
    headers,
    ...(body === undefined ? {} : { body }),
  };
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** The first bytes of a TLS 1.3 handshake record with a ClientHello (RFC 8446 §4.1.2, §5.1), enough for a server to see what it is. */
const clientHello = new Uint8Array([
  0x16,
  0x03,
  0x01,
  0x00,
  0x2d,
  0x01,
  0x00,
  0x00,
  0x29,
  0x03,
  0x03,
  ...new Array<number>(38).fill(0),
  0x0d,
  0x0a,
]);

/** Nobody in this network speaks TLS: rejects with what OpenSSL makes of the peer's answer. */
async function shakeHands(connection: Connection, source: ByteSource, signal: AbortSignal): Promise<void> {
  await connection.write(clientHello);
  const answer = await source.peek(1, signal).catch((error: unknown) => {
    if (error instanceof NetworkError) throw new CurlError(35, 'Recv failure: Connection reset by peer');
    throw error;
  });
  connection.end();
  if (answer.length === 0) throw new CurlError(35, 'TLS connect error: error:0A000126:SSL routines::unexpected eof while reading');
  throw new CurlError(35, 'TLS connect error: error:0A00010B:SSL routines::wrong version number');
}

/** What curl says for a connection that broke while it was in use; other errors come back as they are. */
export function asCurlError(error: unknown): unknown {
  if (error instanceof NetworkError) {
    if (error.code === 'ECONNRESET') return new CurlError(56, 'Recv failure: Connection reset by peer');
    if (error.code === 'EPIPE') return new CurlError(55, 'Send failure: Broken pipe');
    return new CurlError(56, `Recv failure: ${error.message}`);
  }
  if (error instanceof HttpError) {
    if (error.code === 'empty') return new CurlError(52, 'Empty reply from server');
    if (error.code === 'not-http') return new CurlError(1, 'Received HTTP/0.9 when not allowed');
    if (error.code === 'truncated') {
      const missing = error.missingBytes;
      return new CurlError(
        18,
        missing === undefined ? 'transfer closed with outstanding read data remaining' : `end of response with ${missing} bytes missing`,
      );
    }
    return new CurlError(8, 'Weird server reply');
  }
  return error;
}
