// The learner's own pods, namespaces and policies as a scene; follows their cluster.
import type { SessionHost } from '../../../session/index.ts';
import type { KubeObject, Namespace, NetworkPolicy, Pod } from '../../../simulator/objects.ts';
import type { GatePod, Scene } from './model.ts';

/** Tells the scene of the given namespaces when all kinds have been read, and after every change. */
export function watchScene(host: SessionHost, namespaces: readonly string[], onScene: (scene: Scene) => void): () => void {
  const [spaces, pods, policies] = [new Map<string, KubeObject[]>(), new Map<string, KubeObject[]>(), new Map<string, KubeObject[]>()];
  const tell = () => {
    const complete = spaces.size === 1 && pods.size === namespaces.length && policies.size === namespaces.length;
    if (!complete) return;
    const found = [...pods.values()].flat() as Pod[];
    if (found.length > 0)
      onScene(sceneOf([...spaces.values()].flat() as Namespace[], found, [...policies.values()].flat() as NetworkPolicy[]));
  };
  const follow = (into: Map<string, KubeObject[]>, apiVersion: string, kind: string, namespace?: string) =>
    host.read({ apiVersion, kind, ...(namespace ? { namespace } : {}) }, (objects) => {
      into.set(namespace ?? '', objects as KubeObject[]);
      tell();
    });
  const undo = [
    follow(spaces, 'v1', 'Namespace'),
    ...namespaces.flatMap((namespace) => [
      follow(pods, 'v1', 'Pod', namespace),
      follow(policies, 'networking.k8s.io/v1', 'NetworkPolicy', namespace),
    ]),
  ];
  return () => {
    for (const stop of undo) stop();
  };
}

export function sceneOf(namespaces: readonly Namespace[], pods: readonly Pod[], policies: readonly NetworkPolicy[]): Scene {
  const shown = new Map<string, GatePod>();
  const byAge = [...pods].sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));
  for (const pod of byAge) {
    if (pod.metadata.deletionTimestamp) continue;
    const title = titleOf(pod);
    // Of pods that are alike the newest stands for all.
    shown.set(`${pod.metadata.namespace}/${title}`, {
      namespace: pod.metadata.namespace ?? '',
      name: pod.metadata.name,
      title,
      labels: pod.metadata.labels ?? {},
      ...(pod.status?.podIP ? { address: pod.status.podIP } : {}),
      ports: pod.spec.containers.flatMap(({ ports = [] }) =>
        ports.map(({ name, containerPort }) => ({ port: containerPort, ...(name ? { name } : {}) })),
      ),
    });
  }
  return {
    pods: [...shown.values()].sort((a, b) => (`${a.namespace}/${a.title}` < `${b.namespace}/${b.title}` ? -1 : 1)),
    namespaces: Object.fromEntries(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}])),
    policies: [...policies].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)),
  };
}

/** The Deployment's name for its pods; a bare pod's own. */
export function titleOf({ metadata }: Pick<Pod, 'metadata'>): string {
  const hash = metadata.labels?.['pod-template-hash'];
  const set = metadata.ownerReferences?.find(({ controller }) => controller)?.name;
  return set && hash ? set.replace(new RegExp(`-${hash}$`), '') : metadata.name;
}
