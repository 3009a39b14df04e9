// One request through nginx: which server, which location, what it does there, the line in the access log.
import type { Process } from '../../../shell/index.ts';
import type { Answer, ServedRequest } from '../http/index.ts';
import { errorPage, nginxAnswer } from './answer.ts';
import type { Action, Http, Location, Scope, Server } from './model.ts';
import { murmurHash2 } from './murmur.ts';
import { passOn, type Upstreams } from './proxy.ts';
import { fileFor, serveFile } from './static.ts';
import { fillIn, type Visit } from './variables.ts';

export interface Site {
  readonly process: Process;
  readonly http: Http;
  readonly upstreams: Upstreams;
  readonly access: (line: string) => Promise<void>;
  readonly error: (line: string) => Promise<void>;
  /** Counts connections and requests. */
  next(): number;
}

const defaultLog = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/** nginx gives up on internal redirects after so many. */
const MOST_REDIRECTS = 10;

export async function handleNginx(site: Site, listening: readonly Server[], request: ServedRequest): Promise<Answer> {
  const { process } = site;
  const server = serverFor(listening, request);
  const number = site.next();
  const [path = '/', args = ''] = splitOnce(request.target, '?');
  const visit: Visit = {
    process,
    http: site.http,
    server,
    request,
    number,
    id: requestId(process, number),
    uri: decode(path),
    args,
    status: 0,
    bodyBytes: 0,
    proxyHost: '',
    upstream: '',
    own: new Map(),
  };
  let location = findLocation(server, visit.uri);
  let answer: Answer | undefined;
  for (const action of server.early) answer ??= await act(site, visit, server.fallback, action);
  for (let redirects = 0; !answer; redirects++) {
    if (redirects > MOST_REDIRECTS) {
      answer = await fail(site, visit, location, 500, 'rewrite or internal redirection cycle');
      break;
    }
    for (const [name, value] of location.sets) visit.own.set(name, fillIn(value, visit));
    const rewritten = rewrite(visit, location);
    if (typeof rewritten === 'object')
      answer = nginxAnswer(visit, location.scope, redirectContent(visit, location.scope, rewritten.status, rewritten.to));
    else if (rewritten === 'again') location = findLocation(server, visit.uri);
    else {
      const before = visit.uri;
      for (const action of location.actions) {
        answer = await act(site, visit, location, action);
        if (answer || visit.uri !== before) break;
      }
      if (!answer) location = visit.uri.startsWith('@') ? namedLocation(server, visit.uri) : findLocation(server, visit.uri);
    }
  }
  if (location.scope.accessLog) {
    const line = fillIn(site.http.logFormat ?? defaultLog, withDashes(visit));
    await site.access(`${line}\n`);
  }
  return answer;
}

/** In the access log an empty variable is a dash. */
function withDashes(visit: Visit): Visit {
  const own = new Map(visit.own);
  const dash = (name: string, header: string) => {
    if (!visit.request.headers.has(header)) own.set(name, '-');
  };
  dash('http_referer', 'Referer');
  dash('http_user_agent', 'User-Agent');
  dash('http_x_forwarded_for', 'X-Forwarded-For');
  dash('remote_user', 'Authorization');
  return { ...visit, own };
}

function serverFor(listening: readonly Server[], request: ServedRequest): Server {
  const host = request.headers.get('Host')?.replace(/:\d+$/, '').toLowerCase() ?? '';
  const exact = listening.find(({ names }) => names.includes(host));
  const wildcard = listening.find(({ names }) =>
    names.some(
      (name) =>
        (name.startsWith('*.') && host.endsWith(name.slice(1))) ||
        (name.endsWith('.*') && host.startsWith(name.slice(0, -1))) ||
        (name.startsWith('~') && new RegExp(name.slice(1)).test(host)),
    ),
  );
  const fallback = listening.find(({ listens }) => listens.some(({ port, isDefault }) => isDefault && port === request.local.port));
  return exact ?? wildcard ?? fallback ?? (listening[0] as Server);
}

function findLocation(server: Server, uri: string): Location {
  const exact = server.locations.find(({ match, pattern }) => match === 'exact' && pattern === uri);
  if (exact) return exact;
  const prefixes = server.locations.filter(({ match, pattern }) => match.startsWith('prefix') && uri.startsWith(pattern));
  const longest = prefixes.sort((one, other) => other.pattern.length - one.pattern.length)[0];
  if (longest?.match === 'prefix-final') return longest;
  return server.locations.find(({ regex }) => regex?.test(uri)) ?? longest ?? server.fallback;
}

function namedLocation(server: Server, name: string): Location {
  return server.locations.find(({ match, pattern }) => match === 'named' && pattern === name) ?? server.fallback;
}

function rewrite(visit: Visit, location: Location): 'stay' | 'again' | { readonly status: number; readonly to: string } {
  for (const { regex, replacement, flag } of location.rewrites) {
    const match = regex.exec(visit.uri);
    if (!match) continue;
    keepGroups(visit, match);
    const to = fillIn(replacement, visit);
    if (flag === 'permanent' || flag === 'redirect' || /^https?:/.test(to)) return { status: flag === 'permanent' ? 301 : 302, to };
    const [path = '/', args] = splitOnce(to, '?');
    visit.uri = path;
    if (args !== undefined) visit.args = args;
    if (flag === 'break') return 'stay';
    return 'again';
  }
  return 'stay';
}

