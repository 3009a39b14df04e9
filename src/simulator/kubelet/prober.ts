// Probes one run of a container until it ends: startup first, then liveness and readiness (pkg/kubelet/prober/worker.go).
import type { Cancel } from '../../clock.ts';
import type { Probe } from '../objects.ts';
import type { ContainerEvents } from './pod-events.ts';
import { type ProbeOutcome, type ProbeTarget, runProbe } from './probe.ts';

export interface ProbeResults {
  readonly ready: boolean;
  readonly started: boolean;
}

export interface Prober {
  readonly results: ProbeResults;
  /** The pod is ending: only readiness goes on. */
  stopKilling(): void;
  stop(): void;
}

export interface ProberParts extends ProbeTarget {
  readonly events: ContainerEvents;
  readonly onChange: () => void;
  /** Liveness or startup has failed too often: the container must be restarted. `word` begins the Killing event. */
  readonly onFatal: (word: 'liveness' | 'startup') => void;
  readonly onBug: (error: unknown) => void;
  /** What the probes of this run had found before: they go on from there. */
  readonly known?: ProbeResults | undefined;
}

export function startProber(parts: ProberParts): Prober {
  const { readinessProbe, livenessProbe, startupProbe } = parts.container;
  const loops: { stop(): void; readonly fatal: boolean }[] = [];
  const known = knownOf(parts);
  const results = { ready: readinessProbe === undefined, started: startupProbe === undefined, ...known };

  function begin(): void {
    if (livenessProbe)
      loops.push({ fatal: true, stop: startLoop(parts, 'Liveness', livenessProbe, (ok) => ok || parts.onFatal('liveness')) });
    if (!readinessProbe) return;
    const onResult = (ok: boolean) => {
      results.ready = ok;
      parts.onChange();
    };
    loops.push({ fatal: false, stop: startLoop(parts, 'Readiness', readinessProbe, onResult) });
  }

  if (startupProbe && !results.started) {
    const stop = startLoop(parts, 'Startup', startupProbe, (ok) => {
      if (!ok) return parts.onFatal('startup');
      stop();
      results.started = true;
      begin();
      parts.onChange();
    });
    loops.push({ fatal: true, stop });
  } else begin();

  return {
    get results() {
      return { ready: results.ready && results.started, started: results.started };
    },
    stopKilling() {
      for (const loop of loops) if (loop.fatal) loop.stop();
    },
    stop() {
      for (const loop of loops) loop.stop();
    },
  };
}

/** Before a container has started, the one thing to know is that it has not. */
const knownOf = ({ known }: ProberParts): ProbeResults | undefined => (known?.started ? known : undefined);

/** Tells `onResult` of every change of the verdict, and of a success after a failure; the thresholds are met then. */
function startLoop(parts: ProberParts, word: string, probe: Probe, onResult: (ok: boolean) => void): Cancel {
  let stopped = false;
  const known = knownOf(parts);
  let verdict = word === 'Liveness' ? true : known && word === 'Readiness' ? known.ready : undefined;
  let busy = false;
  let run = { ok: true, length: 0 };
  let cancel = parts.clock.after((known ? probe.periodSeconds : (probe.initialDelaySeconds ?? 0)) * 1000, tick);

  function tick(): void {
    cancel = parts.clock.after(probe.periodSeconds * 1000, tick);
    if (busy) return;
    busy = true;
    runProbe(probe, parts).then(judge).catch(parts.onBug);
  }

  function judge({ ok, output }: ProbeOutcome): void {
    busy = false;
    if (stopped) return;
    if (!ok) parts.events.record('Warning', 'Unhealthy', `${word} probe failed: ${output}`);
    run = run.ok === ok ? { ok, length: run.length + 1 } : { ok, length: 1 };
    if (run.length < (ok ? probe.successThreshold : probe.failureThreshold) || verdict === ok) return;
    verdict = ok;
    onResult(ok);
  }

  return () => {
    stopped = true;
    cancel();
  };
}
