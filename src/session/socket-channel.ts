// A session's messages over a WebSocket, from the page. Comes back after a cut by itself. Terminals get sockets of their own.
import type { Clock } from '../clock.ts';
import { socketTransport } from '../terminal/index.ts';
import type { PageChannel } from './channel.ts';
import { joinTransports } from './port-channel.ts';
import type { ToHost, ToPage } from './wire.ts';

export interface PageSocketOptions {
  /** A new socket to the session, or to one of its terminals; it may still be connecting. Rejects when the server refuses. */
  connect(terminalId?: string): Promise<WebSocket>;
  readonly clock: Clock;
}

export interface PageSocket extends PageChannel {
  /** Resolves at the first connection; rejects when that fails. Later cuts are mended in silence. */
  readonly ready: Promise<void>;
  /** May be called twice. */
  close(): void;
}

/** A cut is mended at once; a server that is down is not hammered. */
const RETRY_DELAYS_MS = [0, 300, 1000, 3000, 5000];

export function pageSocket({ connect, clock }: PageSocketOptions): PageSocket {
  let listener: (message: ToPage) => void = () => undefined;
  let reopened: () => void = () => undefined;
  let socket: WebSocket | undefined;
  let unsent: ToHost[] | undefined = [];
  let failures = 0;
  let closed = false;
  let cancelRetry: () => void = () => undefined;
  const { promise: ready, resolve: isReady, reject: isNotReady } = Promise.withResolvers<void>();
  ready.catch(() => undefined);

  const send = (message: ToHost) => {
    if (unsent) unsent.push(message);
    else if (socket?.readyState === 1) socket.send(JSON.stringify(message));
  };
  const opened = () => {
    failures = 0;
    if (!unsent) return reopened();
    const kept = unsent;
    unsent = undefined;
    kept.forEach(send);
    isReady();
  };
  const cut = (reason: unknown) => {
    socket = undefined;
    if (closed) return;
    isNotReady(reason);
    const delayMs = RETRY_DELAYS_MS[Math.min(failures++, RETRY_DELAYS_MS.length - 1)] as number;
    cancelRetry = clock.after(delayMs, begin);
  };
  function begin(): void {
    connect().then((connecting) => {
      if (closed) return connecting.close();
      socket = connecting;
      connecting.addEventListener('message', ({ data }: MessageEvent<string>) => listener(JSON.parse(data) as ToPage));
      connecting.addEventListener('close', ({ code }) => cut(new Error(`the socket closed with ${code}`)));
      if (connecting.readyState === 1) opened();
      else connecting.addEventListener('open', opened);
    }, cut);
  }

  begin();
  return {
    ready,
    send,
    onMessage(next) {
      listener = next;
    },
    onReopen(next) {
      reopened = next;
    },
    attach: (terminalId, screen) => joinTransports(screen, socketTransport(connect(terminalId))),
    close() {
      closed = true;
      cancelRetry();
      socket?.close();
    },
  };
}
