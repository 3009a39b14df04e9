// Time, as everything of ours sees it. The only file that reads the machine's time or sets a timer.

export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs `run` once, `delayMs` milliseconds from now. The returned function cancels it and may be called twice. */
  after(delayMs: number, run: () => void): Cancel;
  /** Resolves after `durationMs` milliseconds; rejects with the signal's reason when it aborts first. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  /** Lets everything that is ready run first. A loop that may never wait for anything else awaits this now and then. */
  turn(): Promise<void>;
}

/** One macrotask: every microtask that is queued now has run when it resolves. */
const macrotask: () => Promise<void> = (() => {
  const immediate = (globalThis as { setImmediate?: (run: () => void) => unknown }).setImmediate;
  if (immediate) return () => new Promise((resolve) => immediate(resolve));
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(0);
    });
})();

function sleepOn(clock: Clock, durationMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = clock.after(durationMs, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** setTimeout's limit: a longer delay would fire at once. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's own time. */
export const realClock: Clock = {
  now: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(Math.max(0, delayMs), LONGEST_TIMEOUT_MS));
    return () => clearTimeout(timer);
  },
  sleep: (durationMs, signal) => sleepOn(realClock, durationMs, signal),
  turn: macrotask,
};

interface Timer {
  readonly dueMs: number;
  /** Set for so short a time that nobody can tell it from none. */
  readonly brief: boolean;
  readonly order: number;
  readonly run: () => void;
}

/** A packet's way over a wire: timers of so few milliseconds need not wait for the machine's coarse ones (1 ms in Node, 4 in browsers). */
const BRIEF_MS = 2;
/** How far brief timers may run ahead of the clock that is followed. */
const AHEAD_LIMIT_MS = 20;

/**
 * A clock of its own world. It stands still until somebody moves it: `drive` runs what is due, one timer after the
 * other, as fast as the machine can; `follow` ties it to another clock; `pause` stops it again.
 */
export class VirtualClock implements Clock {
  #nowMs: number;
  #order = 0;
  readonly #timers: Timer[] = [];
  #holds = 0;
  #following: { clock: Clock; offsetMs: number; cancel?: Cancel } | undefined;
  #drivers = 0;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    if (this.#following && this.#drivers === 0) {
      this.#nowMs = Math.max(this.#nowMs, this.#following.clock.now() + this.#following.offsetMs);
    }
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer: Timer = { dueMs: this.now() + Math.max(0, delayMs), brief: delayMs < BRIEF_MS, order: this.#order++, run };
    this.#insert(timer);
    if (this.#timers[0] === timer) this.#arm();
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at >= 0) this.#timers.splice(at, 1);
    };
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, durationMs, signal);
  }

  /** In this world a turn costs a millisecond, so that a busy loop cannot stop time. */
  turn(): Promise<void> {
    return this.#following && this.#drivers === 0 ? macrotask() : sleepOn(this, 1);
  }

  /** While a hold is open, `drive` does not move time: something outside this clock's sight is at work. */
  hold(): Cancel {
    this.#holds++;
    let open = true;
    return () => {
      if (open) this.#holds--;
      open = false;
    };
  }

  /** True when a timer is set: an idle world has none and costs nothing. */
  get pending(): number {
    return this.#timers.length;
  }

  /**
   * Moves time, timer by timer, until `work` settles, and settles like it. Rejects when nothing is left that could
   * happen while `work` still waits.
   */
  async drive<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    work.then(done, done);
    this.now();
    this.#drivers++;
    try {
      for (let quietTurns = 0; !settled; ) {
        await macrotask();
        if (settled || this.#holds > 0) continue;
        if (this.#runNext(Number.POSITIVE_INFINITY)) quietTurns = 0;
        // Work outside our sight (a digest, a module) may need some real turns; a thousand idle ones mean a deadlock.
        else if (++quietTurns > 10_000)
          throw new Error('invariant violation: nothing is left to happen, yet the awaited work has not ended');
      }
    } finally {
      this.#release();
    }
    return work;
  }

  /** Runs everything that is due within `durationMs`, and leaves the clock there. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.now() + durationMs;
    this.#drivers++;
    try {
      do await macrotask();
      while (this.#holds > 0 || this.#runNext(untilMs));
      this.#nowMs = Math.max(this.#nowMs, untilMs);
    } finally {
      this.#release();
    }
  }

  /** From now on this clock runs as fast as `clock`. Time that it lags behind is made up for first, timer by timer. */
  async follow(clock: Clock): Promise<void> {
    if (this.#following) return;
    const lagMs = clock.now() - this.#nowMs;
    if (lagMs > 0) await this.advance(lagMs);
    this.resume(clock);
  }

  /** As `follow`, but time that has passed elsewhere is not made up for: this world slept. */
  resume(clock: Clock): void {
    if (this.#following) return;
    this.#following = { clock, offsetMs: this.#nowMs - clock.now() };
    this.#arm();
  }

  /** Stops following; nothing happens in this world until `resume` or `drive`. */
  pause(): void {
    this.now();
    this.#following?.cancel?.();
    this.#following = undefined;
  }

  #release(): void {
    this.#drivers--;
    if (this.#drivers > 0 || !this.#following) return;
    this.#following.offsetMs = this.#nowMs - this.#following.clock.now();
    this.#arm();
  }

  #insert(timer: Timer): void {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#timers[middle] as Timer;
      if (other.dueMs < timer.dueMs || (other.dueMs === timer.dueMs && other.order < timer.order)) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
  }

  #runNext(untilMs: number): boolean {
    const next = this.#timers[0];
    if (!next || next.dueMs > untilMs) return false;
    this.#timers.shift();
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    next.run();
    return true;
  }

  #arm(): void {
    const following = this.#following;
    if (!following || this.#drivers > 0) return;
    following.cancel?.();
    delete following.cancel;
    const next = this.#timers[0];
    if (!next) return;
    const leftMs = next.dueMs - (following.clock.now() + following.offsetMs);
    if (next.brief && leftMs < AHEAD_LIMIT_MS) {
      let cancelled = false;
      // A followed clock that is driven must not pass by what is due already.
      const release = following.clock instanceof VirtualClock ? following.clock.hold() : () => undefined;
      following.cancel = () => {
        cancelled = true;
        release();
      };
      void macrotask().then(() => {
        release();
        if (cancelled) return;
        this.#runNext(next.dueMs);
        this.#arm();
      });
      return;
    }
    following.cancel = following.clock.after(leftMs, () => {
      while (this.#timers[0] && this.#timers[0].dueMs <= this.now()) this.#runNext(this.now());
      this.#arm();
    });
  }
}
