// Finding what a check starts from.
import type { Look } from '../check.ts';
import type { PodRef } from '../cluster.ts';
import { isReady, type KubeObject, type Pod, type Workload } from '../objects.ts';
import { Problem } from '../problem.ts';

/** The pods of a Deployment: those that one of its ReplicaSets owns, and that are not on their way out. */
export async function podsOf(
  look: Pick<Look, 'cluster'>,
  deployment: { readonly namespace: string; readonly name: string },
): Promise<readonly Pod[]> {
  const { namespace, name } = deployment;
  const [sets, pods] = await Promise.all([
    look.cluster.list<KubeObject>({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace }),
    look.cluster.list<Pod>({ apiVersion: 'v1', kind: 'Pod', namespace }),
  ]);
  const owned = new Set(
    sets
      .filter(({ metadata }) =>
        metadata.ownerReferences?.some((owner) => owner.kind === 'Deployment' && owner.name === name && owner.controller),
      )
      .map(({ metadata }) => metadata.uid),
  );
  return pods.filter(
    ({ metadata }) => !metadata.deletionTimestamp && metadata.ownerReferences?.some((owner) => owner.controller && owned.has(owner.uid)),
  );
}

/** A ready pod of a Deployment to start probes from. Throws `probe-place-missing` when there is none. */
export async function placeIn(
  look: Pick<Look, 'cluster'>,
  deployment: { readonly namespace: string; readonly name: string },
): Promise<{ readonly pod: PodRef }> {
  const pod = (await podsOf(look, deployment)).find(isReady);
  if (!pod) throw new Problem('probe-place-missing', `no ready pod of deployment ${deployment.namespace}/${deployment.name}`);
  return { pod: { namespace: deployment.namespace, name: pod.metadata.name } };
}

/**
 * A running pod of a Deployment's latest revision, ready or not: there a setting shows its effect first. While none of it runs yet,
 * one of an earlier revision. Throws `probe-place-missing` when none runs at all.
 */
export async function latestPod(
  look: Pick<Look, 'cluster'>,
  deployment: { readonly namespace: string; readonly name: string },
): Promise<Pod> {
  const { namespace, name } = deployment;
  const [sets, pods] = await Promise.all([
    look.cluster.list<KubeObject>({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace }),
    podsOf(look, deployment),
  ]);
  const revision = ({ metadata }: Pod) => {
    const owner = sets.find((set) => metadata.ownerReferences?.some(({ uid }) => uid === set.metadata.uid));
    return Number(owner?.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  };
  const [pod] = pods.filter(({ status }) => status?.phase === 'Running').sort((a, b) => revision(b) - revision(a));
  if (!pod) throw new Problem('probe-place-missing', `no running pod of deployment ${namespace}/${name}`);
  return pod;
}

export async function workload(look: Pick<Look, 'cluster'>, namespace: string, name: string): Promise<Workload | undefined> {
  return look.cluster.get<Workload>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name });
}
