// Where the pods of an object are described, for every kind that has pods.
import { failure } from './failure.ts';
import type { Fields, KubeObject } from './objects.ts';

/** The pod's spec inside a Pod, a workload or a CronJob; undefined for kinds without one. */
export function podSpecOf({ kind, spec }: KubeObject): Fields | undefined {
  if (kind === 'Pod') return spec;
  if (kind === 'CronJob') return spec?.jobTemplate?.spec?.template?.spec;
  return spec?.template?.spec;
}

/** Containers and init containers that a pattern such as `*` or `web` means. */
export function containersMatching(spec: Fields, pattern: string): readonly Fields[] {
  const regular = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  const all = [...((spec.initContainers ?? []) as Fields[]), ...((spec.containers ?? []) as Fields[])];
  return all.filter(({ name }) => regular.test(String(name)));
}

export function requirePodSpec(object: KubeObject): Fields {
  const spec = podSpecOf(object);
  if (!spec) throw failure(`the object is not a pod or does not have a pod template: ${object.kind}`);
  return spec;
}
