// Byte streams between programs: pipes with back-pressure and a broken end.
import { BrokenPipe, type Input, type Output } from './program.ts';

const encoder = new TextEncoder();

/** What Linux gives a pipe (pipe(7)). */
const PIPE_CAPACITY_BYTES = 65_536;

export interface Pipe {
  readonly input: Input;
  readonly output: Output;
}

/** A pipe: what is written to `output` is read from `input`. A write waits while more than `capacityBytes` are unread. */
export function createPipe(capacityBytes: number = PIPE_CAPACITY_BYTES): Pipe {
  const chunks: Uint8Array[] = [];
  let heldBytes = 0;
  let ended = false;
  let broken = false;
  const readers = new Set<() => void>();
  const writers = new Set<() => void>();
  const wake = (waiting: Set<() => void>) => {
    const woken = [...waiting];
    waiting.clear();
    for (const resume of woken) resume();
  };
  const input: Input = {
    async read(signal) {
      for (;;) {
        signal?.throwIfAborted();
        const chunk = chunks.shift();
        if (chunk) {
          heldBytes -= chunk.length;
          wake(writers);
          return chunk;
        }
        if (ended || broken) return undefined;
        await waitFor(readers, signal);
      }
    },
    close() {
      broken = true;
      chunks.length = 0;
      heldBytes = 0;
      wake(writers);
      wake(readers);
    },
  };
  const output: Output = {
    async write(chunk) {
      const bytes = typeof chunk === 'string' ? encoder.encode(chunk) : chunk;
      if (broken || ended) throw new BrokenPipe();
      if (bytes.length === 0) return;
      chunks.push(bytes);
      heldBytes += bytes.length;
      wake(readers);
      while (heldBytes > capacityBytes && !broken) await waitFor(writers);
      if (broken) throw new BrokenPipe();
    },
    close() {
      ended = true;
      wake(readers);
    },
  };
  return { input, output };
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

/** An input that holds `content` and then ends. */
export function inputOf(content: Uint8Array | string): Input {
  let bytes: Uint8Array | undefined = typeof content === 'string' ? encoder.encode(content) : content;
  return {
    async read() {
      const chunk = bytes?.length ? bytes : undefined;
      bytes = undefined;
      return chunk;
    },
    close() {
      bytes = undefined;
    },
  };
}

/** As /dev/null. */
export const nothing: Input & Output = {
  read: async () => undefined,
  write: async () => undefined,
  close: () => undefined,
};

/** Collects what is written. `limitBytes` guards memory: what comes later is dropped. */
export function createCollector(limitBytes: number = 64 * 1024 * 1024): Output & { bytes(): Uint8Array; text(): string } {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const bytes = () => {
    const all = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  };
  return {
    async write(chunk) {
      const added = typeof chunk === 'string' ? encoder.encode(chunk) : chunk;
      if (length + added.length > limitBytes) return;
      chunks.push(added);
      length += added.length;
    },
    close: () => undefined,
    bytes,
    text: () => new TextDecoder().decode(bytes()),
  };
}

/** Everything up to the end of `input`, as text. */
export async function readAll(input: Input, signal?: AbortSignal): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const chunk = await input.read(signal);
    if (!chunk) return text + decoder.decode();
    text += decoder.decode(chunk, { stream: true });
  }
}

/** The lines of `input` without their newline, as they arrive; a last line without one counts. */
export async function* linesOf(input: Input, signal?: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const chunk = await input.read(signal);
    rest += chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    let newline = rest.indexOf('\n');
    while (newline >= 0) {
      yield rest.slice(0, newline);
      rest = rest.slice(newline + 1);
      newline = rest.indexOf('\n');
    }
    if (!chunk) {
      if (rest) yield rest;
      return;
    }
  }
}
