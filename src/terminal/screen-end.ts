// The screen's side of a terminal: keeps its place in the output, acknowledges what was drawn, comes back after a cut.
import type { Clock } from '../clock.ts';
import { parseFromHost } from './control.ts';
import { ACK_BYTES } from './limits.ts';
import type { TerminalSize, Transport } from './terminal.ts';

export type ScreenState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'typing' }
  /** Another screen types; this one shows the same. */
  | { readonly kind: 'watching' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'refused'; readonly code: string };

export interface ScreenEndOptions {
  connect(): Transport;
  readonly clock: Clock;
  readonly size: TerminalSize;
  /** Draws the bytes and calls `drawn` when they are on the screen. */
  draw(bytes: Uint8Array, drawn: () => void): void;
  /** Empties the screen: what follows starts at the beginning of a line. */
  clear(): void;
  onState(state: ScreenState): void;
  /** Watches at first when another screen is there already. */
  readonly yields?: boolean;
}

export interface ScreenEnd {
  /** Sends what was typed. Nothing happens while another screen types, or nobody is connected. */
  type(bytes: Uint8Array): void;
  resize(size: TerminalSize): void;
  /** While another screen types: type from now on. */
  take(): void;
  /** After the terminal has ended: open another. */
  again(): void;
  /** May be called twice. */
  close(): void;
}

/** A cut connection is taken up at once; a server that is down is not hammered. */
const RETRY_DELAYS_MS = [0, 300, 1000, 3000, 5000];

export function createScreenEnd(options: ScreenEndOptions): ScreenEnd {
  let size = options.size;
  /** The offset of the next byte; null before the first. */
  let received: number | null = null;
  let acknowledged = 0;
  /** Changes at every reset: bytes drawn before it are not acknowledged after it. */
  let epoch = 0;
  let transport: Transport | undefined;
  /** A screen that only watched does not come back from a cut typing. */
  let yields = options.yields ?? false;
  let failures = 0;
  let closed = false;
  let cancelRetry: () => void = () => undefined;

  const send = (message: object) => transport?.send(JSON.stringify(message));

  function take(bytes: Uint8Array): void {
    if (received === null) return;
    received += bytes.length;
    const until = received;
    const drawnIn = epoch;
    options.draw(bytes, () => {
      if (drawnIn !== epoch || until - acknowledged < ACK_BYTES) return;
      acknowledged = until;
      send({ type: 'ack', offset: until });
    });
  }

  function hear(text: string): void {
    const message = parseFromHost(text);
    if (!message) {
      transport?.close();
      return;
    }
    failures = 0;
    if (message.type === 'reset') {
      epoch++;
      received = acknowledged = message.offset;
      options.clear();
    } else if (message.type === 'role') {
      yields = !message.writes;
      options.onState({ kind: message.writes ? 'typing' : 'watching' });
    } else if (message.type === 'exit') options.onState({ kind: 'ended' });
    else if (message.type === 'refused') options.onState({ kind: 'refused', code: message.code });
    // After `resume` the bytes go on at `received`, as asked for.
  }

  function connect(): void {
    if (closed) return;
    options.onState({ kind: 'connecting' });
    const current = options.connect();
    transport = current;
    current.onFrame((frame) => {
      if (transport !== current) return;
      if (typeof frame === 'string') hear(frame);
      else take(frame);
    });
    current.onClose(() => {
      if (transport !== current) return;
      transport = undefined;
      if (closed) return;
      options.onState({ kind: 'connecting' });
      const delayMs = RETRY_DELAYS_MS[Math.min(failures++, RETRY_DELAYS_MS.length - 1)] as number;
      cancelRetry = options.clock.after(delayMs, connect);
    });
    send({ type: 'hello', from: received, ...size, ...(yields ? { yields } : {}) });
  }

  connect();
  return {
    type: (bytes) => transport?.send(bytes),
    resize(next) {
      if (next.columns === size.columns && next.rows === size.rows) return;
      size = next;
      send({ type: 'resize', ...size });
    },
    take: () => send({ type: 'take' }),
    again: () => send({ type: 'again' }),
    close() {
      closed = true;
      cancelRetry();
      transport?.close();
      transport = undefined;
    },
  };
}
