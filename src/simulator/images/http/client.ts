// One HTTP/1.1 request over an open connection.
import type { Connection } from '../../../shell/network-namespace.ts';
import { type HeaderFields, HttpHeaders } from './headers.ts';
import { formatHead, type HttpResponse, readResponse } from './message.ts';
import { ByteSource } from './source.ts';

export interface OutgoingRequest {
  readonly method?: string;
  /** Path and query; `/` when left out. */
  readonly target?: string;
  readonly version?: '1.0' | '1.1';
  /** Host first, as clients send it. */
  readonly headers: HeaderFields | HttpHeaders;
  /** Gets a Content-Length where none is given. */
  readonly body?: string | Uint8Array;
}

/** The head of a request as it goes on the wire. */
export function requestHead(request: OutgoingRequest): string {
  const { method = 'GET', target = '/', version = '1.1' } = request;
  const headers = new HttpHeaders(request.headers);
  if (request.body !== undefined && !headers.has('Content-Length') && !headers.has('Transfer-Encoding')) {
    headers.append('Content-Length', String(bytesOf(request.body).length));
  }
  return formatHead(`${method} ${target} HTTP/${version}`, headers);
}

/**
 * Sends `request` and resolves when the head of the answer is there; its body streams. For the next request on the same
 * connection read the body to its end and pass the same `source`. Rejects with `HttpError` or `NetworkError`.
 */
export async function requestHttp(
  connection: Connection,
  request: OutgoingRequest,
  options: { readonly signal?: AbortSignal; readonly source?: ByteSource } = {},
): Promise<HttpResponse> {
  await connection.write(requestHead(request));
  if (request.body !== undefined && request.body.length > 0) await connection.write(bytesOf(request.body));
  return readResponse(options.source ?? new ByteSource(connection), request.method ?? 'GET', options.signal);
}

function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === 'string' ? new TextEncoder().encode(body) : body;
}
