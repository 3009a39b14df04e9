// Terminal ends and screens that behave in one known way.
import type { Clock } from '../../src/clock.ts';
import { createPipe, type Pipe } from '../../src/shell/pipe.ts';
import { createScreenEnd, type ScreenState, type TerminalEnd, type TerminalSize, type Transport } from '../../src/terminal/index.ts';

export interface ScriptedTerminal extends TerminalEnd {
  readonly typed: string;
  readonly sizes: readonly TerminalSize[];
  readonly closed: boolean;
  /** Bytes that were taken from it. */
  readonly readBytes: number;
  say(text: string | Uint8Array): void;
  exit(): void;
}

/** Says what it is told to say, and writes down what it hears. */
export function scriptedTerminal(): ScriptedTerminal {
  const pipe: Pipe = createPipe(Number.POSITIVE_INFINITY);
  const decoder = new TextDecoder();
  const sizes: TerminalSize[] = [];
  let typed = '';
  let closed = false;
  let readBytes = 0;
  return {
    get typed() {
      return typed;
    },
    sizes,
    get closed() {
      return closed;
    },
    get readBytes() {
      return readBytes;
    },
    say: (text) => void pipe.output.write(text),
    exit: () => pipe.output.close(),
    async read() {
      const bytes = await pipe.input.read();
      readBytes += bytes?.length ?? 0;
      return bytes;
    },
    write(bytes) {
      typed += decoder.decode(bytes, { stream: true });
    },
    resize: (size) => void sizes.push(size),
    close() {
      closed = true;
      pipe.output.close();
    },
  };
}

export interface RecordingScreen {
  readonly text: string;
  readonly bytes: number;
  readonly clears: number;
  readonly state: ScreenState | undefined;
  /** A stalled screen takes bytes and never says that they are drawn. */
  stalled: boolean;
  type(text: string): void;
  resize(size: TerminalSize): void;
  again(): void;
  close(): void;
}

/** Keeps all that it is sent. */
export function recordingScreen(connect: () => Transport, clock: Clock, size = { columns: 80, rows: 24 }): RecordingScreen {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  let clears = 0;
  let state: ScreenState | undefined;
  const end = createScreenEnd({
    connect,
    clock,
    size,
    draw(chunk, drawn) {
      text += decoder.decode(chunk, { stream: true });
      bytes += chunk.length;
      if (!screen.stalled) drawn();
    },
    clear() {
      text = '';
      clears++;
    },
    onState(next) {
      state = next;
    },
  });
  const screen: RecordingScreen = {
    get text() {
      return text;
    },
    get bytes() {
      return bytes;
    },
    get clears() {
      return clears;
    },
    get state() {
      return state;
    },
    stalled: false,
    type: (typed) => end.type(new TextEncoder().encode(typed)),
    resize: (next) => end.resize(next),
    again: () => end.again(),
    close: () => end.close(),
  };
  return screen;
}
