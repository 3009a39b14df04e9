// HTTP/1.1 messages (RFC 9112): reading and writing heads and bodies on a byte stream. Knows nothing of sockets.
import { HttpHeaders } from './headers.ts';
import { type ByteSource, type ByteStream, LineTooLong } from './source.ts';
import { reasonPhrase } from './status.ts';

export type HttpVersion = '1.0' | '1.1';

/** The peer broke the protocol, or left in the middle. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: 'malformed' | 'too-large' | 'empty' | 'truncated' | 'not-http';
  /** For a truncated body of known length: how much is missing. */
  readonly missingBytes: number | undefined;
  constructor(code: HttpError['code'], message: string, missingBytes?: number) {
    super(message);
    this.code = code;
    this.missingBytes = missingBytes;
  }
}

export interface HttpBody extends ByteStream {
  /** Everything up to the end, as text. */
  text(signal?: AbortSignal): Promise<string>;
  /** Undefined when it is chunked or lasts until the connection closes. */
  readonly lengthBytes: number | undefined;
  /** True once the end was read: the connection may carry the next message. */
  readonly complete: boolean;
}

export interface HttpRequest {
  readonly method: string;
  /** As on the request line: `/path?query`. */
  readonly target: string;
  readonly version: HttpVersion;
  readonly headers: HttpHeaders;
  readonly body: HttpBody;
}

export interface HttpResponse {
  readonly status: number;
  readonly reason: string;
  readonly version: HttpVersion;
  readonly headers: HttpHeaders;
  readonly body: HttpBody;
  /** False when the connection is of no use after this response. */
  readonly keepAlive: boolean;
}

/** nginx and Go accept about as much in one head. */
const HEAD_LIMIT_BYTES = 64 * 1024;

/** The next request; undefined when the peer closed before its first byte. Throws `HttpError`. */
export async function readRequest(source: ByteSource, signal?: AbortSignal): Promise<HttpRequest | undefined> {
  let line = await headLine(source, signal);
  if (line === '') line = await headLine(source, signal);
  if (line === undefined) {
    if (source.heldBytes === 0) return undefined;
    throw new HttpError('malformed', 'the request line ends early');
  }
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/(1\.[01])$/.exec(line);
  if (!match) throw new HttpError('malformed', `malformed HTTP request ${JSON.stringify(line)}`);
  const [, method = '', target = '', version] = match;
  const headers = await readHeaders(source, signal);
  const chunked = headers.hasToken('Transfer-Encoding', 'chunked');
  const length = contentLength(headers) ?? 0;
  return { method, target, version: version as HttpVersion, headers, body: chunked ? chunkedBody(source) : sizedBody(source, length) };
}

/** The response to a request of `method`; interim (1xx) responses are skipped. Throws `HttpError`. */
export async function readResponse(source: ByteSource, method: string, signal?: AbortSignal): Promise<HttpResponse> {
  for (;;) {
    const before = await source.peek(5, signal);
    if (before.length === 0) throw new HttpError('empty', 'the server closed the connection without an answer');
    if (!'HTTP/'.startsWith(new TextDecoder().decode(before).slice(0, 5))) throw new HttpError('not-http', 'not an HTTP answer');
    const line = (await headLine(source, signal)) ?? '';
    const match = /^HTTP\/(1\.[01]) (\d{3})(?: (.*))?$/.exec(line);
    if (!match) throw new HttpError('malformed', `malformed status line ${JSON.stringify(line)}`);
    const [, version, code, reason = ''] = match;
    const headers = await readHeaders(source, signal);
    const status = Number(code);
    if (status >= 100 && status < 200 && status !== 101) continue;
    const body = responseBody(source, headers, method === 'HEAD' || status === 204 || status === 304 || status === 101);
    const closes = headers.hasToken('Connection', 'close') || (version === '1.0' && !headers.hasToken('Connection', 'keep-alive'));
    const keepAlive = !closes && body.endsBeforeClose;
    return { status, reason, version: version as HttpVersion, headers, body: body.body, keepAlive };
  }
}

