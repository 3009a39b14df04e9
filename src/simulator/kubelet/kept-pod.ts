// What is kept of a pod on its node beyond this process: a kubelet's checkpoints, and what containerd has on its disk.
import type { Clock } from '../../clock.ts';
import type { ContainerState, Pod } from '../objects.ts';
import type { Parts } from '../parts.ts';
import { createBackoff, type KeptBackoff } from './backoff.ts';
import { type ContainerLog, createContainerLog } from './container-log.ts';
import { type ContainerRecord, recordsOf } from './container-record.ts';
import type { PodEvents } from './pod-events.ts';
import type { ProbeResults } from './prober.ts';

export type PodState = 'alive' | 'ending' | 'ended' | 'gone';

export interface KeptPod {
  readonly state: PodState;
  readonly startTime: string;
  readonly address?: string | undefined;
  readonly hasSandbox: boolean;
}

/** A run that goes on after its host came back. */
export interface KeptRun {
  readonly id: string;
  readonly startedMs: number;
  readonly env: Readonly<Record<string, string>>;
  readonly probes?: ProbeResults | undefined;
}

interface KeptContainer {
  readonly state: ContainerState;
  readonly last: ContainerState;
  readonly restartCount: number;
  readonly finishedMs: number;
  readonly imageId: string;
  readonly containerId?: string | undefined;
  readonly log?: string | undefined;
  readonly previousLog?: string | undefined;
  readonly backoff: KeptBackoff;
  readonly retryAtMs?: number | undefined;
  readonly run?: KeptRun | undefined;
}

const podPart = (uid: string) => `pod/${uid}`;
const containerPart = (uid: string, container: string) => `container/${uid}/${container}`;
/** What the container has written over its image. */
export const filesPart = (uid: string, container: string) => `files/${uid}/${container}`;
/** An emptyDir. */
export const volumePart = (uid: string, volume: string) => `volume/${uid}/${volume}`;

/** What its ConfigMaps held when it last looked. */
export const seenPart = (uid: string) => `seen/${uid}`;

export const findKeptPod = (keeping: Parts, uid: string): KeptPod | undefined => keeping.find(podPart(uid));
export const findKeptRun = (keeping: Parts, uid: string, container: string): KeptRun | undefined =>
  keeping.find<KeptContainer>(containerPart(uid, container))?.run;

/** The log of one run. */
export const logPart = (uid: string, container: string, runId: string) => `log/${uid}/${container}/${runId.slice(-13)}`;

/** A pod's containers as they were, or none of which has run yet. */
export function knownRecordsOf(pod: Pod, clock: Clock, events: PodEvents, keeping: Parts): ContainerRecord[] {
  const { uid } = pod.metadata;
  return recordsOf(pod, clock, events).map((record) => {
    const kept = keeping.find<KeptContainer>(containerPart(uid, record.spec.name));
    if (!kept) return record;
    const { log, previousLog, backoff, run: _, retryAtMs, containerId, ...rest } = kept;
    Object.assign(record, rest, { backoff: createBackoff(clock, backoff) });
    if (containerId !== undefined) record.containerId = containerId;
    if (log !== undefined) record.log = endedLog(keeping, clock, log);
    if (previousLog !== undefined) record.previousLog = endedLog(keeping, clock, previousLog);
    if (retryAtMs !== undefined) record.retryAtMs = retryAtMs;
    return record;
  });
}

function endedLog(keeping: Parts, clock: Clock, name: string): ContainerLog {
  const log = createContainerLog(clock, { parts: keeping, name });
  log.end();
  return log;
}

export function keepPod(keeping: Parts, uid: string, records: readonly ContainerRecord[], read: () => KeptPod): void {
  keeping.changed(podPart(uid), read);
  for (const record of records) keeping.changed(containerPart(uid, record.spec.name), () => keptContainer(record));
}

/** Everything of a pod that has left its node. */
export function forgetPod(keeping: Parts, pod: Pod, records: readonly ContainerRecord[]): void {
  const { uid } = pod.metadata;
  keeping.gone(podPart(uid));
  keeping.gone(seenPart(uid));
  for (const { spec, log, previousLog } of records) {
    keeping.gone(containerPart(uid, spec.name));
    keeping.gone(filesPart(uid, spec.name));
    log?.forget();
    previousLog?.forget();
  }
  for (const { name } of pod.spec.volumes ?? []) keeping.gone(volumePart(uid, name));
}

/** What was kept of pods that left while nobody could write it down. */
export function forgetStrays(keeping: Parts, known: ReadonlySet<string>): void {
  for (const kind of ['pod', 'container', 'files', 'log', 'seen', 'volume']) {
    for (const part of keeping.names(`${kind}/`)) if (!known.has(part.split('/')[1] ?? '')) keeping.gone(part);
  }
}

function keptContainer(record: ContainerRecord): KeptContainer {
  const { state, last, restartCount, finishedMs, imageId, containerId, log, previousLog, backoff, run, prober } = record;
  return {
    state,
    last,
    restartCount,
    finishedMs,
    imageId,
    containerId,
    log: log?.name,
    previousLog: previousLog?.name,
    backoff: backoff.kept(),
    ...(record.retry ? { retryAtMs: record.retryAtMs } : {}),
    ...(run ? { run: { id: run.id, startedMs: run.startedMs, env: run.env, probes: prober?.results } } : {}),
  };
}
