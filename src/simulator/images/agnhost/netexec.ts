// agnhost netexec: an HTTP and a UDP server that tell who answered (test/images/agnhost/netexec/netexec.go).
import { type Listener, NetworkError, type Process } from '../../../shell/index.ts';
import { serveHttp } from '../http/index.ts';
import type { FlagSpec, Flags } from './flags.ts';
import { createLog, errnoText, goAnswer } from './go.ts';
import { handleNetexec, type NetexecState } from './netexec-routes.ts';

export const netexecFlags: readonly FlagSpec[] = [
  { name: 'http-port', kind: 'int' },
  { name: 'udp-port', kind: 'int' },
  { name: 'sctp-port', kind: 'int' },
  { name: 'http-override', kind: 'string' },
  { name: 'udp-listen-addresses', kind: 'string' },
  { name: 'delay-shutdown', kind: 'int' },
  { name: 'tls-cert-file', kind: 'string' },
  { name: 'tls-private-key-file', kind: 'string' },
];

export async function netexec(process: Process, flags: Flags): Promise<number> {
  const { net, clock } = process;
  const log = createLog(process);
  const owner = { name: 'agnhost', pid: process.pid };
  const httpPort = flags.int('http-port', 8080);
  const udpPort = flags.int('udp-port', 8081);
  const ending = new AbortController();
  let end: (code: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const state: NetexecState = { startedMs: clock.now(), ready: false, terminating: false, exit: (code) => end(code) };
  const stopWatching = process.onSignal('SIGTERM', async () => {
    state.terminating = true;
    const delay = flags.int('delay-shutdown', 0);
    if (delay > 0) {
      await log(`Sleeping ${delay} seconds before terminating...`);
      await clock.sleep(delay * 1000, ending.signal).catch(() => undefined);
    }
    end(0);
  });
  const signal = AbortSignal.any([process.signal, ending.signal]);
  try {
    if (flags.text('tls-cert-file', '') !== '') {
      await log('this simulator has no TLS: --tls-cert-file cannot be used');
      return 1;
    }
    if (flags.int('sctp-port', -1) !== -1) {
      await log(`Error occurred: failed to create listener for SCTP address :${flags.int('sctp-port', -1)}:protocol not supported`);
      return 1;
    }
    if (udpPort !== -1) {
      for (const address of flags.text('udp-listen-addresses', '').split(',')) {
        const fault = serveUdp(process, address, udpPort, owner, state, log, signal);
        if (fault) {
          await log(fault);
          return 1;
        }
        await log(`Started UDP server on port ${address} ${udpPort}`);
      }
    }
    await log(`Started HTTP server on port ${httpPort}`);
    let listener: Listener;
    try {
      listener = net.listen(httpPort, { owner });
    } catch (error) {
      await log(`listen tcp :${httpPort}: bind: ${errnoText(error)}`);
      return 1;
    }
    const override = flags.text('http-override', '');
    const server = serveHttp(
      listener,
      (request) => handleNetexec(process, override ? { ...request, method: 'GET', target: override } : request, state, log),
      {
        signal,
        onMalformed: () => ({
          ...goAnswer(process, 400, '400 Bad Request'),
          headers: [
            ['Content-Type', 'text/plain; charset=utf-8'],
            ['Connection', 'close'],
          ],
        }),
      },
    );
    state.shutdown = async (timeoutMs) => {
      await Promise.race([server.shutdown(), clock.sleep(timeoutMs, signal).catch(() => undefined)]);
    };
    process.signal.addEventListener('abort', () => end(1), { once: true });
    const code = await Promise.race([ended, server.closed.then(() => ended)]);
    process.signal.throwIfAborted();
    return code;
  } finally {
    stopWatching();
    ending.abort();
  }
}

/** Returns why it could not start; serves until `signal` aborts otherwise. */
function serveUdp(
  process: Process,
  address: string,
  port: number,
  owner: { readonly name: string; readonly pid: number },
  state: NetexecState,
  log: (message: string) => Promise<void>,
  signal: AbortSignal,
): string | undefined {
  let socket: ReturnType<Process['net']['udp']>;
  try {
    socket = process.net.udp({ port, owner, ...(address ? { address } : {}) });
  } catch (error) {
    return `Error occurred: failed to create listener for UDP address ${address}:${port}:listen udp ${address}:${port}: bind: ${errnoText(error)}`;
  }
  state.ready = true;
  const reply = async () => {
    const { from, bytes } = await socket.receive(signal);
    const text = new TextDecoder().decode(bytes).trim().toLowerCase();
    const client = `${from.address}:${from.port}`;
    const answer = (words: string) => socket.send(from, new TextEncoder().encode(words));
    if (text === 'hostname') {
      await log('Sending udp hostName response');
      await log(`hostname: ${process.hostname}`);
      answer(process.hostname);
    } else if (text.startsWith('echo ')) {
      await log(`Echoing ${text.slice(5)} to UDP client ${client}`);
      answer(text.slice(5));
    } else if (text === 'clientip') {
      await log(`Sending clientip back to UDP client ${client}`);
      answer(client);
    } else if (text !== '') await log(`Unknown UDP command received from ${client}: ${text}`);
  };
  const serve = async () => {
    try {
      for (;;) {
        try {
          await reply();
        } catch (error) {
          // An ICMP error about an answer that nobody waited for: netexec's unconnected socket never hears of it.
          if (!(error instanceof NetworkError) || signal.aborted) throw error;
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      state.ready = false;
      socket.close();
    }
  };
  void serve();
  return undefined;
}
