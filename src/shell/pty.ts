// A pseudo terminal: what a screen holds on one side, what programs hold on the other (pty(7)).
import { createLineDiscipline } from './line-discipline.ts';
import { createPipe } from './pipe.ts';
import type { Input, Output, SignalName, TerminalSize, Tty, Unsubscribe } from './program.ts';

/** The screen's side; the same shape as a terminal's far end in src/terminal. */
export interface PtyEnd {
  /** The next bytes for the screen; undefined when the terminal has ended. Not reading holds the writers back. */
  read(): Promise<Uint8Array | undefined>;
  /** What was typed. */
  write(bytes: Uint8Array): void;
  resize(size: TerminalSize): void;
  /** Hangs up: every receiver gets SIGHUP, input ends, writers break. May be called twice. */
  close(): void;
}

export interface Pty {
  readonly end: PtyEnd;
  readonly stdin: Input;
  /** Closing it ends the terminal for the screen, after what was written. */
  readonly stdout: Output;
  readonly tty: Tty & Required<Pick<Tty, 'keys' | 'foreground'>>;
}

interface Typed {
  readonly bytes: Uint8Array;
  /** It came while a program wanted raw keys. */
  readonly raw: boolean;
}

/** Bytes after which a raw read ends, so that what follows Enter is left for whoever reads next. */
const chunkEnds: ReadonlySet<number> = new Set([3, 4, 10, 13]);

export function createPty(initialSize: TerminalSize): Pty {
  const screen = createPipe();
  const typed: Typed[] = [];
  const readers = new Set<() => void>();
  const sizeListeners = new Set<(size: TerminalSize) => void>();
  const receivers: ((signal: SignalName) => void)[] = [];
  let size = initialSize;
  let rawHolders = 0;
  let hungUp = false;
  let lastWritten = 0;

  const deliver = (bytes: Uint8Array, raw = false) => {
    typed.push({ bytes, raw });
    const woken = [...readers];
    readers.clear();
    for (const resume of woken) resume();
  };

  const translate = (chunk: Uint8Array | string): Uint8Array => {
    const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
    const out: number[] = [];
    for (const byte of bytes) {
      if (byte === 10 && lastWritten !== 13) out.push(13);
      out.push(byte);
      lastWritten = byte;
    }
    return new Uint8Array(out);
  };

  // Nobody waits for an echo; it breaks only when the screen has gone.
  const echo = (text: string) => void screen.output.write(translate(text)).catch(() => undefined);

  const discipline = createLineDiscipline({
    echo,
    deliver: (bytes) => deliver(bytes),
    signal(name) {
      typed.length = 0;
      receivers.at(-1)?.(name);
    },
  });

  const typeRaw = (bytes: Uint8Array) => {
    let start = 0;
    bytes.forEach((byte, at) => {
      if (!chunkEnds.has(byte)) return;
      deliver(bytes.subarray(start, at + 1), true);
      start = at + 1;
    });
    if (start < bytes.length) deliver(bytes.subarray(start), true);
  };

  /** Keys that were meant for a raw reader and are read in cooked mode now: a paste that goes on behind a command. */
  const cook = () => {
    const raw = typed.findIndex((one) => !one.raw);
    const keys = typed.splice(0, raw < 0 ? typed.length : raw);
    if (keys.length === 0) return;
    const later = typed.splice(0);
    for (const { bytes } of keys) discipline.type(bytes);
    typed.push(...later);
  };

  const tty: Pty['tty'] = {
    get size() {
      return size;
    },
    get keys() {
      return stdin;
    },
    onResize(listener) {
      sizeListeners.add(listener);
      return () => sizeListeners.delete(listener);
    },
    raw() {
      rawHolders++;
      const unfinished = discipline.takeLine();
      if (unfinished.length > 0) deliver(unfinished, true);
      return once(() => rawHolders--);
    },
    foreground(receive) {
      receivers.push(receive);
      return once(() => receivers.splice(receivers.lastIndexOf(receive), 1));
    },
  };

  const stdin: Input = {
    terminal: tty,
    async read(signal) {
      for (;;) {
        signal?.throwIfAborted();
        if (rawHolders === 0) cook();
        const chunk = typed.shift();
        // In cooked mode an empty chunk is Ctrl-D: the end of input, once.
        if (chunk) return chunk.bytes.length > 0 ? chunk.bytes : undefined;
        if (hungUp) return undefined;
        await waitFor(readers, signal);
      }
    },
    close: () => undefined,
  };

  const stdout: Output = {
    terminal: tty,
    write: (chunk) => screen.output.write(translate(chunk)),
    close: () => screen.output.close(),
  };

  const end: PtyEnd = {
    read: () => screen.input.read(),
    write(bytes) {
      if (hungUp || bytes.length === 0) return;
      if (rawHolders > 0) typeRaw(bytes);
      else discipline.type(bytes);
    },
    resize(next) {
      if (next.columns === size.columns && next.rows === size.rows) return;
      size = next;
      for (const listener of [...sizeListeners]) listener(next);
    },
    close() {
      if (hungUp) return;
      hungUp = true;
      screen.input.close();
      const woken = [...readers];
      readers.clear();
      for (const resume of woken) resume();
      for (const receive of [...receivers].reverse()) receive('SIGHUP');
    },
  };

  return { end, stdin, stdout, tty };
}

function once(run: () => void): Unsubscribe {
  let open = true;
  return () => {
    if (open) run();
    open = false;
  };
}

function waitFor(waiting: Set<() => void>, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const resume = () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    };
    const stop = () => {
      waiting.delete(resume);
      reject(signal?.reason);
    };
    waiting.add(resume);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
