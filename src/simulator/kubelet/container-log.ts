// What one run of a container has written, line by line with its time, as the CRI log file holds it.
// Long output is forgotten from its beginning, as log rotation does.
import type { Clock } from '../../clock.ts';
import type { Output } from '../../shell/index.ts';
import { noParts, type Parts } from '../parts.ts';

export interface LogReading {
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly tailLines?: number;
  /** Only lines from this time on (epoch, milliseconds). */
  readonly fromMs?: number;
  readonly limitBytes?: number;
}

export interface ContainerLog {
  /** Under which it is kept. */
  readonly name: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The run is over: followers end after the last line. */
  end(): void;
  read(query: LogReading, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** What is written until the returned function is called leaves no trace. */
  mute(): () => void;
  /** Nobody will read it any more. */
  forget(): void;
}

export interface LogOptions {
  /** Where it is kept beyond this process, page by page under `name`; it begins with what is there. */
  readonly parts: Parts;
  readonly name: string;
}

/** A real kubelet rotates at 10 MiB and keeps the older files from `kubectl logs`; memory is dearer here. */
const KEPT_BYTES = 1024 * 1024;
/** So much more may gather before the oldest is taken off, all at once. */
const SLACK_BYTES = 256 * 1024;

/** So many lines are kept together: what is written anew with every line of a busy container. */
const PAGE_LINES = 64;

interface Line {
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

type KeptLine = readonly [number, string];

export function createContainerLog(clock: Clock, { parts, name }: LogOptions = { parts: noParts, name: 'log' }): ContainerLog {
  const pages = parts.names(`${name}/`).map((part) => Number(part.slice(name.length + 1)));
  const lines: Line[] = pages
    .sort((one, other) => one - other)
    .flatMap((page) => parts.find<readonly KeptLine[]>(`${name}/${page}`) ?? [])
    .map(([atMs, text]) => ({ atMs, bytes: new TextEncoder().encode(text) }));
  let heldBytes = lines.reduce((sum, { bytes }) => sum + bytes.length, 0);
  /** A whole number of pages. */
  let forgotten = (pages[0] ?? 0) * PAGE_LINES;
  let over = false;
  let muted = false;
  const followers = new Set<() => void>();
  const wake = () => {
    const woken = [...followers];
    followers.clear();
    for (const resume of woken) resume();
  };

  function append(bytes: Uint8Array): void {
    lines.push({ atMs: clock.now(), bytes });
    heldBytes += bytes.length;
    if (heldBytes > KEPT_BYTES + SLACK_BYTES) {
      while (heldBytes > KEPT_BYTES && lines.length > PAGE_LINES) {
        for (const line of lines.splice(0, PAGE_LINES)) heldBytes -= line.bytes.length;
        parts.gone(`${name}/${forgotten / PAGE_LINES}`);
        forgotten += PAGE_LINES;
      }
    }
    keepPageOf(forgotten + lines.length - 1);
    wake();
  }

  function keepPageOf(line: number): void {
    const page = Math.floor(line / PAGE_LINES);
    parts.changedLater(`${name}/${page}`, () => {
      const from = page * PAGE_LINES - forgotten;
      return lines.slice(from, from + PAGE_LINES).map(({ atMs, bytes }): KeptLine => [atMs, new TextDecoder().decode(bytes)]);
    });
  }

  function createStream(): Output & { flush(): void } {
    let rest = new Uint8Array();
    return {
      async write(chunk) {
        if (over || muted) return;
        const added = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
        let bytes = rest.length ? concat(rest, added) : added;
        for (let newline = bytes.indexOf(10); newline >= 0; newline = bytes.indexOf(10)) {
          append(bytes.slice(0, newline + 1));
          bytes = bytes.subarray(newline + 1);
        }
        rest = bytes.slice();
      },
      close: () => undefined,
      flush() {
        if (rest.length) append(rest);
        rest = new Uint8Array();
      },
    };
  }

  const stdout = createStream();
  const stderr = createStream();

  async function* read(query: LogReading, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { tailLines, fromMs = 0, limitBytes = Number.POSITIVE_INFINITY } = query;
    let left = limitBytes;
    let next = forgotten + (tailLines === undefined ? 0 : Math.max(0, lines.length - tailLines));
    while (!signal.aborted && left > 0) {
      next = Math.max(next, forgotten);
      const line = lines[next - forgotten];
      if (line) {
        next++;
        if (line.atMs < fromMs) continue;
        const bytes = (query.timestamps ? stamped(line) : line.bytes).subarray(0, left);
        left -= bytes.length;
        yield bytes;
      } else if (over || !query.follow) return;
      else await waitFor(followers, signal);
    }
  }

  return {
    name,
    stdout,
    stderr,
    end() {
      stdout.flush();
      stderr.flush();
      over = true;
      wake();
    },
    read,
    mute() {
      muted = true;
      return () => {
        muted = false;
      };
    },
    forget() {
      for (let page = forgotten / PAGE_LINES; page * PAGE_LINES < forgotten + lines.length; page++) parts.gone(`${name}/${page}`);
    },
  };
}

/** RFC 3339 with nine digits of fraction, as the CRI writes it. */
function stamped({ atMs, bytes }: Line): Uint8Array {
  return concat(new TextEncoder().encode(`${new Date(atMs).toISOString().slice(0, -1)}000000Z `), bytes);
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** Resolves when woken, or when the signal aborts. */
function waitFor(followers: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const resume = () => {
      signal.removeEventListener('abort', resume);
      followers.delete(resume);
      resolve();
    };
    followers.add(resume);
    signal.addEventListener('abort', resume, { once: true });
  });
}
