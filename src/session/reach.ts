// Who reaches whom right now: the session calls from pods to hosts for a page that looks, with real connections.
import { type ConnectOutcome, Problem } from '../../grader/index.ts';
import type { Cancel } from '../clock.ts';
import type { RunningCluster } from '../cluster/driver.ts';
import type { Reached, ReachQuery, Unsubscribe } from './host.ts';

/** Calls of one sample: a page's matrix, not a load test. Those beyond are not made. */
const CALLS_LIMIT = 64;
const CALL_MS = 1_000;
/** Between the beginnings of two samples. */
const PACE_MS = 1_000;
/** Rules follow a policy within 0.2 s; readiness and slices take a little longer. */
const AFTER_CHANGE_MS = [250, 1_500, 4_000] as const;
/** A rule on a node raises no event. */
const REST_MS = 10_000;

const watched = [
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  { apiVersion: 'v1', kind: 'Pod' },
  { apiVersion: 'v1', kind: 'Namespace' },
  { apiVersion: 'v1', kind: 'Service' },
];

export interface Reaches {
  add(query: ReachQuery, onReached: (reached: Reached) => void): Unsubscribe;
  /** The cluster has changed; without one nobody is called. */
  restart(cluster: RunningCluster | undefined): void;
  visible(isVisible: boolean): void;
}

export function createReaches(): Reaches {
  const samplers = new Set<{ stop(): void; begin(): void; readonly restart: () => void }>();
  let running: RunningCluster | undefined;
  let visible = true;
  const restartAll = () => {
    for (const { restart } of samplers) restart();
  };
  return {
    add(query, onReached) {
      let stop: (() => void) | undefined;
      const sampler = {
        begin() {
          if (running && visible) stop = sampleFor(running, query, onReached);
        },
        stop() {
          stop?.();
          stop = undefined;
        },
        restart() {
          sampler.stop();
          sampler.begin();
        },
      };
      samplers.add(sampler);
      sampler.begin();
      return () => {
        samplers.delete(sampler);
        sampler.stop();
      };
    },
    restart(cluster) {
      running = cluster;
      restartAll();
    },
    visible(isVisible) {
      if (visible === isVisible) return;
      visible = isVisible;
      restartAll();
    },
  };
}

/** Samples now, after changes and from time to time, until the returned function is called. */
function sampleFor({ cluster, clock }: RunningCluster, query: ReachQuery, onReached: (reached: Reached) => void): () => void {
  let stopped = false;
  let sampling = false;
  let changedAtMs = clock.now();
  let sampledAtMs = Number.NEGATIVE_INFINITY;
  let cancel: Cancel | undefined;

  const schedule = () => {
    cancel?.();
    const now = clock.now();
    const dueMs = AFTER_CHANGE_MS.map((afterMs) => changedAtMs + afterMs).find((atMs) => atMs > sampledAtMs) ?? sampledAtMs + REST_MS;
    cancel = clock.after(Math.max(0, dueMs - now, sampledAtMs + PACE_MS - now), () => void sample());
  };
  const sample = async () => {
    sampling = true;
    sampledAtMs = clock.now();
    const reached = await reachOnce(cluster, query);
    sampling = false;
    if (stopped) return;
    onReached(reached);
    schedule();
  };
  const changed = () => {
    changedAtMs = clock.now();
    if (!sampling) schedule();
  };
  const unwatch = watched.map((kind) => cluster.watch(kind, changed));
  void sample();
  return () => {
    stopped = true;
    cancel?.();
    for (const stop of unwatch) stop();
  };
}

async function reachOnce(cluster: RunningCluster['cluster'], { callers, targets }: ReachQuery): Promise<Reached> {
  let left = CALLS_LIMIT;
  return Promise.all(
    callers.map(({ namespace, pod }) =>
      Promise.all(
        targets.map(async ({ host, port }): Promise<ConnectOutcome | null> => {
          if (left-- <= 0) return null;
          try {
            const [outcome] = await cluster.connect({ from: { pod: { namespace, name: pod } }, host, port, timeoutMs: CALL_MS });
            return outcome ?? null;
          } catch (error) {
            if (error instanceof Problem) return null;
            throw error;
          }
        }),
      ),
    ),
  );
}
