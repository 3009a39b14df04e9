// A real lab server on a port of its own, and a learner's browser as far as it matters: a cookie, requests, sockets.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { realClock } from '../../src/clock.ts';
import { createLabServer, type LabServer, type LabServerOptions } from '../../src/server/index.ts';
import { connectSession, type PageSocket, pageSocket, type SessionHost } from '../../src/session/index.ts';
import { socketTransport, type Transport } from '../../src/terminal/index.ts';

export interface TestServer {
  readonly lab: LabServer;
  readonly port: number;
  readonly origin: string;
  close(): Promise<void>;
}

export async function startServer(options: Partial<LabServerOptions> = {}): Promise<TestServer> {
  const lab = createLabServer({
    statePath: ':memory:',
    onBug(error) {
      throw error;
    },
    ...options,
  });
  const server: Server = createServer((request, response) => {
    if (!lab.handle(request, response)) response.writeHead(404).end();
  });
  server.on('upgrade', (request, socket, head) => {
    if (!lab.upgrade(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    lab,
    port,
    origin: `http://127.0.0.1:${port}`,
    async close() {
      await lab.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Learner {
  readonly cookie: string;
  readonly session: string;
  /** A fresh ticket. */
  ticket(terminal?: string): Promise<string>;
  /** As a browser opens it; more headers replace its own. */
  socket(terminal?: string): Promise<WebSocket>;
  /** The session as a page has it. */
  page(): { readonly host: SessionHost; readonly channel: PageSocket; readonly sockets: readonly WebSocket[] };
  terminal(terminalId: string): Transport;
}

export async function post(origin: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** A learner with a session for a lab. `known` comes back with the cookie of before. */
export async function join({ origin }: { readonly origin: string }, lab: string, known?: string): Promise<Learner> {
  const joined = await post(origin, '/lab/sessions', { lab }, known === undefined ? {} : { cookie: known });
  if (joined.status !== 200) throw new Error(`joining was answered with ${joined.status}`);
  const { session } = (await joined.json()) as { session: string };
  const cookie = known ?? (joined.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const pageId = `page-${Math.random().toString(36).slice(2)}`;
  const ticket = async (terminal?: string) => {
    const asked = await post(origin, '/lab/tickets', { session, page: pageId, ...(terminal && { terminal }) }, { cookie });
    if (asked.status !== 200) throw new Error(`a ticket was answered with ${asked.status}`);
    return ((await asked.json()) as { ticket: string }).ticket;
  };
  const socket = async (terminal?: string) => openSocket(origin, await ticket(terminal), { cookie });
  // What `ws` gives is a browser's WebSocket as far as we use one.
  const asInBrowser = (terminal?: string) => socket(terminal) as unknown as Promise<globalThis.WebSocket>;
  return {
    cookie,
    session,
    ticket,
    socket,
    page() {
      const sockets: WebSocket[] = [];
      const channel = pageSocket({
        async connect(terminal) {
          const opened = await socket(terminal);
          sockets.push(opened);
          return opened as unknown as globalThis.WebSocket;
        },
        clock: realClock,
      });
      return { host: connectSession(channel), channel, sockets };
    },
    terminal: (terminalId) => socketTransport(asInBrowser(terminalId)),
  };
}

export function openSocket(origin: string, ticket: string, headers: Record<string, string>): WebSocket {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/lab/socket`, ['podkova.v1', `ticket.${ticket}`], {
    headers: { origin, ...headers },
    perMessageDeflate: false,
  });
  socket.on('error', () => undefined);
  return socket;
}
