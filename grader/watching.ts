// Remembers what a check has read, so that it can run again when that changes.
import type { Cluster, ListQuery } from './cluster.ts';

export interface Watching {
  /** The cluster to hand to the check. */
  readonly cluster: Cluster;
  /** What has been read through it, by kind and namespace. */
  read(): ReadonlyMap<string, ListQuery>;
}

export function rememberReads(cluster: Cluster): Watching {
  const queries = new Map<string, ListQuery>();
  const remember = ({ apiVersion, kind, namespace }: ListQuery) => {
    queries.set(`${apiVersion}/${kind}/${namespace ?? ''}`, { apiVersion, kind, ...(namespace ? { namespace } : {}) });
  };
  return {
    cluster: {
      ...cluster,
      get(ref) {
        remember(ref);
        return cluster.get(ref);
      },
      list(query) {
        remember(query);
        return cluster.list(query);
      },
    },
    read: () => queries,
  };
}
