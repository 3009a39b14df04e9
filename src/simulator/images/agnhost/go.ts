// What the Go library gives agnhost: log lines, HTTP answers, errors of the net package.
import { BrokenPipe, NetworkError, type Process } from '../../../shell/index.ts';
import { readResolvConf } from '../../network/index.ts';
import { type Answer, type HeaderFields, httpDate, type ServedRequest } from '../http/index.ts';
import { lookUp } from '../tools/resolve.ts';

/** Prints a line as Go's log package does once klog has taken it over (component-base logs.InitLogs). */
export function createLog(process: Process): (message: string) => Promise<void> {
  return async (message) => {
    const time = new Date(process.clock.now()).toISOString();
    const stamp = `${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000`;
    try {
      await process.stderr.write(`I${stamp} ${String(process.pid).padStart(7)} log.go:245] ${message}\n`);
    } catch (error) {
      // klog does not look whether anybody reads.
      if (!(error instanceof BrokenPipe)) throw error;
    }
  };
}

/** An answer with its headers in net/http's order. Text gets the type that Go would sniff. */
export function goAnswer(
  process: Process,
  status: number,
  body: string,
  options: { readonly headers?: HeaderFields; readonly type?: string } = {},
): Answer {
  const set = [...(options.headers ?? [])].sort(([one], [other]) => (one < other ? -1 : 1));
  const length = new TextEncoder().encode(body).length;
  const typed = set.some(([name]) => name === 'Content-Type') || length === 0;
  const headers: HeaderFields = [
    ...set,
    ['Date', httpDate(process.clock.now())],
    ['Content-Length', String(length)],
    ...(typed ? [] : [['Content-Type', options.type ?? 'text/plain; charset=utf-8'] as const]),
  ];
  return { status, headers, body };
}

/** http.Error: text with a newline, and no guessing of its type. */
export function goError(process: Process, status: number, message: string): Answer {
  const headers: HeaderFields = [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['X-Content-Type-Options', 'nosniff'],
  ];
  return goAnswer(process, status, `${message}\n`, { headers });
}

/** Query and form values; Go prefers the body's. */
export async function formOf(request: ServedRequest): Promise<URLSearchParams> {
  const query = new URLSearchParams(request.target.split('?')[1] ?? '');
  const isForm = request.headers.get('Content-Type')?.startsWith('application/x-www-form-urlencoded');
  if (!isForm || !['POST', 'PUT', 'PATCH'].includes(request.method)) return query;
  const form = new URLSearchParams(await request.body.text(request.signal));
  for (const [name, value] of query) form.append(name, value);
  return form;
}

/** json.Marshal's escapes on top of JSON's. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The text of a syscall error inside `dial tcp …: connect: …`. */
export const goErrno: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset by peer',
  ETIMEDOUT: 'connection timed out',
  EHOSTUNREACH: 'no route to host',
  ENETUNREACH: 'network is unreachable',
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EACCES: 'permission denied',
  EPIPE: 'broken pipe',
};

export function errnoText(error: unknown): string {
  if (!(error instanceof NetworkError)) throw error;
  return goErrno[error.code] ?? error.message;
}

/** `host` and `port` of an address, as net.SplitHostPort sees them. Throws an error with Go's words. */
export function splitHostPort(address: string): { readonly host: string; readonly port: string } {
  const fault = (reason: string) => new AddressError(`address ${address}: ${reason}`);
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(address);
  if (bracketed) {
    if (bracketed[2] === undefined) throw fault('missing port in address');
    return { host: bracketed[1] as string, port: bracketed[2] };
  }
  const colons = address.split(':').length - 1;
  if (colons === 0) throw fault('missing port in address');
  if (colons > 1) throw fault('too many colons in address');
  const [host = '', port = ''] = address.split(':');
  return { host, port };
}

/** A bad address or a name that does not resolve, in the words of Go's net package. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

/** net.ResolveTCPAddr and ResolveUDPAddr. Rejects with `AddressError`. */
export async function resolveAddress(
  process: Process,
  host: string,
  port: string,
  signal?: AbortSignal,
  network: 'tcp' | 'udp' = 'tcp',
): Promise<{ readonly address: string; readonly port: number }> {
  if (!/^\d+$/.test(port))
    throw new AddressError(port === '' ? `lookup ${network}/: unknown port` : `lookup ${network}/${port}: unknown port`);
  if (Number(port) > 65_535) throw new AddressError(`address ${port}: invalid port`);
  if (host === '') return { address: '127.0.0.1', port: Number(port) };
  const found = await lookUp(process, host, signal);
  const address = found.addresses.find((candidate) => !candidate.includes(':')) ?? found.addresses[0];
  if (address !== undefined) return { address, port: Number(port) };
  const server = readResolvConf(process.files).servers[0];
  const last = found.questions.at(-1);
  const reason = last && found.error === 'again' ? silenceOf(process, last.server, last.rcode) : 'no such host';
  throw new AddressError(`lookup ${host} on ${server}:53: ${reason}`);
}

function silenceOf(process: Process, server: string, rcode: string): string {
  if (rcode === 'SERVFAIL') return 'server misbehaving';
  const own =
    process.net
      .interfaces()
      .find(({ name }) => name !== 'lo')
      ?.addresses[0]?.split('/')[0] ?? '127.0.0.1';
  const why = rcode === 'refused-port' ? 'read: connection refused' : 'i/o timeout';
  // The port is gone by now; Linux hands out ports from 32768 on.
  return `read udp ${own}:${32_768 + ((process.clock.now() % 28_232) | 0)}->${server}:53: ${why}`;
}

/** The address that a datagram to somebody else leaves with. */
function ownAddress(process: Process): string {
  const outward = process.net.interfaces().find(({ name }) => name !== 'lo');
  return outward?.addresses[0]?.split('/')[0] ?? '127.0.0.1';
}

/** Both ends of a connected UDP socket, as net.OpError prints them: `10.244.0.5:41234->10.96.0.10:53`. */
export function udpEnds(
  process: Process,
  local: { readonly port: number },
  target: { readonly address: string; readonly port: number },
): string {
  const own = target.address.startsWith('127.') ? '127.0.0.1' : ownAddress(process);
  return `${own}:${local.port}->${target.address}:${target.port}`;
}
