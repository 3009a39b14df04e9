// wget as BusyBox has it (networking/wget.c).
import { type Connection, NetworkError, nameOf, type Process, type Program, resolvePath } from '../../../shell/index.ts';
import { ByteSource, HttpError, HttpHeaders, type HttpResponse, requestHttp } from '../http/index.ts';
import { busyboxUsage } from './busybox-usage.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { type Libc, strerror } from './libc.ts';
import { OptionError, optionTable, type ParsedOptions, parseOptions } from './options.ts';
import { resolveHost } from './resolve.ts';

const options = optionTable(`
  c,continue q,quiet O,output-document= o,output-file= P,directory-prefix= Y,proxy= U,user-agent= T,timeout= t,tries= S,server-response
  ,header= ,post-data= ,spider ,no-check-certificate ,post-file= ,no-verbose
`);

const usage = `Usage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]
	[--post-data STR | --post-file FILE] [-Y on/off]
	[-P DIR] [-U AGENT] [-T SEC] URL...`;

/** BusyBox gives up on a silent server after so long unless -T says otherwise. */
const DEFAULT_TIMEOUT_S = 900;
const MOST_REDIRECTS = 5;

class WgetError extends Error {
  override readonly name = 'WgetError';
}

export function createWget(libc: Libc): Program {
  return async (process) => {
    let parsed: ParsedOptions;
    try {
      parsed = parseOptions(process.args, options);
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      return busyboxUsage(process, libc, 'wget', usage, error);
    }
    if (parsed.operands.length === 0) return busyboxUsage(process, libc, 'wget', usage);
    try {
      for (const url of parsed.operands) await fetchOne(process, libc, parsed, url);
      return 0;
    } catch (error) {
      if (!(error instanceof WgetError)) throw error;
      await process.stderr.write(`wget: ${error.message}\n`);
      return 1;
    }
  };
}

async function fetchOne(process: Process, libc: Libc, parsed: ParsedOptions, first: string): Promise<void> {
  const quiet = parsed.has('quiet');
  const say = async (line: string) => {
    if (!quiet) await process.stderr.write(`${line}\n`);
  };
  const timeoutMs = Number(parsed.last('timeout') ?? DEFAULT_TIMEOUT_S) * 1000;
  let url = parseUrl(first);
  for (let redirects = 0; ; redirects++) {
    const limit = createDeadline(process.clock, timeoutMs, process.signal);
    let connection: Connection | undefined;
    try {
      connection = await connect(process, libc, url, limit, say);
      const response = await ask(process, parsed, url, connection, limit);
      const location = response.headers.get('Location');
      if (response.status >= 300 && response.status < 400 && location) {
        if (redirects >= MOST_REDIRECTS) throw new WgetError('too many redirections');
        url = parseUrl(new URL(location, url.href).href);
        continue;
      }
      if (response.status < 200 || response.status > 206 || response.status === 205) {
        throw new WgetError(`server returned error: HTTP/${response.version} ${response.status} ${response.reason}`);
      }
      if (parsed.has('spider')) return await say('remote file exists');
      limit.clear();
      return await save(process, parsed, url, response, timeoutMs, say);
    } catch (error) {
      process.signal.throwIfAborted();
      if (limit.expired) throw new WgetError('download timed out');
      throw asWgetError(error, libc);
    } finally {
      limit.clear();
      connection?.end();
    }
  }
}

function parseUrl(text: string): URL {
  const full = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  const protocol = /^([a-z]+):/i.exec(full)?.[1]?.toLowerCase() ?? '';
  if (protocol !== 'http' && protocol !== 'https') throw new WgetError(`not an http or ftp url: ${text}`);
  if (!URL.canParse(full)) throw new WgetError(`bad address '${full.replace(/^[a-z]+:\/\//i, '').replace(/[/?].*$/, '')}'`);
  return new URL(full);
}

