// The objects as setup left them, kept for checks that ask whether something has changed.
import type { Cluster } from './cluster.ts';
import type { KubeObject } from './objects.ts';
import { Problem } from './problem.ts';

/** The kinds that checks compare with the start. */
const kinds = [
  { apiVersion: 'v1', kind: 'Namespace' },
  { apiVersion: 'v1', kind: 'Node' },
  { apiVersion: 'v1', kind: 'Pod' },
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'v1', kind: 'ConfigMap' },
  { apiVersion: 'v1', kind: 'ServiceAccount' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
  { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
] as const;

export type AtStart = Pick<Cluster, 'get' | 'list'>;

/** Data: a host may store it and hand it to `atStart` again. */
export type ObjectSnapshot = readonly KubeObject[];

/** A kind that the cluster does not serve is left out. */
export async function takeSnapshot(cluster: Cluster): Promise<ObjectSnapshot> {
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      try {
        return (await cluster.list<KubeObject>(kind)).map((object) => ({ ...object, ...kind }));
      } catch (error) {
        if (error instanceof Problem && error.code === 'unsupported') return [];
        throw error;
      }
    }),
  );
  return lists.flat();
}

export function atStart(snapshot: ObjectSnapshot): AtStart {
  const of = (apiVersion: string, kind: string) => snapshot.filter((object) => object.apiVersion === apiVersion && object.kind === kind);
  return {
    async get<T>({ apiVersion, kind, namespace, name }: Parameters<Cluster['get']>[0]) {
      return of(apiVersion, kind).find(({ metadata }) => metadata.name === name && metadata.namespace === namespace) as T | undefined;
    },
    async list<T>({ apiVersion, kind, namespace, labelSelector }: Parameters<Cluster['list']>[0]) {
      if (labelSelector !== undefined) throw new Problem('unsupported', 'atStart.list takes no label selector: filter its answer');
      return of(apiVersion, kind).filter(
        ({ metadata }) => namespace === undefined || metadata.namespace === namespace,
      ) as unknown as readonly T[];
    },
  };
}