function responseBody(source: ByteSource, headers: HttpHeaders, none: boolean): { body: HttpBody; endsBeforeClose: boolean } {
  if (none) return { body: sizedBody(source, 0), endsBeforeClose: true };
  if (headers.hasToken('Transfer-Encoding', 'chunked')) return { body: chunkedBody(source), endsBeforeClose: true };
  const length = contentLength(headers);
  if (length !== undefined) return { body: sizedBody(source, length), endsBeforeClose: true };
  return { body: untilClose(source), endsBeforeClose: false };
}

async function headLine(source: ByteSource, signal?: AbortSignal): Promise<string | undefined> {
  try {
    return await source.readLine(HEAD_LIMIT_BYTES, signal);
  } catch (error) {
    if (error instanceof LineTooLong) throw new HttpError('too-large', 'header line too long');
    throw error;
  }
}

async function readHeaders(source: ByteSource, signal?: AbortSignal): Promise<HttpHeaders> {
  const headers = new HttpHeaders();
  for (let size = 0; ; ) {
    const line = await headLine(source, signal);
    if (line === undefined) throw new HttpError('truncated', 'the head ends early');
    if (line === '') return headers;
    size += line.length;
    if (size > HEAD_LIMIT_BYTES) throw new HttpError('too-large', 'request header too large');
    const colon = line.indexOf(':');
    if (colon <= 0 || /\s/.test(line.slice(0, colon))) throw new HttpError('malformed', `malformed header line ${JSON.stringify(line)}`);
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
}

function contentLength(headers: HttpHeaders): number | undefined {
  const value = headers.get('Content-Length');
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw new HttpError('malformed', `bad Content-Length ${JSON.stringify(value)}`);
  return Number(value);
}

function bodyOf(lengthBytes: number | undefined, next: (signal?: AbortSignal) => Promise<Uint8Array | undefined>): HttpBody {
  let complete = lengthBytes === 0;
  const read = async (signal?: AbortSignal) => {
    if (complete) return undefined;
    const chunk = await next(signal);
    if (!chunk) complete = true;
    return chunk;
  };
  return {
    lengthBytes,
    get complete() {
      return complete;
    },
    read,
    async text(signal) {
      const decoder = new TextDecoder();
      let text = '';
      for (;;) {
        const chunk = await read(signal);
        if (!chunk) return text + decoder.decode();
        text += decoder.decode(chunk, { stream: true });
      }
    },
  };
}

function sizedBody(source: ByteSource, lengthBytes: number): HttpBody {
  let left = lengthBytes;
  return bodyOf(lengthBytes, async (signal) => {
    if (left === 0) return undefined;
    const chunk = await source.read(signal, left);
    if (!chunk) throw new HttpError('truncated', `${left} bytes are missing`, left);
    left -= chunk.length;
    return chunk;
  });
}

function untilClose(source: ByteSource): HttpBody {
  return bodyOf(undefined, (signal) => source.read(signal));
}

function chunkedBody(source: ByteSource): HttpBody {
  let left = 0;
  let first = true;
  return bodyOf(undefined, async (signal) => {
    if (left === 0) {
      if (!first) await headLine(source, signal);
      first = false;
      const line = await headLine(source, signal);
      if (line === undefined) throw new HttpError('truncated', 'the chunks end early');
      const size = /^([0-9a-fA-F]+)\s*(?:;.*)?$/.exec(line);
      if (!size) throw new HttpError('malformed', `bad chunk size ${JSON.stringify(line)}`);
      left = Number.parseInt(size[1] as string, 16);
      if (left === 0) {
        await readHeaders(source, signal);
        return undefined;
      }
    }
    const chunk = await source.read(signal, left);
    if (!chunk) throw new HttpError('truncated', 'the chunks end early');
    left -= chunk.length;
    return chunk;
  });
}

/** A head as it goes on the wire, with its empty line. */
export function formatHead(firstLine: string, headers: HttpHeaders): string {
  return `${firstLine}\r\n${[...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
}

export function statusLine(status: number, reason: string = reasonPhrase(status)): string {
  return `HTTP/1.1 ${String(status).padStart(3, '0')} ${reason}`;
}
