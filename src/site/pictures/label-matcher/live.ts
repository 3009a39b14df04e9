// The learner's own Service, pods and slices as a scene; follows their cluster.
import type { SessionHost } from '../../../session/index.ts';
import type { EndpointSlice, Pod, Service } from '../../../simulator/objects.ts';
import type { Conditions, Pair, Row, Scene } from './model.ts';

/** The hash that a Deployment adds says nothing here. */
const unsaid = new Set(['pod-template-hash']);

/** Tells the scene when all three kinds have been read, and after every change. */
export function watchScene(host: SessionHost, namespace: string, service: string, onScene: (scene: Scene) => void): () => void {
  let [services, pods, slices]: [Service[]?, Pod[]?, EndpointSlice[]?] = [];
  const tell = () => services && pods && slices && onScene(sceneOf(service, services, pods, slices));
  const undo = [
    host.read({ apiVersion: 'v1', kind: 'Service', namespace }, (objects) => {
      services = objects as Service[];
      tell();
    }),
    host.read({ apiVersion: 'v1', kind: 'Pod', namespace }, (objects) => {
      pods = objects as Pod[];
      tell();
    }),
    host.read(
      { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', namespace, labelSelector: `kubernetes.io/service-name=${service}` },
      (objects) => {
        slices = objects as EndpointSlice[];
        tell();
      },
    ),
  ];
  return () => {
    for (const stop of undo) stop();
  };
}

export function sceneOf(service: string, services: readonly Service[], pods: readonly Pod[], slices: readonly EndpointSlice[]): Scene {
  const found = services.find(({ metadata }) => metadata.name === service);
  const selector = found && Object.entries(found.spec.selector ?? {}).map((pair) => ({ pair, on: true }));
  const keys = new Set(selector?.map(({ pair: [key] }) => key));
  return {
    service,
    selector,
    rows: pods.map((pod) => row(pod, slices, keys)).sort((a, b) => a.pod.localeCompare(b.pod, 'en')),
  };
}

function row(pod: Pod, slices: readonly EndpointSlice[], keys: ReadonlySet<string>): Row {
  const labels = Object.entries(pod.metadata.labels ?? {}).filter(([key]) => keys.has(key) || !unsaid.has(key));
  const listed = slices.flatMap((slice) => slice.endpoints ?? []).find(({ targetRef }) => targetRef?.name === pod.metadata.name);
  const facts = {
    pod: pod.metadata.name,
    labels: labels as Pair[],
    serving: pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
    terminating: pod.metadata.deletionTimestamp !== undefined,
  };
  return listed ? { ...facts, endpoint: conditions(listed.conditions ?? {}) } : facts;
}

/** Unsaid conditions mean what discovery/v1 says: ready unless denied, serving as ready, not terminating. */
function conditions({
  ready = true,
  serving = ready,
  terminating = false,
}: {
  ready?: boolean;
  serving?: boolean;
  terminating?: boolean;
}): Conditions {
  return { ready, serving, terminating };
}
