// The pod, and the container in it, that a line means: `web-1`, `pod/web-1`, `deploy/web`, `svc/web`.
import type { Invocation } from './command.ts';
import { selectorText } from './describe/common.ts';
import { failure } from './failure.ts';
import type { Fields, KubeObject } from './objects.ts';
import { fetchAll, listAll, select } from './selection.ts';

/** A word for one object; without a kind it is a pod's name. */
export async function findObject(invocation: Invocation, word: string): Promise<KubeObject> {
  const args = word.includes('/') ? [word] : ['pods', word];
  const { found, errors } = await fetchAll(invocation, await select(invocation, { args, ignoreSelector: true }));
  if (errors.length) throw errors[0];
  if (!found[0]) throw failure('no matching resources found');
  return found[0].object;
}

/** The selector of the pods that an object has; undefined for a kind that has none. */
export function podSelectorOf({ kind, spec }: KubeObject): string | undefined {
  if (kind === 'Service' || kind === 'ReplicationController') {
    const entries = Object.entries((spec?.selector ?? {}) as Record<string, string>);
    return entries.length ? entries.map(([key, value]) => `${key}=${value}`).join(',') : undefined;
  }
  return spec?.selector?.matchLabels || spec?.selector?.matchExpressions ? selectorText(spec.selector) : undefined;
}

export const podsPath = (namespace: string) => `/api/v1/namespaces/${namespace}/pods`;

/** Pods of an object, those first that can be talked to (controller.ByLogging / ActivePods). */
export async function podsOf(invocation: Invocation, object: KubeObject): Promise<readonly KubeObject[]> {
  if (object.kind === 'Pod') return [object];
  const labelSelector = podSelectorOf(object);
  if (labelSelector === undefined) {
    if (object.kind === 'Service')
      throw failure(`invalid service ${JSON.stringify(object.metadata.name)}: Service is defined without a selector`);
    throw failure(
      `cannot attach to *${object.apiVersion.replace('/', '.')}.${object.kind}: selector for ${object.kind} is not defined`.replace(
        /: selector.*/,
        ': not implemented',
      ),
    );
  }
  const pods = await listAll(invocation, podsPath(object.metadata.namespace ?? invocation.namespace), { labelSelector });
  const rank = ({ spec, status }: KubeObject) => [
    Number(!spec?.nodeName),
    { Running: 0, Pending: 1 }[String(status?.phase)] ?? 2,
    Number(!isReady(status)),
  ];
  return [...pods]
    .sort((a, b) => {
      const [x, y] = [rank(a), rank(b)];
      return (
        x.map((value, at) => value - (y[at] ?? 0)).find((difference) => difference !== 0) ??
        (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? '')
      );
    })
    .map((pod) => ({ ...pod, apiVersion: 'v1', kind: 'Pod' }));
}

const isReady = (status: Fields | undefined) =>
  ((status?.conditions ?? []) as Fields[]).some(({ type, status: value }) => type === 'Ready' && value === 'True');

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

export const containerNames = ({ spec }: KubeObject): readonly string[] =>
  [
    ...((spec?.containers ?? []) as Fields[]),
    ...((spec?.initContainers ?? []) as Fields[]),
    ...((spec?.ephemeralContainers ?? []) as Fields[]),
  ].map(({ name }) => String(name));

/** The container that is meant when none is named. Says on stderr which it is when there was a choice, unless told to be quiet. */
export async function defaultContainer(invocation: Invocation, pod: KubeObject, quiet = false): Promise<string> {
  const marked = pod.metadata.annotations?.[DEFAULT_CONTAINER];
  const all = (pod.spec?.containers ?? []) as Fields[];
  if (marked && containerNames(pod).includes(marked)) return marked;
  const name = String(all[0]?.name ?? '');
  const others = [
    ...all,
    ...((pod.spec?.initContainers ?? []) as Fields[]).map((each) => ({ ...each, name: `${each.name} (init)` })),
    ...((pod.spec?.ephemeralContainers ?? []) as Fields[]).map((each) => ({ ...each, name: `${each.name} (ephem)` })),
  ];
  if (others.length > 1 && !quiet)
    await invocation.err(`Defaulted container ${JSON.stringify(name)} out of: ${others.map(({ name: each }) => each).join(', ')}\n`);
  return name;
}
