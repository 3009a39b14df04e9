// Writes the EndpointSlices of every Service that has a selector (pkg/controller/endpointslice).
import { type Api, endpointSlices, pods, services } from '../apiserver/index.ts';
import type { Endpoint, EndpointSlice, Service } from '../objects.ts';
import { timestamp } from '../timestamp.ts';
import { type ControllerContext, createQueue, keyOf, splitKey, stopAll } from './controller.ts';
import { endpointOf, portsOf, type SlicePort } from './endpoint-of-pod.ts';
import { referenceTo } from './owners.ts';
import { isFinished } from './pod-facts.ts';
import { selectingServices } from './selecting-services.ts';
import { canonical } from './template-hash.ts';

export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const MANAGER = 'endpointslice-controller.k8s.io';
const HEADLESS = 'service.kubernetes.io/headless';
/** When the Services and pods behind a slice changed last; here, when the slice was written. */
export const TRIGGERED_AT = 'endpoints.kubernetes.io/last-change-trigger-time';
/** kube-controller-manager's --max-endpoints-per-slice. */
const ENDPOINTS_PER_SLICE = 100;

interface Wanted {
  readonly ports: readonly SlicePort[];
  readonly endpoints: Endpoint[];
}

export function startEndpointSliceController(context: ControllerContext): () => void {
  const { api, clock } = context;
  const queue = createQueue(context, 'endpointslice', (key) => {
    const { namespace, name } = splitKey(key);
    reconcile(api, api.find(services, namespace, name), timestamp(clock));
  });
  return stopAll([
    queue.stop,
    api.watch(services, {}, ({ object }) => queue.add(keyOf(object))),
    api.watch(pods, {}, ({ object, previous }) => {
      for (const key of selectingServices(api, object, previous)) queue.add(key);
    }),
    api.watch(endpointSlices, {}, ({ object }) => {
      const name = object.metadata.labels?.[SERVICE_NAME];
      if (name && object.metadata.labels?.[MANAGED_BY] === MANAGER) queue.add(`${object.metadata.namespace}/${name}`);
    }),
  ]);
}

function reconcile(api: Api, service: Service | undefined, at: string): void {
  // A Service that is gone takes its slices along: the garbage collector's work.
  if (!service || service.metadata.deletionTimestamp || service.spec.type === 'ExternalName' || !service.spec.selector) return;
  const { name, namespace = '' } = service.metadata;
  const existing = api.list(endpointSlices, { namespace, labelSelector: `${SERVICE_NAME}=${name},${MANAGED_BY}=${MANAGER}` });
  const free = existing.filter((slice) => !slice.metadata.deletionTimestamp);
  const labels = labelsOf(service);
  for (const wanted of wantedSlices(api, service)) {
    const same = free.findIndex((slice) => canonical(slice.ports ?? []) === canonical(wanted.ports));
    const index = same < 0 ? free.findIndex((slice) => !slice.endpoints?.length) : same;
    const [slice] = index < 0 ? [] : free.splice(index, 1);
    if (slice) update(api, slice, wanted, labels, at);
    else create(api, service, wanted, labels, at);
  }
  for (const slice of free) api.delete(endpointSlices, namespace, slice.metadata.name);
}

function wantedSlices(api: Api, service: Service): Wanted[] {
  const { namespace = '' } = service.metadata;
  const selected = api.list(pods, { namespace, labelSelector: { matchLabels: service.spec.selector ?? {} } });
  const byPorts = new Map<string, Wanted>();
  for (const pod of selected) {
    if (!pod.status.podIP || isFinished(pod)) continue;
    const ports = portsOf(service, pod);
    const key = canonical(ports);
    const group = byPorts.get(key) ?? { ports, endpoints: [] };
    byPorts.set(key, group);
    group.endpoints.push(endpointOf(service, pod));
  }
  if (byPorts.size === 0) return [{ ports: [], endpoints: [] }];
  return [...byPorts.values()].flatMap(({ ports, endpoints }) => {
    const parts: Wanted[] = [];
    for (let from = 0; from < endpoints.length; from += ENDPOINTS_PER_SLICE)
      parts.push({ ports, endpoints: endpoints.slice(from, from + ENDPOINTS_PER_SLICE) });
    return parts;
  });
}

function labelsOf(service: Service): Record<string, string> {
  const { [HEADLESS]: _, ...copied } = service.metadata.labels ?? {};
  return {
    ...copied,
    [MANAGED_BY]: MANAGER,
    [SERVICE_NAME]: service.metadata.name,
    ...(service.spec.clusterIP === 'None' ? { [HEADLESS]: '' } : {}),
  };
}

function create(api: Api, service: Service, { ports, endpoints }: Wanted, labels: Record<string, string>, at: string): void {
  const { namespace = '', name } = service.metadata;
  const annotations = { [TRIGGERED_AT]: at };
  api.create(endpointSlices, {
    metadata: { namespace, generateName: `${name}-`, labels, annotations, ownerReferences: [referenceTo(service)] },
    addressType: 'IPv4',
    endpoints,
    ports: [...ports],
  });
}

function update(api: Api, slice: EndpointSlice, { ports, endpoints }: Wanted, labels: Record<string, string>, at: string): void {
  const same =
    canonical(slice.endpoints ?? []) === canonical(endpoints) &&
    canonical(slice.ports ?? []) === canonical(ports) &&
    canonical(slice.metadata.labels) === canonical(labels);
  if (same) return;
  api.change(endpointSlices, slice.metadata.namespace, slice.metadata.name, (copy) => {
    copy.endpoints = endpoints;
    copy.ports = [...ports];
    copy.metadata.labels = labels;
    copy.metadata.annotations = { ...copy.metadata.annotations, [TRIGGERED_AT]: at };
  });
}
