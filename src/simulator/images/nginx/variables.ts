// nginx's variables, and text that holds them.
import type { Process } from '../../../shell/index.ts';
import type { ServedRequest } from '../http/index.ts';
import type { Http, Server } from './model.ts';
import { murmurHash2 } from './murmur.ts';

/** One request on its way through nginx. */
export interface Visit {
  readonly process: Process;
  readonly http: Http;
  readonly server: Server;
  readonly request: ServedRequest;
  readonly id: string;
  readonly number: number;
  /** The path as it is now: decoded, after rewrites. */
  uri: string;
  args: string;
  status: number;
  bodyBytes: number;
  proxyHost: string;
  upstream: string;
  readonly own: Map<string, string>;
}

const reference = /\$(?:\{(\w+)\}|(\w+))/g;

/** `text` with its variables replaced; unknown ones are empty. */
export function fillIn(text: string, visit: Visit): string {
  return text.replace(reference, (_, braced, plain) => variable((braced ?? plain) as string, visit));
}

export function hasVariables(text: string): boolean {
  return /\$\{?\w/.test(text);
}

function variable(name: string, visit: Visit): string {
  const own = visit.own.get(name);
  if (own !== undefined) return own;
  const builtIn = variables[name];
  if (builtIn) return builtIn(visit);
  if (name.startsWith('http_')) return visit.request.headers.get(name.slice(5).replaceAll('_', '-')) ?? '';
  if (name.startsWith('arg_')) return new URLSearchParams(visit.args).get(name.slice(4)) ?? '';
  const split = visit.http.splits.get(name);
  if (split) return shareOf(fillIn(split.source, visit), split.shares, visit);
  const map = visit.http.maps.get(name);
  if (map) return mapped(fillIn(map.source, visit), map.rules, visit);
  return '';
}

function shareOf(
  source: string,
  shares: readonly { readonly percent: number | undefined; readonly value: string }[],
  visit: Visit,
): string {
  const hash = murmurHash2(new TextEncoder().encode(source));
  let upTo = 0;
  for (const { percent, value } of shares) {
    if (percent === undefined) return fillIn(value, visit);
    upTo += Math.floor((percent * 0xffffffff) / 100);
    if (hash < upTo) return fillIn(value, visit);
  }
  return '';
}

function mapped(source: string, rules: readonly (readonly [string, string])[], visit: Visit): string {
  const exact = rules.find(([pattern]) => pattern.toLowerCase() === source.toLowerCase() && pattern !== 'default');
  if (exact) return fillIn(exact[1], visit);
  for (const [pattern, value] of rules) {
    if (!pattern.startsWith('~')) continue;
    const ignoreCase = pattern.startsWith('~*');
    if (new RegExp(pattern.slice(ignoreCase ? 2 : 1), ignoreCase ? 'i' : '').test(source)) return fillIn(value, visit);
  }
  return fillIn(rules.find(([pattern]) => pattern === 'default')?.[1] ?? '', visit);
}

const hostOf = ({ request, server }: Visit) => (request.headers.get('Host')?.replace(/:\d+$/, '') ?? server.names[0] ?? '').toLowerCase();

const variables: Readonly<Record<string, (visit: Visit) => string>> = {
  args: ({ args }) => args,
  body_bytes_sent: ({ bodyBytes }) => String(bodyBytes),
  bytes_sent: ({ bodyBytes }) => String(bodyBytes),
  connection: ({ number }) => String(number),
  content_length: ({ request }) => request.headers.get('Content-Length') ?? '',
  content_type: ({ request }) => request.headers.get('Content-Type') ?? '',
  document_uri: ({ uri }) => uri,
  host: hostOf,
  hostname: ({ process }) => process.hostname,
  is_args: ({ args }) => (args === '' ? '' : '?'),
  msec: ({ process }) => (process.clock.now() / 1000).toFixed(3),
  nginx_version: () => NGINX_VERSION,
  pid: ({ process }) => String(process.pid),
  proxy_add_x_forwarded_for: ({ request }) => {
    const before = request.headers.get('X-Forwarded-For');
    return before ? `${before}, ${request.remote.address}` : request.remote.address;
  },
  proxy_host: ({ proxyHost }) => proxyHost,
  query_string: ({ args }) => args,
  remote_addr: ({ request }) => request.remote.address,
  remote_port: ({ request }) => String(request.remote.port),
  remote_user: ({ request }) =>
    /^Basic (.*)$/.exec(request.headers.get('Authorization') ?? '')?.[1]?.replace(/^.*$/, (text) => atob(text).split(':')[0] ?? '') ?? '',
  request: ({ request }) => `${request.method} ${request.target} HTTP/${request.version}`,
  request_id: ({ id }) => id,
  request_method: ({ request }) => request.method,
  request_uri: ({ request }) => request.target,
  scheme: () => 'http',
  server_addr: ({ request }) => request.local.address,
  server_name: ({ server }) => server.names[0] ?? '',
  server_port: ({ request }) => String(request.local.port),
  server_protocol: ({ request }) => `HTTP/${request.version}`,
  status: ({ status }) => String(status).padStart(3, '0'),
  time_iso8601: ({ process }) => `${new Date(process.clock.now()).toISOString().slice(0, 19)}+00:00`,
  time_local: ({ process }) => localTime(process.clock.now()),
  upstream_addr: ({ upstream }) => upstream,
  uri: ({ uri }) => uri,
};

export const NGINX_VERSION = '1.27.5';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `21/Nov/2026:03:33:13 +0000` */
function localTime(epochMs: number): string {
  const iso = new Date(epochMs).toISOString();
  return `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
