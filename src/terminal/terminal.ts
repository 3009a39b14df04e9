// A terminal's two ends. Knows nothing of what runs in it, nor of how the bytes travel.

export type Unsubscribe = () => void;

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** The far end: a shell, or a container's TTY. */
export interface TerminalEnd {
  /** The next bytes for the screen; undefined when the terminal has ended. Not reading holds the writer back. */
  read(): Promise<Uint8Array | undefined>;
  /** What was typed. */
  write(bytes: Uint8Array): void;
  resize(size: TerminalSize): void;
  /** Hangs up (SIGHUP). May be called twice. */
  close(): void;
}

/** How frames travel between a screen and a terminal: binary frames are bytes, text frames are control messages. */
export interface Transport {
  send(frame: Uint8Array | string): void;
  onFrame(listener: (frame: Uint8Array | string) => void): Unsubscribe;
  /** Called once, when no frame will come or go any more. */
  onClose(listener: () => void): Unsubscribe;
  close(): void;
}
