// A terminal and the screens attached to it, where the terminal lives. Knows nothing of how frames travel.
import { type AttachedScreen, createAttachedScreen, type EndMessage } from './attached-screen.ts';
import { type FromScreen, parseFromScreen } from './control.ts';
import { RING_BYTES, WINDOW_BYTES } from './limits.ts';
import { createRing, type KeptRing, type Ring } from './ring.ts';
import type { TerminalEnd, TerminalSize, Transport } from './terminal.ts';

export interface TerminalHostOptions {
  /** Called when the first screen comes, after a restart, and when a screen asks for another terminal after an exit. */
  open(size: TerminalSize): Promise<TerminalEnd>;
  /** The code that a screen is told when `open` rejected. */
  refusal(error: unknown): string;
  readonly ringBytes?: number;
  /** What an earlier host of this terminal had shown: screens begin with it. */
  readonly kept?: KeptRing | undefined;
  /** A page of what is shown has changed. */
  readonly onWrite?: (ring: Ring, page: number) => void;
}

/**
 * Several screens may show one terminal. The one that attached last, unless it yields, types and sets the size; the
 * others watch, and the most recent of them takes over when it leaves, or whoever asks to. The typing screen's acknowledgements hold the program back; a
 * watcher that cannot keep up is started over. With no screen, one window is kept and then the program waits.
 */
export interface TerminalHost {
  attach(transport: Transport): void;
  /** Ends the terminal and empties the screens, or shows what was kept; they stay attached to the one that is opened next. */
  restart(kept?: KeptRing): void;
  /** Ends the terminal and lets go of all screens. May be called twice. */
  close(): void;
}

export function createTerminalHost(options: TerminalHostOptions): TerminalHost {
  const ring = createRing(options.ringBytes ?? RING_BYTES, (page) => options.onWrite?.(ring, page));
  if (options.kept) ring.restore(options.kept);
  /** The last one types. */
  const screens: AttachedScreen[] = [];
  /** Everything before it has been seen by whoever types. */
  let seen = ring.end;
  let run: TerminalRun | undefined;
  let wakePump: () => void = () => undefined;

  const writer = () => screens.at(-1);
  const opened = (typed: readonly Uint8Array[] = []) => {
    run ??= start(typed);
    return run;
  };
  const flush = (screen: AttachedScreen) => {
    screen.flush();
    if (run?.ended && screen.upToDate) screen.tellEnd(run.ended);
  };
  const roles = () => {
    for (const screen of screens) screen.tell({ type: 'role', writes: screen === writer() });
    const size = writer()?.size;
    if (size) run?.end?.resize(size);
  };

  function start(typed: readonly Uint8Array[]): TerminalRun {
    const current: TerminalRun = { typed: [...typed] };
    void pump(current).catch((error) => {
      if (run !== current) return;
      current.ended = { type: 'refused', code: options.refusal(error) };
      screens.forEach(flush);
    });
    return current;
  }

  async function pump(current: TerminalRun): Promise<void> {
    const end = await options.open(writer()?.size ?? { columns: 80, rows: 24 });
    if (run !== current) return end.close();
    current.end = end;
    const size = writer()?.size;
    if (size) end.resize(size);
    for (const bytes of current.typed.splice(0)) end.write(bytes);
    for (;;) {
      while (ring.end - seen >= WINDOW_BYTES) {
        await new Promise<void>((resolve) => {
          wakePump = resolve;
        });
        if (run !== current) return;
      }
      const bytes = await end.read();
      if (run !== current) return;
      if (!bytes) break;
      ring.append(bytes);
      for (const screen of screens) screen.flush();
    }
    current.ended = { type: 'exit' };
    end.close();
    screens.forEach(flush);
  }

  function hear(screen: AttachedScreen, message: FromScreen): void {
    if (message.type === 'ack') {
      screen.acknowledge(message.offset);
      progress(screen);
      flush(screen);
    } else if (message.type === 'resize') {
      screen.size = { columns: message.columns, rows: message.rows };
      if (screen === writer()) run?.end?.resize(screen.size);
    } else if (message.type === 'take') {
      screens.splice(screens.indexOf(screen), 1);
      screens.push(screen);
      roles();
      progress(screen);
    } else if (message.type === 'again' && run?.ended && screen === writer()) {
      run = undefined;
      opened();
      roles();
    }
  }

  function progress(screen: AttachedScreen): void {
    if (screen !== writer() || screen.acknowledged <= seen) return;
    seen = screen.acknowledged;
    wakePump();
  }

  function join(transport: Transport, hello: Extract<FromScreen, { type: 'hello' }>): AttachedScreen {
    const screen = createAttachedScreen(transport, { columns: hello.columns, rows: hello.rows }, ring);
    if (hello.yields && screens.length > 0) screens.splice(-1, 0, screen);
    else screens.push(screen);
    screen.startAt(hello.from);
    // A screen that comes back has what it asks to go on from, even if its acknowledgement was lost in the cut.
    if (hello.from === screen.acknowledged) progress(screen);
    opened();
    roles();
    flush(screen);
    return screen;
  }

  return {
    attach(transport) {
      let screen: AttachedScreen | undefined;
      transport.onFrame((frame) => {
        if (typeof frame !== 'string') {
          if (screen && screen === writer()) type(opened(), frame);
          return;
        }
        const message = parseFromScreen(frame);
        if (!message || (message.type === 'hello') === (screen !== undefined)) transport.close();
        else if (message.type === 'hello') screen = join(transport, message);
        else if (screen) hear(screen, message);
      });
      transport.onClose(() => {
        const at = screen ? screens.indexOf(screen) : -1;
        if (at < 0) return;
        screens.splice(at, 1);
        roles();
        const next = writer();
        if (next) progress(next);
      });
    },
    restart(kept) {
      // What was typed before there was a terminal is meant for the first one that opens.
      const typed = run?.typed ?? [];
      run?.end?.close();
      run = undefined;
      wakePump();
      if (kept) ring.restore(kept);
      else ring.clear();
      seen = ring.end;
      for (const screen of screens) screen.startAt(null);
      if (screens.length > 0) opened(typed);
      roles();
    },
    close() {
      run?.end?.close();
      run = { typed: [], ended: { type: 'exit' } };
      wakePump();
      for (const screen of [...screens]) screen.transport.close();
    },
  };
}

/** One terminal from opening to its end. */
interface TerminalRun {
  end?: TerminalEnd;
  /** Typed before it was open. */
  readonly typed: Uint8Array[];
  /** What screens are told once they have seen everything. */
  ended?: EndMessage;
}

function type(run: TerminalRun, bytes: Uint8Array): void {
  if (run.ended) return;
  if (run.end) run.end.write(bytes);
  else run.typed.push(bytes);
}
