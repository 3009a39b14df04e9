// Keeps a Deployment's ReplicaSets as its template and strategy ask for (pkg/controller/deployment).
import { deployments, pods, replicaSets } from '../apiserver/index.ts';
import { createEventRecorder } from '../events.ts';
import type { Deployment, ReplicaSet } from '../objects.ts';
import { type ControllerContext, createQueue, keyOf, splitKey, stopAll } from './controller.ts';
import { ensureNewReplicaSet, findNewReplicaSet, removeOldReplicaSets } from './deployment-revisions.ts';
import type { Rollout } from './deployment-rollout.ts';
import { scaleProportionally, scaleReplicaSet } from './deployment-scale.ts';
import { isComplete, recordPause, writeStatus } from './deployment-status.ts';
import { rollOut } from './deployment-strategy.ts';
import { claim, controllerOf } from './owners.ts';

const DESIRED = 'deployment.kubernetes.io/desired-replicas';

export function startDeploymentController(context: ControllerContext): () => void {
  const { api } = context;
  const recorder = createEventRecorder(context, { component: 'deployment-controller' });
  const queue = createQueue(context, 'deployment', (key) => {
    const { namespace, name } = splitKey(key);
    const deployment = api.find(deployments, namespace, name);
    if (deployment) reconcile({ ...context, recorder, deployment, again: (delayMs) => queue.addAfter(key, delayMs) });
  });

  const wake = (set: ReplicaSet) => {
    const owner = controllerOf(set);
    if (owner) {
      if (owner.kind === 'Deployment') queue.add(`${set.metadata.namespace}/${owner.name}`);
      return;
    }
    for (const deployment of api.list(deployments, { namespace: set.metadata.namespace ?? '' })) queue.add(keyOf(deployment));
  };
  return stopAll([
    queue.stop,
    api.watch(deployments, {}, ({ object }) => queue.add(keyOf(object))),
    api.watch(replicaSets, {}, ({ object, previous }) => {
      wake(object);
      if (previous && controllerOf(previous)?.uid !== controllerOf(object)?.uid) wake(previous);
    }),
    // Recreate waits until the last old pod has gone, or has finished.
    api.watch(pods, {}, ({ type, object, previous }) => {
      if (type !== 'DELETED' && object.status.phase === previous?.status.phase) return;
      const owner = controllerOf(object);
      const set = owner?.kind === 'ReplicaSet' ? api.find(replicaSets, object.metadata.namespace, owner.name) : undefined;
      if (set) wake(set);
    }),
  ]);
}

function reconcile(parts: Omit<Rollout, 'sets'>): void {
  const { api, deployment } = parts;
  const sets = claim(api, replicaSets, deployment, deployment.spec.selector);
  const rollout: Rollout = { ...parts, sets };
  const claimAgain = () => claim(api, replicaSets, deployment, deployment.spec.selector);
  if (deployment.metadata.deletionTimestamp) {
    writeStatus(rollout, findNewReplicaSet(deployment, sets));
    return;
  }
  recordPause(rollout);
  if (deployment.spec.paused || wasScaled(deployment, sets)) {
    scale(rollout, deployment.spec.paused ? findNewReplicaSet(deployment, sets) : ensureNewReplicaSet(rollout));
    const now = claimAgain();
    if (deployment.spec.paused) removeOldReplicaSets(rollout, now);
    writeStatus({ ...rollout, sets: now }, findNewReplicaSet(deployment, now));
    return;
  }
  const current = rollOut(rollout);
  const now = claimAgain();
  writeStatus({ ...rollout, sets: now }, current && now.find(({ metadata }) => metadata.uid === current.metadata.uid));
  const written = api.find(deployments, deployment.metadata.namespace, deployment.metadata.name);
  if (written && isComplete(written)) removeOldReplicaSets(rollout, now);
}

function wasScaled({ spec }: Deployment, sets: readonly ReplicaSet[]): boolean {
  return sets.some((set) => {
    const desired = set.metadata.annotations?.[DESIRED];
    return set.spec.replicas > 0 && desired !== undefined && Number(desired) !== spec.replicas;
  });
}

/** Brings the sets to the Deployment's new size without moving the rollout on. */
function scale(rollout: Rollout, current: ReplicaSet | undefined): void {
  const { deployment, sets } = rollout;
  const active = sets.filter(({ spec }) => spec.replicas > 0);
  const only = active.length <= 1 ? (active[0] ?? current) : undefined;
  if (only) {
    scaleReplicaSet(rollout, only, deployment.spec.replicas);
    return;
  }
  if (current && isSaturated(deployment, current)) {
    for (const set of active) if (set.metadata.uid !== current.metadata.uid) scaleReplicaSet(rollout, set, 0);
  } else if (deployment.spec.strategy.type === 'RollingUpdate') scaleProportionally(rollout, current, active);
}

function isSaturated({ spec }: Deployment, set: ReplicaSet): boolean {
  return (
    set.spec.replicas === spec.replicas &&
    Number(set.metadata.annotations?.[DESIRED]) === spec.replicas &&
    (set.status.availableReplicas ?? 0) === spec.replicas
  );
}
