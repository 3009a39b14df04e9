// Which container of a pod comes next, and when nothing comes any more (kuberuntime_manager.go computePodActions).
import type { Pod } from '../objects.ts';
import { type ContainerRecord, endOf, hasSucceeded, isRunning, isStarted } from './container-record.ts';

/** Whether a container that has ended is run again. */
export function mayRestart({ spec }: Pod, record: ContainerRecord): boolean {
  if (record.kind === 'sidecar') return true;
  if (record.kind === 'init' && hasSucceeded(record)) return false;
  return spec.restartPolicy === 'Always' || (spec.restartPolicy === 'OnFailure' && !hasSucceeded(record));
}

/**
 * Init containers one after the other, a sidecar until it has started, then all others. `isDue` is asked of every
 * container whose turn it is.
 */
export function findNextToStart(
  records: readonly ContainerRecord[],
  isDue: (record: ContainerRecord) => boolean,
): ContainerRecord | undefined {
  // Once a main container has run, a sidecar that fails does not hold the others up.
  const initialized = records.some((record) => record.kind === 'main' && (isRunning(record) || endOf(record)));
  for (const record of records) {
    if (record.kind === 'main') break;
    const done = record.kind === 'init' ? hasSucceeded(record) : isStarted(record);
    if (!done && !initialized) return isDue(record) ? record : undefined;
    if (record.kind === 'sidecar' && isDue(record)) return record;
  }
  return records.find((record) => record.kind === 'main' && isDue(record));
}

/** Nothing will ever run again by itself: all have ended for good, or an init container has failed for good. */
export function isOver(pod: Pod, records: readonly ContainerRecord[]): boolean {
  const ended = (record: ContainerRecord) => !isRunning(record) && endOf(record) !== undefined && !mayRestart(pod, record);
  if (records.some((record) => record.kind === 'init' && !hasSucceeded(record) && ended(record))) return true;
  return records.filter(({ kind }) => kind === 'main').every(ended);
}
