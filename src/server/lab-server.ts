// The lab server: learners' clusters, and the way to them from their pages. Does not listen, and serves no files.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { Problem } from '../../grader/index.ts';
import { type Clock, realClock } from '../clock.ts';
import type { ClusterDriver } from '../cluster/driver.ts';
import { createSimDriver } from '../cluster/sim/index.ts';
import { exposeSession, type LabSource } from '../session/index.ts';
import { createGate } from './gate.ts';
import { isFromOwnPage, ownOrigin, type Reach } from './http/origin.ts';
import { createRequests, OFFER_PATH, REQUESTS_PATH } from './http/requests.ts';
import { securityHeaders } from './http/security-headers.ts';
import { findLabOnDisk } from './labs-on-disk.ts';
import { learnerCookie } from './learners.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { createSessions } from './sessions.ts';
import { hostSocket } from './sockets/host-channel.ts';
import { createSockets, refuseUpgrade, ticketOf } from './sockets/sockets.ts';
import { hostTransport } from './sockets/transport.ts';
import { openStore } from './store/index.ts';
import { createTickets, type Ticket } from './tickets.ts';

const SOCKET_PATH = `${REQUESTS_PATH}socket`;

export interface LabServerOptions {
  /** A file, which no other server uses at the same time; `:memory:` keeps nothing. */
  readonly statePath: string;
  /** Under what names it is reached beside loopback. */
  readonly reach?: Reach;
  readonly limits?: Partial<Limits>;
  readonly clock?: Clock;
  readonly findLab?: (labId: string) => Promise<LabSource | undefined>;
  readonly drivers?: readonly ClusterDriver[];
  /** Hears of exceptions that are nobody's fault but ours. */
  readonly onBug?: (error: unknown) => void;
}

export interface LabServer {
  /** True when the request was one for it: it is or will be answered. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** True when the handshake was one for it: it is open or refused. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Resolves when nothing runs and everything is kept. May be called twice. */
  close(): Promise<void>;
}

/** Throws when the state cannot be opened. */
export function createLabServer(options: LabServerOptions): LabServer {
  const { clock = realClock, findLab = findLabOnDisk, onBug = (error) => console.error(error), reach = { names: [] } } = options;
  const drivers = options.drivers ?? [createSimDriver({ clock, onBug })];
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const cookie = learnerCookie(reach.publicUrl?.protocol === 'https:');
  const store = openStore(options.statePath, clock);
  const sessions = createSessions({ findLab, drivers, clock, limits, starts: createGate(limits.startsAtOnce) }, store, onBug);
  const tickets = createTickets(clock, limits.ticketMs);
  const sockets = createSockets(clock, limits);
  const answer = createRequests({
    reach,
    cookie,
    store,
    sessions,
    tickets,
    drivers: drivers.map(({ name }) => name),
    clock,
    limits,
    onBug,
  });
  let closing: Promise<void> | undefined;

  function join(ticket: Ticket, socket: WebSocket, charge: (bytes: number) => void): void {
    try {
      const session = sessions.wake(ticket.sessionId, ticket.learner);
      const release = session.hold();
      socket.on('close', release);
      if (ticket.terminalId !== undefined) session.attach(ticket.terminalId, hostTransport(socket));
      else {
        const page = session.page(ticket.pageId);
        socket.on('close', page.leave);
        exposeSession(page.host, hostSocket(socket, charge), page.log);
      }
    } catch (error) {
      if (!(error instanceof Problem)) onBug(error);
      // 4000 and the problem's HTTP status: the page tells the learner.
      socket.close(4000 + (error instanceof Problem ? error.status : 500));
    }
  }

  return {
    handle(request, response) {
      const { url = '' } = request;
      if (url !== OFFER_PATH && !url.startsWith(REQUESTS_PATH)) return false;
      for (const [name, value] of Object.entries(securityHeaders())) response.setHeader(name, value);
      void answer(request, response);
      return true;
    },
    upgrade(request, socket, head) {
      if (!(request.url ?? '').startsWith(REQUESTS_PATH)) return false;
      const origin = ownOrigin(request.headers, request.socket.localPort, reach);
      const learner = cookie.find(request.headers.cookie);
      const secret = ticketOf(request);
      const isOwn = origin !== undefined && isFromOwnPage(request.headers, origin) && request.url === SOCKET_PATH;
      // A ticket is spent by whoever brings it: nobody may try again.
      const ticket = secret !== undefined && learner !== undefined ? tickets.redeem(secret, learner) : undefined;
      if (!isOwn || !ticket) refuseUpgrade(socket, '403 Forbidden');
      else if (!sockets.hasRoom(ticket.learner)) refuseUpgrade(socket, '429 Too Many Requests');
      else sockets.open(request, socket, head, ticket.learner, (opened, charge) => join(ticket, opened, charge));
      return true;
    },
    close() {
      closing ??= (async () => {
        sockets.close();
        await sessions.close();
        store.close();
      })();
      return closing;
    },
  };
}
