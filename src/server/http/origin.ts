// Who may talk to the server: pages of its own origin, reached under a name that is its own.
// Against cross-site requests and WebSockets (RFC 6455 §10.2) and DNS rebinding.
import type { IncomingHttpHeaders } from 'node:http';

export interface Reach {
  /** The address that learners use, when a proxy stands before the server: its origin is the only one then. */
  readonly publicUrl?: URL;
  /** Names and addresses of this machine beside loopback; empty when only loopback listens. */
  readonly names: readonly string[];
}

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** The origin of the pages that the request can come from; undefined when its Host is not the server's. Exact: browsers normalise. */
export function ownOrigin(headers: IncomingHttpHeaders, localPort: number | undefined, { publicUrl, names }: Reach): string | undefined {
  const { host } = headers;
  if (host === undefined || localPort === undefined) return undefined;
  if (publicUrl?.host === host) return publicUrl.origin;
  const known = publicUrl ? loopback : [...loopback, ...names];
  const isOwn = known.some((name) => host === `${name}:${localPort}` || (localPort === 80 && host === name));
  return isOwn ? `http://${host}` : undefined;
}

/** True when a page of `origin` itself asks. A request without Origin, or with one that a browser would not write so, is not one. */
export function isFromOwnPage(headers: IncomingHttpHeaders, origin: string): boolean {
  const site = headers['sec-fetch-site'];
  return headers.origin === origin && (site === undefined || site === 'same-origin');
}
