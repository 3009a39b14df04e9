// Open sockets: who may have one, how many, how much goes in, and whether the far end still lives.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../../clock.ts';
import { createBucket } from '../bucket.ts';
import type { Limits } from '../limits.ts';
import { closeCodes } from './close-codes.ts';

/** The protocol that a page offers, and the server chooses. The ticket rides as a second one: never in a URL, which gets logged. */
export const PROTOCOL = 'podkova.v1';
const TICKET = /^ticket\.([A-Za-z0-9_-]{43})$/;

/** What a frame costs beside its bytes, so that many empty ones cost something too. */
const FRAME_COST_BYTES = 64;

/** A client that was refused and does not hang up. */
const LINGER_MS = 2_000;

export interface Sockets {
  /** True when this learner may have one more. */
  hasRoom(learner: string): boolean;
  /** Ends the handshake. `charge` makes the page pay for what it asks, in bytes of what it may send. */
  open(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    learner: string,
    use: (socket: WebSocket, charge: (bytes: number) => void) => void,
  ): void;
  close(): void;
}

/** The ticket that the handshake brings; undefined when it has none, or not just one. */
export function ticketOf(request: IncomingMessage): string | undefined {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  const [ticket] = offered.flatMap((name) => TICKET.exec(name)?.[1] ?? []);
  return offered.length === 2 && offered.includes(PROTOCOL) ? ticket : undefined;
}

/** Answers a handshake with a status, and hangs up. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

export function createSockets(clock: Clock, limits: Limits): Sockets {
  const accept = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    clientTracking: false,
    handleProtocols: () => PROTOCOL,
  });
  const open = new Map<WebSocket, { readonly learner: string; answered: boolean }>();
  let closed = false;
  let cancelPing: () => void = () => undefined;

  const ping = () => {
    for (const [socket, state] of open) {
      if (!state.answered) socket.terminate();
      else {
        state.answered = false;
        socket.ping();
      }
    }
    cancelPing = open.size > 0 ? clock.after(limits.pingMs, ping) : () => undefined;
  };

  return {
    hasRoom(learner) {
      const own = [...open.values()].filter((state) => state.learner === learner).length;
      return !closed && own < limits.socketsPerLearner && open.size < limits.sockets;
    },
    open(request, raw, head, learner, use) {
      accept.handleUpgrade(request, raw, head, (socket) => {
        const state = { learner, answered: true };
        if (open.size === 0) cancelPing = clock.after(limits.pingMs, ping);
        open.set(socket, state);
        socket.on('pong', () => {
          state.answered = true;
        });
        socket.on('close', () => {
          open.delete(socket);
          if (open.size === 0) cancelPing();
        });
        // What was malformed closes the socket with its own code (1002, 1007, 1009); a far end that vanishes is no news.
        socket.on('error', () => undefined);
        const bucket = createBucket(clock, limits.sentBytesPerSecond, limits.sentBytesAtOnce);
        const charge = (bytes: number) => {
          const owedMs = bucket.spend(bytes);
          if (owedMs === 0 || socket.isPaused || socket.readyState !== socket.OPEN) return;
          socket.pause();
          clock.after(owedMs, () => socket.resume());
        };
        socket.on('message', (data: Buffer) => charge(data.length + FRAME_COST_BYTES));
        use(socket, charge);
      });
    },
    close() {
      closed = true;
      cancelPing();
      for (const socket of open.keys()) {
        socket.close(closeCodes.goingAway);
        clock.after(LINGER_MS, () => socket.terminate());
      }
    },
  };
}