async function connect(process: Process, libc: Libc, url: URL, limit: Deadline, say: (line: string) => Promise<void>): Promise<Connection> {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const [address] = await resolveHost(process, url.hostname, limit.signal);
  if (address === undefined) throw new WgetError(`bad address '${url.hostname}${url.port ? `:${url.port}` : ''}'`);
  await say(`Connecting to ${url.host} (${address}:${port})`);
  let connection: Connection;
  try {
    connection = await process.net.connect(address, port, { signal: limit.signal });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    throw new WgetError(`can't connect to remote host (${address}): ${strerror(libc, error.code)}`);
  }
  if (url.protocol !== 'https:') return connection;
  await say('wget: note: TLS certificate validation not implemented');
  connection.end();
  throw new WgetError(`error getting response: TLS error from peer (this simulated network has no TLS)`);
}

async function ask(process: Process, parsed: ParsedOptions, url: URL, connection: Connection, limit: Deadline): Promise<HttpResponse> {
  const headers = new HttpHeaders([
    ['Host', url.host],
    ['User-Agent', parsed.last('user-agent') ?? 'Wget'],
  ]);
  const own = parsed.all('header').map((line) => /^([^:]+):\s*(.*)$/.exec(line));
  for (const match of own) if (match) headers.set(match[1] as string, match[2] as string);
  if (url.username) headers.append('Authorization', `Basic ${btoa(`${url.username}:${url.password}`)}`);
  const file = parsed.last('post-file');
  const body = parsed.last('post-data') ?? (file === undefined ? undefined : process.files.readText(resolvePath(process.cwd, file)));
  if (body !== undefined) headers.append('Content-Type', 'application/x-www-form-urlencoded');
  headers.append('Connection', 'close');
  const method = body !== undefined ? 'POST' : parsed.has('spider') ? 'HEAD' : 'GET';
  const request = { method, target: `${url.pathname}${url.search}`, headers, ...(body === undefined ? {} : { body }) };
  const response = await requestHttp(connection, request, { signal: limit.signal, source: new ByteSource(connection) });
  if (parsed.has('server-response')) {
    const lines = [
      `HTTP/${response.version} ${response.status} ${response.reason}`,
      ...[...response.headers].map(([name, value]) => `${name}: ${value}`),
    ];
    await process.stderr.write(`${lines.map((line) => `  ${line}\n`).join('')}  \n`);
  }
  return response;
}

async function save(
  process: Process,
  parsed: ParsedOptions,
  url: URL,
  response: HttpResponse,
  timeoutMs: number,
  say: (line: string) => Promise<void>,
): Promise<void> {
  const wanted = parsed.last('output-document');
  const name = wanted ?? (nameOf(url.pathname) || 'index.html');
  const toStdout = wanted === '-';
  const path = resolvePath(resolvePath(process.cwd, wanted === undefined ? (parsed.last('directory-prefix') ?? '.') : '.'), name);
  if (!toStdout && wanted === undefined && process.files.status(path)) throw new WgetError(`can't open '${name}': File exists`);
  await say(toStdout ? 'writing to stdout' : `saving to '${name}'`);
  let received = 0;
  if (!toStdout && path !== '/dev/null') process.files.write(path, '');
  for (;;) {
    const limit = createDeadline(process.clock, timeoutMs, process.signal);
    try {
      const chunk = await response.body.read(limit.signal);
      if (!chunk) break;
      received += chunk.length;
      if (toStdout) await process.stdout.write(chunk);
      else if (path !== '/dev/null') process.files.write(path, chunk, { append: true });
    } catch (error) {
      process.signal.throwIfAborted();
      if (limit.expired) throw new WgetError('download timed out');
      throw error;
    } finally {
      limit.clear();
    }
  }
  await say(`${name.slice(0, 20).padEnd(20)} 100% |${'*'.repeat(32)}| ${size(received)}  0:00:00 ETA`);
  await say(toStdout ? 'written to stdout' : `'${name}' saved`);
}

function size(bytes: number): string {
  if (bytes < 100_000) return String(bytes).padStart(5);
  return bytes < 10_000_000 ? `${Math.floor(bytes / 1024)}k`.padStart(5) : `${(bytes / 1_048_576).toFixed(1)}M`.padStart(5);
}

function asWgetError(error: unknown, libc: Libc): unknown {
  if (error instanceof NetworkError) return new WgetError(`error getting response: ${strerror(libc, error.code)}`);
  if (error instanceof HttpError)
    return new WgetError(error.code === 'truncated' ? 'connection closed prematurely' : 'error getting response');
  return error;
}
