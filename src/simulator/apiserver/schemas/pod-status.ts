// core/v1 PodStatus.
import { bool, conditions, int32, int64, keyedList, listOf, quantities, struct, text, time } from './build.ts';
import { resourceRequirements } from './container.ts';

const containerState = struct('ContainerState', {
  waiting: struct('ContainerStateWaiting', { reason: text, message: text }),
  running: struct('ContainerStateRunning', { startedAt: time }),
  terminated: struct('ContainerStateTerminated', {
    exitCode: int32,
    signal: int32,
    reason: text,
    message: text,
    startedAt: time,
    finishedAt: time,
    containerID: text,
  }),
});

const containerStatuses = listOf(
  struct('ContainerStatus', {
    name: text,
    state: containerState,
    lastState: containerState,
    ready: bool,
    restartCount: int32,
    image: text,
    imageID: text,
    containerID: text,
    started: bool,
    allocatedResources: quantities,
    resources: resourceRequirements,
    volumeMounts: listOf(struct('VolumeMountStatus', { name: text, mountPath: text, readOnly: bool, recursiveReadOnly: text })),
  }),
);

export const podStatus = struct('PodStatus', {
  observedGeneration: int64,
  phase: text,
  conditions: conditions('PodCondition', { observedGeneration: int64, lastProbeTime: time }),
  message: text,
  reason: text,
  nominatedNodeName: text,
  hostIP: text,
  hostIPs: listOf(struct('HostIP', { ip: text })),
  podIP: text,
  podIPs: keyedList('ip', struct('PodIP', { ip: text })),
  startTime: time,
  initContainerStatuses: containerStatuses,
  containerStatuses,
  qosClass: text,
  ephemeralContainerStatuses: containerStatuses,
  resize: text,
});
