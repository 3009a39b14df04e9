// A pod's status from what its containers do (pkg/kubelet/kubelet_pods.go getPhase, pkg/kubelet/status/generate.go).
import type { Condition, Pod, PodStatus } from '../objects.ts';
import { type ContainerRecord, endOf, hasSucceeded, isReady, isRunning, isStarted, statusOf } from './container-record.ts';

export interface PodView {
  readonly pod: Pod;
  readonly records: readonly ContainerRecord[];
  /** Undefined until the sandbox stands, and after it has gone. */
  readonly podAddress: string | undefined;
  readonly hasSandbox: boolean;
  readonly hostAddress: string;
  readonly startTime: string;
  /** The pod is ending and all its containers have stopped: nothing will run again. */
  readonly ended: boolean;
  readonly now: string;
}

export function podStatusOf(view: PodView): PodStatus {
  const { pod, records, podAddress, hostAddress, startTime } = view;
  const inits = records.filter(({ kind }) => kind !== 'main').map(statusOf);
  return {
    ...pod.status,
    phase: phaseOf(view),
    conditions: conditionsOf(view),
    hostIP: hostAddress,
    hostIPs: [{ ip: hostAddress }],
    ...(podAddress ? { podIP: podAddress, podIPs: [{ ip: podAddress }] } : {}),
    startTime,
    ...(inits.length ? { initContainerStatuses: inits } : {}),
    containerStatuses: records
      .filter(({ kind }) => kind === 'main')
      .map(statusOf)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    ...(pod.metadata.generation ? { observedGeneration: pod.metadata.generation } : {}),
  };
}

export function phaseOf({ pod, records, ended }: PodView): PodStatus['phase'] {
  const { restartPolicy } = pod.spec;
  const inits = records.filter(({ kind }) => kind === 'init');
  const mains = records.filter(({ kind }) => kind === 'main');
  const failedInit = inits.some((record) => endOf(record) && !hasSucceeded(record));
  if (failedInit && (restartPolicy === 'Never' || ended)) return 'Failed';
  const everRan = mains.some((record) => isRunning(record) || endOf(record));
  if (!everRan && ended) return 'Failed';
  if (!everRan && !initialized(records)) return 'Pending';
  if (mains.some((record) => record.state.waiting && !endOf(record))) return ended ? 'Failed' : 'Pending';
  if (mains.some(isRunning)) return 'Running';
  const succeeded = mains.every(hasSucceeded);
  if (ended || restartPolicy === 'Never') return succeeded ? 'Succeeded' : 'Failed';
  return restartPolicy === 'OnFailure' && succeeded ? 'Succeeded' : 'Running';
}

function initialized(records: readonly ContainerRecord[]): boolean {
  return records.every((record) => record.kind === 'main' || (record.kind === 'init' ? hasSucceeded(record) : isStarted(record)));
}

type Verdict = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

function conditionsOf(view: PodView): Condition[] {
  const { pod, now } = view;
  const phase = phaseOf(view);
  const own: Verdict[] = [
    { type: 'PodReadyToStartContainers', status: view.hasSandbox ? 'True' : 'False' },
    initializedCondition(view, phase),
    ...readyConditions(view, phase),
  ];
  if (!pod.status.conditions?.some(({ type }) => type === 'PodScheduled')) own.push({ type: 'PodScheduled', status: 'True' });
  const kept = (pod.status.conditions ?? []).filter(({ type }) => !own.some((condition) => condition.type === type));
  const generation = pod.metadata.generation ? { observedGeneration: pod.metadata.generation } : {};
  const stamped = own.map((condition): Condition => {
    const known = pod.status.conditions?.find(({ type }) => type === condition.type);
    const since = known?.status === condition.status ? (known.lastTransitionTime ?? now) : now;
    return { ...condition, lastProbeTime: null, lastTransitionTime: since, ...generation };
  });
  return [...stamped, ...kept];
}

function initializedCondition({ records }: PodView, phase: PodStatus['phase']): Verdict {
  const incomplete = records.filter((record) =>
    record.kind === 'init' ? !hasSucceeded(record) : record.kind === 'sidecar' && !isStarted(record),
  );
  if (phase === 'Succeeded') return { type: 'Initialized', status: 'True', reason: 'PodCompleted' };
  if (incomplete.length === 0 || (phase === 'Running' && incomplete.every(({ kind }) => kind === 'sidecar')))
    return { type: 'Initialized', status: 'True' };
  const message = `containers with incomplete status: [${namesOf(incomplete)}]`;
  return { type: 'Initialized', status: 'False', reason: 'ContainersNotInitialized', message };
}

function readyConditions({ pod, records }: PodView, phase: PodStatus['phase']): Verdict[] {
  const both = (verdict: Omit<Verdict, 'type'>) =>
    [
      { type: 'Ready', ...verdict },
      { type: 'ContainersReady', ...verdict },
    ] as Verdict[];
  if (phase === 'Succeeded') return both({ status: 'False', reason: 'PodCompleted' });
  if (phase === 'Failed') return both({ status: 'False', reason: 'PodFailed' });
  const unready = records.filter((record) => record.kind !== 'init' && !isReady(record));
  if (unready.length > 0) {
    return both({ status: 'False', reason: 'ContainersNotReady', message: `containers with unready status: [${namesOf(unready)}]` });
  }
  const gates = (pod.spec.readinessGates ?? []).map(({ conditionType }) => conditionType);
  const closed = gates.filter((gate) => pod.status.conditions?.find(({ type }) => type === gate)?.status !== 'True');
  if (closed.length === 0) return both({ status: 'True' });
  const message = closed
    .map((gate) => {
      const known = pod.status.conditions?.find(({ type }) => type === gate);
      return known
        ? `the status of pod readiness gate "${gate}" is not "True", but ${known.status}`
        : `corresponding condition of pod readiness gate "${gate}" does not exist.`;
    })
    .join(', ');
  return [
    { type: 'Ready', status: 'False', reason: 'ReadinessGatesNotReady', message },
    { type: 'ContainersReady', status: 'True' },
  ];
}

function namesOf(records: readonly ContainerRecord[]): string {
  return records.map(({ spec }) => spec.name).join(' ');
}
