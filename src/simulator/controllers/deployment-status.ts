// A Deployment's status: counts, the conditions Available and Progressing (pkg/controller/deployment/{progress,sync}.go).
import { deployments } from '../apiserver/index.ts';
import type { Condition, Deployment, ReplicaSet } from '../objects.ts';
import { timestamp } from '../timestamp.ts';
import { limitsOf, type Rollout, totalOf } from './deployment-rollout.ts';
import { findCondition } from './pod-facts.ts';

type Status = Deployment['status'];

/** All replicas are of the current template and available, nothing old is left. */
export function isComplete({ metadata, spec, status }: Deployment): boolean {
  return (
    (status.updatedReplicas ?? 0) === spec.replicas &&
    (status.replicas ?? 0) === spec.replicas &&
    (status.availableReplicas ?? 0) === spec.replicas &&
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  );
}

/** Sets Progressing when a rollout begins or goes on; a reason that is there already stays as it is. */
export function recordProgress(rollout: Rollout, reason: string, message: string): void {
  changeStatus(rollout, (status) => {
    const known = findCondition(status.conditions, 'Progressing');
    if (reason === 'FoundNewReplicaSet' && known) return;
    setCondition(rollout, status, 'Progressing', reason === 'ReplicaSetCreateError' ? 'False' : 'True', reason, message);
  });
}

/** DeploymentPaused and DeploymentResumed, so that the progress deadline does not run while paused. */
export function recordPause(rollout: Rollout): void {
  const { deployment } = rollout;
  const known = findCondition(deployment.status.conditions, 'Progressing');
  if (known?.reason === 'ProgressDeadlineExceeded') return;
  const wasPaused = known?.reason === 'DeploymentPaused';
  if (deployment.spec.paused && !wasPaused) {
    changeStatus(rollout, (status) => setCondition(rollout, status, 'Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused'));
  } else if (!deployment.spec.paused && wasPaused) {
    changeStatus(rollout, (status) =>
      setCondition(rollout, status, 'Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed'),
    );
  }
}

export function writeStatus(rollout: Rollout, current: ReplicaSet | undefined): void {
  changeStatus(rollout, (status) => {
    const before = { ...status };
    count(rollout, status, current);
    const minimum = rollout.deployment.spec.replicas - limitsOf(rollout.deployment).maxUnavailable;
    if ((status.availableReplicas ?? 0) >= minimum)
      setCondition(rollout, status, 'Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.');
    else
      setCondition(rollout, status, 'Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.');
    judgeProgress(rollout, before, status, current);
    copyReplicaFailure(rollout, status, current);
  });
}

function count({ deployment, sets }: Rollout, status: Status, current: ReplicaSet | undefined): void {
  const sum = (pick: (status: ReplicaSet['status']) => number | undefined) =>
    sets.reduce((total, set) => total + (pick(set.status) ?? 0), 0);
  const available = sum(({ availableReplicas }) => availableReplicas);
  const counts: Record<string, number> = {
    replicas: sum(({ replicas }) => replicas),
    updatedReplicas: current?.status.replicas ?? 0,
    readyReplicas: sum(({ readyReplicas }) => readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, totalOf(sets) - available),
  };
  status.observedGeneration = deployment.metadata.generation ?? 0;
  for (const [key, value] of Object.entries(counts)) {
    if (value > 0) (status as Record<string, unknown>)[key] = value;
    else delete (status as Record<string, unknown>)[key];
  }
}

function judgeProgress(rollout: Rollout, before: Status, status: Status, current: ReplicaSet | undefined): void {
  const { deployment, clock, again } = rollout;
  const known = findCondition(status.conditions, 'Progressing');
  const name = current?.metadata.name;
  const subject = name ? `ReplicaSet "${name}"` : `Deployment "${deployment.metadata.name}"`;
  const settled = status.replicas === status.updatedReplicas && known?.reason === 'NewReplicaSetAvailable';
  if (deployment.spec.paused || settled) return;
  if (isComplete({ ...deployment, status })) {
    setCondition(rollout, status, 'Progressing', 'True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`);
  } else if (hasProgressed(before, status)) {
    const others = status.conditions?.filter(({ type }) => type !== 'Progressing') ?? [];
    const at = timestamp(clock);
    status.conditions = [
      ...others,
      {
        type: 'Progressing',
        status: 'True',
        lastUpdateTime: at,
        lastTransitionTime: known?.status === 'True' ? (known.lastTransitionTime ?? at) : at,
        reason: 'ReplicaSetUpdated',
        message: `${subject} is progressing.`,
      },
    ];
    again(deployment.spec.progressDeadlineSeconds * 1000);
  } else if (known && known.reason !== 'ProgressDeadlineExceeded') {
    const leftMs = Date.parse(known.lastUpdateTime ?? '') + deployment.spec.progressDeadlineSeconds * 1000 - clock.now();
    if (leftMs > 0) again(leftMs);
    else setCondition(rollout, status, 'Progressing', 'False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`);
  }
}

function hasProgressed(before: Status, now: Status): boolean {
  const old = (status: Status) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (now.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(now) < old(before) ||
    (now.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function copyReplicaFailure({ sets }: Rollout, status: Status, current: ReplicaSet | undefined): void {
  const failing = [current, ...sets].map((set) => findCondition(set?.status.conditions, 'ReplicaFailure')).find(Boolean);
  status.conditions = (status.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
  if (failing) status.conditions.push({ ...failing, lastUpdateTime: failing.lastTransitionTime ?? '' });
}

function changeStatus({ api, deployment }: Rollout, change: (status: Status) => void): void {
  api.change(deployments, deployment.metadata.namespace, deployment.metadata.name, (copy) => change(copy.status), {
    subresource: 'status',
  });
}

/** Leaves a condition with the same status and reason untouched; a transition is a change of status. */
function setCondition({ clock }: Rollout, status: Status, type: string, value: Condition['status'], reason: string, message: string): void {
  const known = findCondition(status.conditions, type);
  if (known?.status === value && known.reason === reason) return;
  const at = timestamp(clock);
  const lastTransitionTime = known?.status === value ? (known.lastTransitionTime ?? at) : at;
  const others = (status.conditions ?? []).filter((condition) => condition.type !== type);
  status.conditions = [...others, { type, status: value, lastUpdateTime: at, lastTransitionTime, reason, message }];
}
