// Moves a rollout on by one step: rolling update or Recreate (pkg/controller/deployment/{rolling,recreate}.go).
import { pods } from '../apiserver/index.ts';
import type { ReplicaSet } from '../objects.ts';
import { ensureNewReplicaSet, findNewReplicaSet } from './deployment-revisions.ts';
import { byAge, limitsOf, newSize, type Rollout, totalOf } from './deployment-rollout.ts';
import { scaleReplicaSet } from './deployment-scale.ts';
import { controllerOf } from './owners.ts';
import { isFinished } from './pod-facts.ts';

/** Answers the ReplicaSet of the current template; undefined while Recreate still waits for old pods. */
export function rollOut(rollout: Rollout): ReplicaSet | undefined {
  return rollout.deployment.spec.strategy.type === 'Recreate' ? recreate(rollout) : roll(rollout);
}

function recreate(rollout: Rollout): ReplicaSet | undefined {
  const { api, deployment, sets } = rollout;
  const current = findNewReplicaSet(deployment, sets);
  const old = sets.filter((set) => set.metadata.uid !== current?.metadata.uid);
  const scaled = old.map((set) => scaleReplicaSet(rollout, set, 0));
  if (scaled.some(Boolean)) return current;
  const oldUids = new Set(old.map(({ metadata }) => metadata.uid));
  const oldRuns = api
    .list(pods, { namespace: deployment.metadata.namespace ?? '' })
    .some((pod) => oldUids.has(controllerOf(pod)?.uid ?? '') && !isFinished(pod));
  if (oldRuns) return current;
  const fresh = ensureNewReplicaSet(rollout);
  if (fresh) scaleReplicaSet(rollout, fresh, deployment.spec.replicas);
  return fresh;
}

function roll(rollout: Rollout): ReplicaSet | undefined {
  const { deployment, sets } = rollout;
  const current = ensureNewReplicaSet(rollout);
  if (!current) return undefined;
  const old = sets.filter(({ metadata }) => metadata.uid !== current.metadata.uid);
  const all = [...old, current];
  if (scaleReplicaSet(rollout, current, newSize(deployment, current, all))) return current;
  scaleOldDown(rollout, current, old, all);
  return current;
}

function scaleOldDown(rollout: Rollout, current: ReplicaSet, old: readonly ReplicaSet[], all: readonly ReplicaSet[]): void {
  const oldTotal = totalOf(old);
  if (oldTotal === 0) return;
  const { deployment } = rollout;
  const minimum = deployment.spec.replicas - limitsOf(deployment).maxUnavailable;
  const unavailableNew = current.spec.replicas - (current.status.availableReplicas ?? 0);
  let room = totalOf(all) - minimum - unavailableNew;
  if (room <= 0) return;
  // What is broken anyway goes first.
  const oldestFirst = [...old].sort(byAge);
  const sizes = new Map(oldestFirst.map((set) => [set.metadata.uid, set.spec.replicas]));
  for (const set of oldestFirst) {
    const unhealthy = Math.max(0, set.spec.replicas - (set.status.availableReplicas ?? 0));
    const taken = Math.min(room, unhealthy);
    if (taken === 0) continue;
    sizes.set(set.metadata.uid, set.spec.replicas - taken);
    scaleReplicaSet(rollout, set, set.spec.replicas - taken);
    room -= taken;
  }
  let spare = all.reduce((sum, set) => sum + (set.status.availableReplicas ?? 0), 0) - minimum;
  for (const set of oldestFirst) {
    const size = sizes.get(set.metadata.uid) ?? 0;
    const taken = Math.min(Math.max(0, spare), size);
    if (taken === 0) continue;
    scaleReplicaSet(rollout, set, size - taken);
    spare -= taken;
  }
}
