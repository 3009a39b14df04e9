// One look at a Deployment and the arithmetic of its rollout (pkg/controller/deployment/util).
import type { EventRecorder } from '../events.ts';
import type { Deployment, ReplicaSet } from '../objects.ts';
import type { ControllerContext } from './controller.ts';

/** One look at a Deployment: itself, its ReplicaSets, and what acting on it takes. */
export interface Rollout extends ControllerContext {
  readonly recorder: EventRecorder;
  readonly deployment: Deployment;
  readonly sets: readonly ReplicaSet[];
  readonly again: (delayMs: number) => void;
}

/** Absolute numbers: surge rounds up, unavailable rounds down, and both may not be zero. */
export function limitsOf({ spec }: Deployment): { readonly maxSurge: number; readonly maxUnavailable: number } {
  if (spec.strategy.type === 'Recreate') return { maxSurge: 0, maxUnavailable: 0 };
  const { maxSurge: surge = '25%', maxUnavailable: unavailable = '25%' } = spec.strategy.rollingUpdate ?? {};
  const maxSurge = resolve(surge, spec.replicas, Math.ceil);
  const maxUnavailable = Math.min(resolve(unavailable, spec.replicas, Math.floor), spec.replicas);
  return maxSurge === 0 && maxUnavailable === 0 ? { maxSurge, maxUnavailable: 1 } : { maxSurge, maxUnavailable };
}

function resolve(value: number | string, total: number, round: (value: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) * total) / 100);
}

export function sizeAnnotations(deployment: Deployment): Record<string, string> {
  const { replicas } = deployment.spec;
  return {
    'deployment.kubernetes.io/desired-replicas': String(replicas),
    'deployment.kubernetes.io/max-replicas': String(replicas + limitsOf(deployment).maxSurge),
  };
}

/** How many replicas the new set may have now (util.NewRSNewReplicas). */
export function newSize(deployment: Deployment, current: ReplicaSet, all: readonly ReplicaSet[]): number {
  const { replicas, strategy } = deployment.spec;
  if (strategy.type === 'Recreate' || current.spec.replicas > replicas) return replicas;
  const room = replicas + limitsOf(deployment).maxSurge - totalOf(all);
  if (room <= 0) return current.spec.replicas;
  return Math.min(current.spec.replicas + room, replicas);
}

export function totalOf(sets: readonly ReplicaSet[]): number {
  return sets.reduce((sum, { spec }) => sum + spec.replicas, 0);
}

export function byAge(a: ReplicaSet, b: ReplicaSet): number {
  return a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp) || a.metadata.name.localeCompare(b.metadata.name);
}
