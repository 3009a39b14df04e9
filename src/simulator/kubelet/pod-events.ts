// The events that a kubelet tells about one pod and its containers.
import type { EventRecorder } from '../events.ts';
import type { Pod } from '../objects.ts';

export interface ContainerEvents {
  record(type: 'Normal' | 'Warning', reason: string, message: string): void;
}

export interface PodEvents extends ContainerEvents {
  /** `kind` is the field of the spec: `containers` or `initContainers`. */
  of(kind: 'containers' | 'initContainers', container: string): ContainerEvents;
}

export function createPodEvents(recorder: EventRecorder, pod: () => Pod): PodEvents {
  return {
    record: (type, reason, message) => recorder.record(pod(), type, reason, message),
    of: (kind, container) => ({
      record: (type, reason, message) => recorder.record(pod(), type, reason, message, `spec.${kind}{${container}}`),
    }),
  };
}