/** What a regular expression caught: `$1`, and `$name` for a named group. */
function keepGroups(visit: Visit, match: RegExpExecArray): void {
  for (const [index, group] of match.entries()) visit.own.set(String(index), group ?? '');
  for (const [name, group] of Object.entries(match.groups ?? {})) visit.own.set(name, group ?? '');
}

/** Undefined when it changed `visit.uri` for another location. */
async function act(site: Site, visit: Visit, location: Location, action: Action): Promise<Answer | undefined> {
  const { scope } = location;
  const match = location.regex?.exec(visit.uri);
  if (match) keepGroups(visit, match);
  switch (action.kind) {
    case 'return': {
      const text = action.text === undefined ? undefined : fillIn(action.text, visit);
      if (action.status === 444) return { status: 444, hangUp: 'close' };
      if ([301, 302, 303, 307, 308].includes(action.status) && text !== undefined) {
        return nginxAnswer(visit, scope, redirectContent(visit, scope, action.status, text));
      }
      if (text === undefined && action.status >= 400) return fail(site, visit, location, action.status);
      return nginxAnswer(visit, scope, {
        status: action.status,
        type: scope.types.get(extensionOf(visit.uri)) ?? scope.defaultType,
        body: text ?? '',
      });
    }
    case 'proxy': {
      const result = await passOn(visit, location, action.target, site.upstreams, (why, upstream) =>
        site.error(`*${visit.number} ${why}, ${whose(visit)}, upstream: "${upstream}", host: "${visit.request.headers.get('Host') ?? ''}"`),
      );
      if ('body' in result) return nginxAnswer(visit, scope, result);
      return fail(site, visit, location, result.status, result.why || undefined);
    }
    case 'try-files': {
      const last = action.candidates.at(-1) ?? '';
      for (const candidate of action.candidates.slice(0, -1)) {
        const uri = fillIn(candidate, visit);
        const kind = visit.process.files.status(fileFor(location, uri).replace(/(.)\/$/, '$1'))?.kind;
        if (kind !== (uri.endsWith('/') ? 'directory' : 'file')) continue;
        visit.own.set('uri', uri);
        return file(site, visit, location, uri);
      }
      if (/^=\d+$/.test(last)) return fail(site, visit, location, Number(last.slice(1)));
      visit.uri = fillIn(last, visit);
      return undefined;
    }
    case 'files':
      return file(site, visit, location, visit.uri);
  }
}

function extensionOf(uri: string): string {
  return /\.([^./]+)$/.exec(uri)?.[1]?.toLowerCase() ?? '';
}

async function file(site: Site, visit: Visit, location: Location, uri: string): Promise<Answer> {
  if (!['GET', 'HEAD'].includes(visit.request.method)) return fail(site, visit, location, 405);
  const found = serveFile(visit, location, uri);
  if ('body' in found) {
    const tag = found.headers?.find(([name]) => name === 'ETag')?.[1];
    if (tag !== undefined && visit.request.headers.get('If-None-Match') === tag)
      return nginxAnswer(visit, location.scope, { ...found, status: 304, type: undefined, body: '' });
    return nginxAnswer(visit, location.scope, found);
  }
  if (found.redirect !== undefined) {
    const { host, port } = { host: visit.request.headers.get('Host')?.replace(/:\d+$/, '') ?? '', port: visit.request.local.port };
    return nginxAnswer(
      visit,
      location.scope,
      redirectContent(visit, location.scope, 301, `http://${host}${port === 80 ? '' : `:${port}`}${found.redirect}`),
    );
  }
  return fail(site, visit, location, found.status, found.why);
}

function redirectContent(visit: Visit, scope: Scope, status: number, to: string) {
  const { local, headers } = visit.request;
  const host = headers.get('Host')?.replace(/:\d+$/, '') ?? '';
  const location = to.startsWith('/') ? `http://${host}${local.port === 80 ? '' : `:${local.port}`}${to}` : to;
  return { status, type: 'text/html', body: errorPage(status, scope), location };
}

async function fail(site: Site, visit: Visit, location: Location, status: number, why?: string): Promise<Answer> {
  const { scope } = location;
  if (why !== undefined) await site.error(`*${visit.number} ${why}, ${whose(visit)}, host: "${visit.request.headers.get('Host') ?? ''}"`);
  const page = scope.errorPages.find(({ codes }) => codes.includes(status));
  if (page?.uri.startsWith('/')) {
    const target = findLocation(visit.server, page.uri);
    const found = serveFile(visit, target, page.uri);
    if ('body' in found) return nginxAnswer(visit, target.scope, { ...found, status: page.status ?? status });
  }
  return nginxAnswer(visit, scope, { status, type: 'text/html', body: errorPage(status, scope) });
}

function whose({ request, server }: Visit): string {
  return `client: ${request.remote.address}, server: ${server.names[0] ?? ''}, request: "${request.method} ${request.target} HTTP/${request.version}"`;
}

/** 32 hexadecimal digits, different for every request of every pod. */
function requestId(process: Process, number: number): string {
  const seed = `${process.hostname}/${process.pid}/${process.clock.now()}/${number}`;
  return [0, 1, 2, 3]
    .map((part) =>
      murmurHash2(new TextEncoder().encode(`${part}${seed}`))
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** Decoded and normalised, as $uri is. */
function decode(path: string): string {
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
  }
  const parts: string[] = [];
  for (const part of decoded.split('/').slice(1)) {
    if (part === '..') parts.pop();
    else if (part !== '.' && !(part === '' && parts.at(-1) === '')) parts.push(part);
  }
  return `/${parts.join('/')}`.replace(/\/{2,}/g, '/');
}
