// The one thing in a container's spec that may change: it is restarted with its new image (kuberuntime_manager.go computePodActions).
import type { Clock } from '../../clock.ts';
import type { Pod } from '../objects.ts';
import type { ContainerRecord } from './container-record.ts';
import { stopContainer } from './container-stop.ts';

export interface ImageChange {
  readonly pod: Pod;
  readonly records: readonly ContainerRecord[];
  readonly clock: Clock;
  /** False when the pod is ending anyway. */
  readonly mayStop: boolean;
  readonly onBug: (error: unknown) => void;
}

export function replaceImages({ pod, records, clock, mayStop, onBug }: ImageChange): void {
  for (const record of records) {
    const spec = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].find((container) => container.name === record.spec.name);
    if (!spec || spec.image === record.spec.image) continue;
    record.spec = spec;
    record.backoff.reset();
    record.retry?.();
    delete record.retry;
    if (!record.run || record.stopping || !mayStop) continue;
    record.stopping = true;
    record.events.record('Normal', 'Killing', `Container ${spec.name} definition changed, will be restarted`);
    stopContainer({ clock, record, graceSeconds: pod.spec.terminationGracePeriodSeconds }).stopped.catch(onBug);
  }
}
