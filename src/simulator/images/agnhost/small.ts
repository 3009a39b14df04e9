// agnhost's small subcommands: pause, serve-hostname, porter, dns-suffix, dns-server-list, etc-hosts.
import { NetworkError, type Process } from '../../../shell/index.ts';
import { type Answer, type HttpServer, serveHttp } from '../http/index.ts';
import type { FlagSpec, Flags } from './flags.ts';
import { createLog, errnoText, goAnswer, goJson } from './go.ts';

/** Waits for the first of these signals; rejects when another one ends the process. */
function firstSignal(process: Process, names: readonly ('SIGINT' | 'SIGTERM')[]): Promise<'SIGINT' | 'SIGTERM'> {
  return new Promise((resolve, reject) => {
    for (const name of names) process.onSignal(name, () => resolve(name));
    process.signal.addEventListener('abort', () => reject(process.signal.reason), { once: true });
  });
}

export async function pause(process: Process): Promise<number> {
  await process.stdout.write('Paused\n');
  const signal = await firstSignal(process, ['SIGINT', 'SIGTERM']);
  return signal === 'SIGINT' ? 1 : 2;
}

export const serveHostnameFlags: readonly FlagSpec[] = [
  { name: 'tcp', kind: 'bool' },
  { name: 'udp', kind: 'bool' },
  { name: 'http', kind: 'bool' },
  { name: 'close', kind: 'bool' },
  { name: 'port', kind: 'int' },
];

/** serve-hostname waits so long for the pod's deletion after SIGTERM. */
const AWAIT_DELETION_MS = 60_000;

export async function serveHostname(process: Process, flags: Flags): Promise<number> {
  const log = createLog(process);
  const port = flags.int('port', 9376);
  const [http, tcp, udp] = [flags.bool('http', true), flags.bool('tcp', false), flags.bool('udp', false)];
  if (http && (tcp || udp)) {
    await log("Can't server TCP/UDP mode and HTTP mode at the same time");
    return 1;
  }
  const ending = new AbortController();
  const signal = AbortSignal.any([process.signal, ending.signal]);
  try {
    if (tcp) serveRaw(process, port, log, signal);
    if (udp) echoUdp(process, port, process.hostname, async (from) => log(`UDP request from ${from}`), signal);
    let server: HttpServer | undefined;
    if (http) {
      server = listenHttp(process, port, signal, async (remote) => {
        await log(`HTTP request from ${remote}`);
        return goAnswer(process, 200, process.hostname, { headers: flags.bool('close', false) ? [['Connection', 'close']] : [] });
      });
    }
    await log(`Serving on port ${port}.`);
    const stopped = firstSignal(process, ['SIGTERM']);
    await (server ? Promise.race([stopped, server.closed.then(() => stopped)]) : stopped);
    await log('Shutting down after receiving signal: terminated.');
    await log('Awaiting pod deletion.');
    await process.clock.sleep(AWAIT_DELETION_MS, process.signal);
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    await log(`Error from net.Listen(): listen tcp :${port}: bind: ${errnoText(error)}`);
    return 1;
  } finally {
    ending.abort();
  }
}

export const porterFlags: readonly FlagSpec[] = [{ name: 'json-response', kind: 'bool' }];

export async function porter(process: Process, flags: Flags): Promise<number> {
  const log = createLog(process);
  const json = flags.bool('json-response', false);
  const servers: HttpServer[] = [];
  for (const [name, value] of Object.entries(process.env)) {
    const [, kind, port = ''] = /^SERVE_(TCP_|UDP_|TLS_|SCTP_)?PORT_(\d+)$/.exec(name) ?? [];
    if (port === '') continue;
    const answer = async (_: string, method: string): Promise<Answer> =>
      json
        ? goAnswer(process, 200, goJson({ Method: method, Body: value }), { headers: [['Content-Type', 'application/json']] })
        : goAnswer(process, 200, value);
    try {
      if (kind === 'UDP_') {
        echoUdp(process, Number(port), value, async () => undefined, process.signal);
        await log(`Started UDP server on port ${port}`);
      } else if (kind === 'SCTP_') {
        await log('Failed to listen SCTP. error:protocol not supported');
        return 1;
      } else if (kind === 'TLS_') {
        await log(`tls server on port "${port}" failed: this simulator has no TLS`);
      } else servers.push(listenHttp(process, Number(port), process.signal, answer));
    } catch (error) {
      await log(`server on port "${port}" failed: listen tcp 0.0.0.0:${port}: bind: ${errnoText(error)}`);
    }
  }
  const forever = new Promise<never>((_, reject) => {
    process.signal.addEventListener('abort', () => reject(process.signal.reason), { once: true });
  });
  await Promise.race([forever, ...servers.map(({ closed }) => closed.then(() => forever))]);
  return 0;
}

function listenHttp(
  process: Process,
  port: number,
  signal: AbortSignal,
  answer: (remote: string, method: string) => Promise<Answer>,
): HttpServer {
  const listener = process.net.listen(port, { owner: { name: 'agnhost', pid: process.pid } });
  return serveHttp(listener, ({ remote, method }) => answer(`${remote.address}:${remote.port}`, method), { signal });
}

function serveRaw(process: Process, port: number, log: (message: string) => Promise<void>, signal: AbortSignal): void {
  const listener = process.net.listen(port, { owner: { name: 'agnhost', pid: process.pid } });
  signal.addEventListener('abort', () => listener.close(), { once: true });
  const accept = async () => {
    while (!signal.aborted) {
      const connection = await listener.accept(signal);
      await log(`TCP request from ${connection.remote.address}:${connection.remote.port}`);
      await connection.write(process.hostname);
      connection.end();
    }
  };
  keepRunning(accept, signal);
}

function echoUdp(process: Process, port: number, answer: string, onRequest: (from: string) => Promise<void>, signal: AbortSignal): void {
  const socket = process.net.udp({ port, owner: { name: 'agnhost', pid: process.pid } });
  signal.addEventListener('abort', () => socket.close(), { once: true });
  const serve = async () => {
    while (!signal.aborted) {
      const { from } = await socket.receive(signal);
      await onRequest(`${from.address}:${from.port}`);
      socket.send(from, new TextEncoder().encode(answer));
    }
  };
  keepRunning(serve, signal);
}

/** A peer that goes away does not end a server; the signal does. */
function keepRunning(serve: () => Promise<void>, signal: AbortSignal): void {
  const loop = async () => {
    while (!signal.aborted) {
      try {
        await serve();
      } catch (error) {
        if (!signal.aborted && !(error instanceof NetworkError)) throw error;
      }
    }
  };
  void loop();
}

/** The words of the first line of resolv.conf that begins with `keyword`, joined by commas (dns/dns.go). */
export async function printResolver(process: Process, keyword: 'search' | 'nameserver'): Promise<number> {
  const text = process.files.status('/etc/resolv.conf') ? process.files.readText('/etc/resolv.conf') : '';
  const line = text.split('\n').find((candidate) => candidate.startsWith(keyword));
  if (line === undefined) {
    await process.stderr.write('panic: Could not find DNS search list!\n');
    return 2;
  }
  await process.stdout.write(`${line.split(' ').slice(1).join(',')}\n`);
  return 0;
}

export async function printHosts(process: Process): Promise<number> {
  const text = process.files.status('/etc/hosts') ? process.files.readText('/etc/hosts') : '';
  await process.stdout.write(`${text}\n`);
  return 0;
}
