// nginx as a reverse proxy: upstreams, their turns, and what it says when they fail.
import { type Connection, NetworkError, type Process } from '../../../shell/index.ts';
import { type HttpBody, HttpError, HttpHeaders, type HttpResponse, requestHttp } from '../http/index.ts';
import { createDeadline } from '../tools/deadline.ts';
import { resolveHost } from '../tools/resolve.ts';
import type { Content } from './answer.ts';
import { ConfigError } from './config.ts';
import type { Http, Location, UpstreamServer } from './model.ts';
import { fillIn, hasVariables, type Visit } from './variables.ts';

interface Peer extends UpstreamServer {
  readonly address: string;
  current: number;
}

/** The groups of upstream servers, resolved as they were when nginx started. */
export interface Upstreams {
  find(name: string): readonly Peer[] | undefined;
}

/** Throws `ConfigError` when a name does not resolve: nginx does not start then. */
export async function resolveUpstreams(process: Process, http: Http): Promise<Upstreams> {
  const groups = new Map<string, readonly Peer[]>();
  const add = async (name: string, servers: readonly UpstreamServer[]) => {
    const peers: Peer[] = [];
    for (const server of servers) {
      const addresses = await resolveHost(process, server.host);
      if (addresses.length === 0) throw new ConfigError(`host not found in upstream "${server.host}"`);
      for (const address of addresses) peers.push({ ...server, address, current: 0 });
    }
    groups.set(name, peers);
  };
  for (const [name, servers] of http.upstreams) await add(name, servers);
  for (const server of http.servers) {
    for (const { actions } of server.locations) {
      for (const action of actions) {
        if (action.kind !== 'proxy' || hasVariables(action.target)) continue;
        const { name, host, port } = proxyTarget(action.target);
        if (!groups.has(name)) await add(name, [{ host, port, weight: 1, backup: false, down: false }]);
      }
    }
  }
  return { find: (name) => groups.get(name) };
}

function proxyTarget(target: string): {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly path: string | undefined;
} {
  const [, authority = '', path] = /^http:\/\/([^/?]+)(.*)?$/.exec(target) ?? [];
  if (authority === '') throw new ConfigError(`invalid URL prefix in "${target}"`);
  const [, host = authority, port] = /^([^:]+)(?::(\d+))?$/.exec(authority) ?? [];
  return { name: authority, host, port: Number(port ?? 80), path: path || undefined };
}

/** Smooth weighted round robin (ngx_http_upstream_round_robin.c). */
function nextPeer(peers: readonly Peer[], tried: ReadonlySet<Peer>): Peer | undefined {
  const usable = peers.filter((peer) => !peer.down && !tried.has(peer));
  const first = usable.filter((peer) => !peer.backup);
  const candidates = first.length > 0 ? first : usable;
  const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
  let best: Peer | undefined;
  for (const peer of candidates) {
    peer.current += peer.weight;
    if (!best || peer.current > best.current) best = peer;
  }
  if (best) best.current -= total;
  return best;
}

export type ProxyResult = Content | { readonly status: 502 | 504; readonly why: string };

/** `complain` prints a line of the error log for a peer that failed. */
export async function passOn(
  visit: Visit,
  location: Location,
  target: string,
  upstreams: Upstreams,
  complain: (why: string, upstream: string) => Promise<void>,
): Promise<ProxyResult> {
  const { process } = visit;
  const filled = fillIn(target, visit);
  const { name, host, port, path } = proxyTarget(filled);
  visit.proxyHost = name;
  let peers = upstreams.find(name);
  if (!peers) {
    const addresses = await resolveHost(process, host);
    if (addresses.length === 0) return { status: 502, why: `${host} could not be resolved (3: Host not found)` };
    peers = addresses.map((address) => ({ host, port, weight: 1, backup: false, down: false, address, current: 0 }));
  }
  const uri = upstreamUri(visit, location, path, hasVariables(target));
  const body = visit.request.body.complete ? undefined : new TextEncoder().encode(await visit.request.body.text(visit.request.signal));
  const tried = new Set<Peer>();
  let timedOut = false;
  for (;;) {
    const peer = nextPeer(peers, tried);
    if (!peer) return { status: timedOut ? 504 : 502, why: '' };
    tried.add(peer);
    visit.upstream = `${visit.upstream === '' ? '' : `${visit.upstream}, `}${peer.address}:${peer.port}`;
    try {
      return await ask(visit, location, peer, uri, body);
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error;
      timedOut = error.timedOut;
      await complain(error.message, `http://${peer.address}:${peer.port}${uri}`);
    }
  }
}

