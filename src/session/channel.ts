// The way that a session's messages travel between a page and the place where the session lives. Knows no particular way.
import type { Transport } from '../terminal/index.ts';
import type { ToHost, ToPage } from './wire.ts';

/** The page's end. */
export interface PageChannel {
  /** What is sent while the way is cut may be lost. */
  send(message: ToHost): void;
  onMessage(listener: (message: ToPage) => void): void;
  /** The way was cut and is there again: the far end knows nothing of what was asked for before. */
  onReopen(listener: () => void): void;
  /** Joins a screen to a terminal of the session; the transport closes when the way is cut. */
  attach(terminalId: string, screen: Transport): void;
}

export interface HostListener {
  message(message: ToHost): void;
  attach(terminalId: string, screen: Transport): void;
  /** Called once: nothing comes or goes any more. */
  closed(): void;
}

/** The host's end. A page that comes back after a cut comes on a new one. */
export interface HostChannel {
  send(message: ToPage): void;
  listen(listener: HostListener): void;
  /** May be called twice. */
  close(): void;
}
