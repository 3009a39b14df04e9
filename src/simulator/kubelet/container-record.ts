// What the kubelet remembers of one container of a pod, over all its runs.
import type { Cancel, Clock } from '../../clock.ts';
import type { Container, ContainerState, ContainerStatus, Pod } from '../objects.ts';
import { timestampOf } from '../timestamp.ts';
import { type Backoff, createBackoff } from './backoff.ts';
import type { ContainerLog } from './container-log.ts';
import type { ContainerRun } from './container-run.ts';
import { findFullReference } from './images.ts';
import type { ContainerEvents, PodEvents } from './pod-events.ts';
import type { Prober } from './prober.ts';

export type ContainerKind = 'init' | 'sidecar' | 'main';

export interface ContainerRecord {
  spec: Container;
  readonly kind: ContainerKind;
  readonly events: ContainerEvents;
  readonly backoff: Backoff;
  state: ContainerState;
  last: ContainerState;
  restartCount: number;
  finishedMs: number;
  imageId: string;
  containerId?: string;
  run?: ContainerRun;
  prober?: Prober;
  log?: ContainerLog;
  previousLog?: ContainerLog;
  /** Set while another try waits for its time. */
  retry?: Cancel;
  /** When, while `retry` is set. */
  retryAtMs?: number;
  /** Why a running container is being stopped although the pod goes on. */
  stopping: boolean;
}

export function recordsOf(pod: Pod, clock: Clock, events: PodEvents): ContainerRecord[] {
  const { initContainers = [], containers } = pod.spec;
  const reason = initContainers.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const record = (spec: Container, kind: ContainerKind): ContainerRecord => ({
    spec,
    kind,
    events: events.of(kind === 'main' ? 'containers' : 'initContainers', spec.name),
    backoff: createBackoff(clock),
    state: { waiting: { reason } },
    last: {},
    restartCount: 0,
    finishedMs: 0,
    imageId: '',
    stopping: false,
  });
  return [
    ...initContainers.map((spec) => record(spec, spec.restartPolicy === 'Always' ? 'sidecar' : 'init')),
    ...containers.map((spec) => record(spec, 'main')),
  ];
}

export function isRunning({ state }: ContainerRecord): boolean {
  return state.running !== undefined;
}

/** How the last run ended; a container that waits to be run again has ended too. */
export function endOf({ state, last }: ContainerRecord): ContainerState['terminated'] {
  return state.terminated ?? (state.waiting ? last.terminated : undefined);
}

export function hasSucceeded(record: ContainerRecord): boolean {
  return endOf(record)?.exitCode === 0;
}

/** A sidecar counts as up when it has started, not when it is ready. */
export function isStarted(record: ContainerRecord): boolean {
  return isRunning(record) && (record.prober?.results.started ?? false);
}

export function isReady(record: ContainerRecord): boolean {
  if (record.kind === 'init') return record.state.terminated?.exitCode === 0;
  return isRunning(record) && (record.prober?.results.ready ?? false);
}

export function begin(record: ContainerRecord, run: ContainerRun): void {
  if (record.log) {
    record.previousLog?.forget();
    record.previousLog = record.log;
  }
  record.log = run.log;
  record.run = run;
  record.containerId = run.id;
  if (record.state.terminated) record.last = { terminated: record.state.terminated };
  record.state = { running: { startedAt: timestampOf(run.startedMs) } };
}

const SIGNAL_BASE = 128;

export function finish(record: ContainerRecord, exitCode: number, nowMs: number): void {
  const { run } = record;
  record.prober?.stop();
  delete record.prober;
  delete record.run;
  record.stopping = false;
  record.finishedMs = nowMs;
  record.state = {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt: timestampOf(run?.startedMs ?? nowMs),
      finishedAt: timestampOf(nowMs),
      containerID: run?.id ?? '',
    },
  };
}

/** runc could not start it: containerd counts that as a run that ended with 128. */
export function failStart(record: ContainerRecord, id: string, message: string, nowMs: number): void {
  record.finishedMs = nowMs;
  record.containerId = id;
  record.last = {
    terminated: {
      exitCode: SIGNAL_BASE,
      reason: 'StartError',
      message,
      startedAt: timestampOf(0),
      finishedAt: timestampOf(nowMs),
      containerID: id,
    },
  };
  record.state = { waiting: { reason: 'RunContainerError', message } };
}

export function wait(record: ContainerRecord, reason: string, message?: string): void {
  if (record.state.terminated) record.last = { terminated: record.state.terminated };
  record.state = { waiting: { reason, ...(message === undefined ? {} : { message }) } };
}

export function statusOf(record: ContainerRecord): ContainerStatus {
  const { spec, state, last, restartCount, imageId, containerId, kind } = record;
  const started = kind === 'init' ? false : isStarted(record);
  return {
    name: spec.name,
    state,
    lastState: last,
    ready: isReady(record),
    restartCount,
    image: imageId ? (findFullReference(spec.image) ?? spec.image) : spec.image,
    imageID: imageId,
    ...(containerId ? { containerID: containerId } : {}),
    started,
  };
}