function upstreamUri(visit: Visit, location: Location, path: string | undefined, variable: boolean): string {
  if (path === undefined) return visit.request.target;
  if (variable) return path;
  const args = visit.args === '' ? '' : `?${visit.args}`;
  return `${path}${encodeURI(visit.uri.slice(location.match === 'regex' ? visit.uri.length : location.pattern.length))}${args}`;
}

class UpstreamFailure extends Error {
  override readonly name = 'UpstreamFailure';
  readonly timedOut: boolean;
  constructor(message: string, timedOut: boolean) {
    super(message);
    this.timedOut = timedOut;
  }
}

const errnoNumbers: Readonly<Record<string, string>> = {
  ECONNREFUSED: '111: Connection refused',
  ECONNRESET: '104: Connection reset by peer',
  ETIMEDOUT: '110: Operation timed out',
  EHOSTUNREACH: '113: Host is unreachable',
  ENETUNREACH: '101: Network unreachable',
  EPIPE: '32: Broken pipe',
};

/** Fields between one hop and the next that nginx does not pass on. */
const hopHeaders = new Set(['host', 'connection', 'keep-alive', 'expect', 'upgrade', 'te', 'transfer-encoding', 'content-length']);

async function ask(visit: Visit, location: Location, peer: Peer, uri: string, body: Uint8Array | undefined): Promise<Content> {
  const { process, request } = visit;
  const { scope } = location;
  const limit = createDeadline(process.clock, scope.proxyConnectTimeoutMs, request.signal);
  let connection: Connection | undefined;
  let doing = 'connecting to upstream';
  let reading = limit;
  try {
    connection = await process.net.connect(peer.address, peer.port, { signal: limit.signal });
    limit.clear();
    doing = 'reading response header from upstream';
    reading = createDeadline(process.clock, scope.proxyReadTimeoutMs, request.signal);
    const headers = new HttpHeaders([
      ['Host', visit.proxyHost],
      ['Connection', 'close'],
    ]);
    for (const [name, value] of request.headers) if (!hopHeaders.has(name.toLowerCase())) headers.append(name, value);
    for (const [name, value] of scope.proxySetHeaders) {
      const text = fillIn(value, visit);
      if (text === '') headers.delete(name);
      else headers.set(name, text);
    }
    const outgoing = { method: request.method, target: uri, version: '1.0' as const, headers, ...(body ? { body } : {}) };
    return contentOf(await requestHttp(connection, outgoing, { signal: reading.signal }), connection);
  } catch (error) {
    connection?.reset();
    request.signal.throwIfAborted();
    if (limit.expired || reading.expired) throw new UpstreamFailure(`upstream timed out (110: Operation timed out) while ${doing}`, true);
    if (error instanceof NetworkError) {
      const call = connection ? 'recv()' : 'connect()';
      throw new UpstreamFailure(`${call} failed (${errnoNumbers[error.code] ?? error.message}) while ${doing}`, error.code === 'ETIMEDOUT');
    }
    if (error instanceof HttpError) {
      const early = error.code === 'empty' || error.code === 'truncated';
      throw new UpstreamFailure(
        early
          ? `upstream prematurely closed connection while ${doing}`
          : 'upstream sent no valid HTTP/1.0 header while reading response header from upstream',
        false,
      );
    }
    throw error;
  } finally {
    limit.clear();
    reading.clear();
  }
}

/** Fields of an answer that nginx writes itself. */
const ownHeaders = new Set([
  'server',
  'date',
  'content-type',
  'content-length',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'location',
  'last-modified',
]);

function contentOf(response: HttpResponse, connection: Connection): Content {
  const { headers } = response;
  const location = headers.get('Location');
  const modified = headers.get('Last-Modified');
  return {
    status: response.status,
    type: headers.get('Content-Type'),
    body: piecesOf(response.body, connection),
    lengthBytes: response.body.lengthBytes,
    ...(location === undefined ? {} : { location }),
    headers: [
      ...(modified === undefined ? [] : [['Last-Modified', modified] as const]),
      ...[...headers].filter(([name]) => !ownHeaders.has(name.toLowerCase())),
    ],
  };
}

async function* piecesOf(body: HttpBody, connection: Connection): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const chunk = await body.read();
      if (!chunk) return;
      yield chunk;
    }
  } finally {
    connection.end();
  }
}
