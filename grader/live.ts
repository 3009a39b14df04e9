// Live checks: one sample of a task's check now, again whenever something changes that the lab's checks read, and at growing
// intervals after that, since a rule on a node or a reloaded Corefile raises no API event.
import type { Look } from './check.ts';
import type { GraderClock } from './clock.ts';
import type { Cluster, ListQuery, Unsubscribe } from './cluster.ts';
import type { Task } from './lab.ts';
import { look } from './look.ts';
import type { Outcome } from './verdict.ts';
import { rememberReads } from './watching.ts';

/** Milliseconds from a change to the repeated samples that follow it. */
const REPEAT_AFTER_MS = [300, 1_000, 3_000, 10_000] as const;
/** And then every so many milliseconds. */
const REST_MS = 10_000;
/** Changes come in flocks (a rollout): so many milliseconds lie between the beginnings of two samples. */
const PACE_MS = 50;

export interface LiveCheck {
  pause(): void;
  /** Takes a sample at once. */
  resume(): void;
  /** Something changed that may matter: takes a sample soon, and repeats it. */
  changed(): void;
  stop(): void;
}

export interface LiveParts {
  readonly task: Task;
  readonly cluster: Cluster;
  readonly clock: GraderClock;
  /** Makes what the check is given, over the cluster that remembers what is read. */
  readonly lookAt: (cluster: Cluster, signal: AbortSignal) => Promise<Look>;
  readonly onOutcome: (outcome: Outcome) => void;
  /** Something that this check read has changed. */
  readonly onChange: () => void;
}

/** Starts paused. `onOutcome` hears every sample. */
export function createLiveCheck({ task, cluster, clock, lookAt, onOutcome, onChange }: LiveParts): LiveCheck {
  const watches = new Map<string, Unsubscribe>();
  let running: AbortController | undefined;
  let again = false;
  let paused = true;
  let changedAtMs = 0;
  let sampledAtMs = Number.NEGATIVE_INFINITY;
  let cancelNext: (() => void) | undefined;

  const sample = async () => {
    if (paused) return;
    if (running) {
      again = true;
      return;
    }
    cancelNext?.();
    const controller = new AbortController();
    running = controller;
    sampledAtMs = clock.now();
    const watching = rememberReads(cluster);
    const outcome = await look(async (signal) => task.check(await lookAt(watching.cluster, signal)), controller.signal);
    running = undefined;
    if (controller.signal.aborted) {
      // Paused meanwhile, and maybe resumed.
      if (!paused) void sample();
      return;
    }
    follow(watching.read());
    onOutcome(outcome);
    if (again) {
      again = false;
      sampleSoon();
    } else schedule();
  };

  const sampleSoon = () => {
    cancelNext?.();
    const waitMs = sampledAtMs + PACE_MS - clock.now();
    if (waitMs <= 0) void sample();
    else cancelNext = clock.after(waitMs, () => void sample());
  };

  const follow = (queries: ReadonlyMap<string, ListQuery>) => {
    for (const [key, unsubscribe] of watches) {
      if (queries.has(key)) continue;
      unsubscribe();
      watches.delete(key);
    }
    for (const [key, query] of queries) {
      if (watches.has(key)) continue;
      watches.set(key, cluster.watch(query, onChange));
    }
  };

  const schedule = () => {
    const sinceMs = clock.now() - changedAtMs;
    const nextMs = REPEAT_AFTER_MS.find((afterMs) => afterMs > sinceMs);
    cancelNext?.();
    cancelNext = clock.after(nextMs === undefined ? REST_MS : nextMs - sinceMs, () => void sample());
  };

  const pause = () => {
    paused = true;
    again = false;
    cancelNext?.();
    running?.abort();
  };
  return {
    pause,
    resume() {
      if (!paused) return;
      paused = false;
      changedAtMs = clock.now();
      if (!running) void sample();
    },
    changed() {
      changedAtMs = clock.now();
      if (running) again = true;
      else if (!paused) sampleSoon();
    },
    stop() {
      pause();
      for (const unsubscribe of watches.values()) unsubscribe();
      watches.clear();
    },
  };
}
