// Which pods go first when there are too many (pkg/controller/controller_utils.go, ActivePodsWithRanks).
import type { Pod } from '../objects.ts';
import { findCondition, isReady } from './pod-facts.ts';

const PHASE_RANK: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const COST = 'controller.kubernetes.io/pod-deletion-cost';

/** `pods` with the first to be deleted first; `related` are those that share nodes with them and count as their kin. */
export function byDeletionOrder(pods: readonly Pod[], related: readonly Pod[]): Pod[] {
  const perNode = new Map<string, number>();
  for (const { spec } of related) perNode.set(spec.nodeName ?? '', (perNode.get(spec.nodeName ?? '') ?? 0) + 1);
  const onNode = (pod: Pod) => perNode.get(pod.spec.nodeName ?? '') ?? 0;
  return [...pods].sort(
    (a, b) =>
      Number(Boolean(a.spec.nodeName)) - Number(Boolean(b.spec.nodeName)) ||
      (PHASE_RANK[a.status.phase] ?? 0) - (PHASE_RANK[b.status.phase] ?? 0) ||
      Number(isReady(a)) - Number(isReady(b)) ||
      costOf(a) - costOf(b) ||
      onNode(b) - onNode(a) ||
      (isReady(a) && isReady(b) ? youngerFirst(readySince(a), readySince(b)) : 0) ||
      restartsOf(b) - restartsOf(a) ||
      youngerFirst(a.metadata.creationTimestamp, b.metadata.creationTimestamp) ||
      a.metadata.uid.localeCompare(b.metadata.uid),
  );
}

function costOf(pod: Pod): number {
  const cost = Number(pod.metadata.annotations?.[COST] ?? 0);
  return Number.isInteger(cost) ? cost : 0;
}

function readySince(pod: Pod): string {
  return findCondition(pod.status.conditions, 'Ready')?.lastTransitionTime ?? '';
}

function restartsOf(pod: Pod): number {
  return Math.max(0, ...(pod.status.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}

function youngerFirst(a: string, b: string): number {
  return a === b ? 0 : a > b ? -1 : 1;
}
