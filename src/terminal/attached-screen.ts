// One screen as its host sees it: what it has been sent, what it has acknowledged.
import type { FromHost } from './control.ts';
import { FRAME_BYTES, WINDOW_BYTES } from './limits.ts';
import type { Ring } from './ring.ts';
import type { TerminalSize, Transport } from './terminal.ts';

/** Why no more bytes will come. */
export type EndMessage = Extract<FromHost, { type: 'exit' | 'refused' }>;

export interface AttachedScreen {
  readonly transport: Transport;
  size: TerminalSize;
  readonly acknowledged: number;
  tell(message: FromHost): void;
  /** Tells it the first time only. */
  tellEnd(message: EndMessage): void;
  /** Goes on at `from` where the ring still covers it, else starts the screen over. */
  startAt(from: number | null): void;
  acknowledge(offset: number): void;
  /** Sends what the window allows. */
  flush(): void;
  /** True when everything that the ring holds has been sent. */
  readonly upToDate: boolean;
}

export function createAttachedScreen(transport: Transport, size: TerminalSize, ring: Ring): AttachedScreen {
  let sent = 0;
  let acknowledged = 0;
  let toldEnd: EndMessage | undefined;
  const tell = (message: FromHost) => transport.send(JSON.stringify(message));
  const screen: AttachedScreen = {
    transport,
    size,
    get acknowledged() {
      return acknowledged;
    },
    tell,
    tellEnd(message) {
      if (toldEnd === message) return;
      toldEnd = message;
      tell(message);
    },
    startAt(from) {
      const covered = from !== null && from >= ring.start && from <= ring.end;
      sent = acknowledged = covered ? from : ring.replayStart();
      tell({ type: covered ? 'resume' : 'reset', offset: sent });
    },
    acknowledge(offset) {
      // Late acknowledgements of what came before a reset say nothing.
      if (offset > acknowledged && offset <= sent) acknowledged = offset;
    },
    flush() {
      if (sent < ring.start) screen.startAt(null);
      for (;;) {
        const bytes = ring.read(sent, Math.min(FRAME_BYTES, WINDOW_BYTES - (sent - acknowledged)));
        if (bytes.length === 0) return;
        sent += bytes.length;
        transport.send(bytes);
      }
    },
    get upToDate() {
      return sent === ring.end;
    },
  };
  return screen;
}
