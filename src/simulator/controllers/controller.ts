// The pattern of every controller: watches name keys, a queue drops duplicates, reconcile(key) makes the world agree.
// Models client-go's util/workqueue with its default rate limits.
import type { Cancel, Clock } from '../../clock.ts';
import { type Api, ApiError } from '../apiserver/index.ts';
import type { KubeObject } from '../objects.ts';
import type { Random } from '../random.ts';

export interface ControllerContext {
  readonly api: Api;
  readonly clock: Clock;
  readonly random: Random;
  /** Hears of every exception that is not an answer of the API server. */
  readonly onBug: (error: unknown, where: string) => void;
}

export interface Queue {
  add(key: string): void;
  /** The earliest of several wins. Any run of the key makes it void: what still waits must be asked for again. */
  addAfter(key: string, delayMs: number): void;
  stop(): void;
}

/** workqueue.DefaultTypedControllerRateLimiter: 5 ms, doubled, at most 1000 s. */
const RETRY_FIRST_MS = 5;
const RETRY_LONGEST_MS = 1_000_000;
/** So many runs of one key in one millisecond mean that two parties undo each other's work; then it waits. */
const RUNS_PER_MS = 50;
const FIGHT_PAUSE_MS = 100;

/** Calls `reconcile` in microtasks, one key at a time; nothing is pending when the queue is empty. */
export function createQueue(context: ControllerContext, name: string, reconcile: (key: string) => void): Queue {
  const { clock, onBug } = context;
  const waiting = new Set<string>();
  const timers = new Map<string, { dueMs: number; cancel: Cancel }>();
  const failures = new Map<string, number>();
  const runs = new Map<string, number>();
  let runsAtMs = 0;
  let draining = false;
  let stopped = false;

  function add(key: string): void {
    if (stopped) return;
    waiting.add(key);
    if (draining) return;
    draining = true;
    queueMicrotask(next);
  }

  function addAfter(key: string, delayMs: number): void {
    if (stopped) return;
    const dueMs = clock.now() + delayMs;
    const timer = timers.get(key);
    if (timer && timer.dueMs <= dueMs) return;
    timer?.cancel();
    const cancel = clock.after(delayMs, () => {
      timers.delete(key);
      add(key);
    });
    timers.set(key, { dueMs, cancel });
  }

  function next(): void {
    const key = waiting.values().next().value;
    if (key === undefined || stopped) {
      draining = false;
      return;
    }
    waiting.delete(key);
    if (exhausted(key)) addAfter(key, FIGHT_PAUSE_MS);
    else attempt(key);
    queueMicrotask(next);
  }

  function exhausted(key: string): boolean {
    if (clock.now() !== runsAtMs) runs.clear();
    runsAtMs = clock.now();
    const count = (runs.get(key) ?? 0) + 1;
    runs.set(key, count);
    return count > RUNS_PER_MS;
  }

  function attempt(key: string): void {
    timers.get(key)?.cancel();
    timers.delete(key);
    try {
      reconcile(key);
      failures.delete(key);
    } catch (error) {
      if (error instanceof ApiError) retry(key);
      else onBug(error, `${name} ${key}`);
    }
  }

  function retry(key: string): void {
    const count = failures.get(key) ?? 0;
    failures.set(key, count + 1);
    addAfter(key, Math.min(RETRY_FIRST_MS * 2 ** count, RETRY_LONGEST_MS));
  }

  return {
    add,
    addAfter,
    stop() {
      stopped = true;
      waiting.clear();
      for (const { cancel } of timers.values()) cancel();
      timers.clear();
    },
  };
}

/** `namespace/name`; without a namespace `name` alone. */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/');
  return { namespace: slash < 0 ? '' : key.slice(0, slash), name: key.slice(slash + 1) };
}

/** Undoes several things, in reverse order. */
export function stopAll(stops: readonly (() => void)[]): () => void {
  return () => {
    for (const stop of [...stops].reverse()) stop();
  };
}
