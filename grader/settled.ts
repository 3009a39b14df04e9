// Has the cluster come to rest? Asked before giving up patience and after a disturbance.
import type { Cluster } from './cluster.ts';
import type { Pod, Workload } from './objects.ts';

/** Waiting reasons of a container that time alone will not mend. */
const stuck = new Set([
  'CrashLoopBackOff',
  'ErrImagePull',
  'ImagePullBackOff',
  'CreateContainerConfigError',
  'InvalidImageName',
  'ErrImageNeverPull',
]);

/** True when no workload is rolling, no pod is starting or leaving, in the given namespaces (all, when none are given). */
export async function isSettled(cluster: Cluster, namespaces?: readonly string[]): Promise<boolean> {
  for (const namespace of namespaces ?? [undefined]) {
    const within = namespace ? { namespace } : {};
    const [deployments, pods] = await Promise.all([
      cluster.list<Workload>({ apiVersion: 'apps/v1', kind: 'Deployment', ...within }),
      cluster.list<Pod>({ apiVersion: 'v1', kind: 'Pod', ...within }),
    ]);
    if (deployments.some(isRolling) || pods.some(isMoving)) return false;
  }
  return true;
}

function isRolling({ metadata, spec, status }: Workload): boolean {
  const wanted = spec.replicas ?? 1;
  return (
    (status?.observedGeneration ?? 0) < (metadata.generation ?? 1) ||
    (status?.updatedReplicas ?? 0) !== wanted ||
    (status?.replicas ?? 0) !== wanted
  );
}

function isMoving(pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp) return true;
  const waiting = pod.status?.containerStatuses?.flatMap(({ state }) => (state?.waiting ? [state.waiting.reason ?? ''] : [])) ?? [];
  if (waiting.some((reason) => !stuck.has(reason))) return true;
  return pod.status?.phase === 'Pending' && pod.spec.nodeName !== undefined && waiting.length === 0;
}
