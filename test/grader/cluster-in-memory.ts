// A cluster that is nothing but a table of objects: enough for a grader to read, write and be told of changes.
import type { Cluster, ClusterWriter, KubeObject, ListQuery, ObjectRef } from '../../grader/index.ts';

export interface ClusterInMemory {
  readonly cluster: Cluster;
  readonly writer: ClusterWriter;
  readonly objects: Map<string, KubeObject>;
  put(object: object): void;
  /** What was written, newest last. */
  readonly writes: string[];
}

const keyOf = ({ apiVersion, kind, namespace, name }: ObjectRef) => `${apiVersion}/${kind}/${namespace ?? ''}/${name}`;
const refOf = (object: KubeObject): ObjectRef => ({
  apiVersion: object.apiVersion,
  kind: object.kind,
  name: object.metadata.name,
  ...(object.metadata.namespace ? { namespace: object.metadata.namespace } : {}),
});

export function clusterInMemory(): ClusterInMemory {
  const objects = new Map<string, KubeObject>();
  const watches = new Set<{ query: ListQuery; onChange: () => void }>();
  const writes: string[] = [];
  const tell = ({ kind }: ObjectRef) => {
    for (const { query, onChange } of watches) if (query.kind === kind) onChange();
  };
  const put = (object: object) => {
    const ref = refOf(object as KubeObject);
    objects.set(keyOf(ref), object as KubeObject);
    tell(ref);
  };
  const refuse = async (): Promise<never> => {
    throw new Error('this cluster has no network');
  };
  return {
    objects,
    writes,
    put,
    cluster: {
      get: async <T>(ref: ObjectRef) => objects.get(keyOf(ref)) as T | undefined,
      list: async <T>({ apiVersion, kind, namespace }: ListQuery) =>
        [...objects.values()].filter(
          (object) => object.apiVersion === apiVersion && object.kind === kind && (!namespace || object.metadata.namespace === namespace),
        ) as unknown as readonly T[],
      watch(query, onChange) {
        const watch = { query, onChange };
        watches.add(watch);
        return () => watches.delete(watch);
      },
      connect: refuse,
      request: refuse,
      resolve: refuse,
      may: refuse,
      read: refuse,
    },
    writer: {
      async create(object) {
        const ref = refOf(object as KubeObject);
        writes.push(`create ${ref.name}`);
        if (!objects.has(keyOf(ref))) put(object);
        return ref;
      },
      async patch(ref, patch) {
        writes.push(`patch ${ref.name} ${JSON.stringify(patch)}`);
        put(merge(objects.get(keyOf(ref)), patch) as object);
      },
      async replace(object) {
        writes.push(`replace ${refOf(object as KubeObject).name}`);
        put(object);
      },
      async remove(ref) {
        writes.push(`remove ${ref.name}`);
        objects.delete(keyOf(ref));
        tell(ref);
      },
      exec: refuse,
    },
  };
}

function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const merged: Record<string, unknown> = { ...(target as object) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}
