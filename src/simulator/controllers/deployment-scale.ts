// Changes the size of ReplicaSets (pkg/controller/deployment/sync.go).
import { replicaSets } from '../apiserver/index.ts';
import type { Deployment, ReplicaSet } from '../objects.ts';
import { byAge, limitsOf, type Rollout, sizeAnnotations, totalOf } from './deployment-rollout.ts';

/** True when the size changed, and then an event tells of it. */
export function scaleReplicaSet(rollout: Rollout, set: ReplicaSet, replicas: number): boolean {
  const { api, deployment, recorder } = rollout;
  const from = set.spec.replicas;
  api.change(replicaSets, set.metadata.namespace, set.metadata.name, (copy) => {
    copy.spec.replicas = replicas;
    copy.metadata.annotations = { ...copy.metadata.annotations, ...sizeAnnotations(deployment) };
  });
  if (from === replicas) return false;
  const direction = replicas > from ? 'up' : 'down';
  const message = `Scaled ${direction} replica set ${set.metadata.name} from ${from} to ${replicas}`;
  recorder.record(deployment, 'Normal', 'ScalingReplicaSet', message);
  return true;
}

/** Shares a change of size out among the sets of an unfinished rollout, each by its part of the whole. */
export function scaleProportionally(rollout: Rollout, current: ReplicaSet | undefined, active: readonly ReplicaSet[]): void {
  const { deployment } = rollout;
  const sets = [...new Map([...(current ? [current] : []), ...active].map((set) => [set.metadata.uid, set])).values()];
  const allowed = deployment.spec.replicas > 0 ? deployment.spec.replicas + limitsOf(deployment).maxSurge : 0;
  const toAdd = allowed - totalOf(sets);
  const order = [...sets].sort((a, b) => b.spec.replicas - a.spec.replicas || (toAdd > 0 ? byAge(b, a) : byAge(a, b)));
  let added = 0;
  const sizes = order.map((set) => {
    const share = toAdd === 0 ? 0 : clamp(proportion(set, deployment, allowed), toAdd - added);
    added += share;
    return Math.max(0, set.spec.replicas + share);
  });
  const [first = 0, ...rest] = sizes;
  const corrected = [Math.max(0, first + toAdd - added), ...rest];
  order.forEach((set, at) => {
    scaleReplicaSet(rollout, set, corrected[at] ?? set.spec.replicas);
  });
}

function proportion(set: ReplicaSet, deployment: Deployment, allowed: number): number {
  if (deployment.spec.replicas === 0) return -set.spec.replicas;
  const before = Number(set.metadata.annotations?.['deployment.kubernetes.io/max-replicas'] ?? deployment.status.replicas ?? 0);
  return before === 0 ? 0 : Math.round((set.spec.replicas * allowed) / before) - set.spec.replicas;
}

function clamp(share: number, left: number): number {
  return left > 0 ? Math.min(Math.max(share, 0), left) : Math.max(Math.min(share, 0), left);
}
