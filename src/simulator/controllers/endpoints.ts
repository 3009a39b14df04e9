// Writes the legacy Endpoints object of every Service that has a selector (pkg/controller/endpoint).
import { type Api, endpoints as endpointsResource, pods, services } from '../apiserver/index.ts';
import type { EndpointAddress, Endpoints, Pod, Service } from '../objects.ts';
import { timestamp } from '../timestamp.ts';
import { type ControllerContext, createQueue, keyOf, splitKey, stopAll } from './controller.ts';
import { findTargetPort } from './endpoint-of-pod.ts';
import { TRIGGERED_AT } from './endpoint-slice.ts';
import { isFinished, isReady } from './pod-facts.ts';
import { selectingServices } from './selecting-services.ts';
import { canonical } from './template-hash.ts';

export const ENDPOINTS_MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
export const ENDPOINTS_MANAGER = 'endpoint-controller';
const HEADLESS = 'service.kubernetes.io/headless';

type Subset = NonNullable<Endpoints['subsets']>[number];
type Port = NonNullable<Subset['ports']>[number];

export function startEndpointsController(context: ControllerContext): () => void {
  const { api, clock } = context;
  const queue = createQueue(context, 'endpoint', (key) => {
    const { namespace, name } = splitKey(key);
    const service = api.find(services, namespace, name);
    if (service) write(api, service, timestamp(clock));
    else removeOwn(api, namespace, name);
  });
  return stopAll([
    queue.stop,
    api.watch(services, {}, ({ object }) => queue.add(keyOf(object))),
    api.watch(pods, {}, ({ object, previous }) => {
      for (const key of selectingServices(api, object, previous)) queue.add(key);
    }),
    api.watch(endpointsResource, {}, ({ object }) => {
      if (isOwn(object)) queue.add(keyOf(object));
    }),
  ]);
}

function isOwn(object: Endpoints): boolean {
  return object.metadata.labels?.[ENDPOINTS_MANAGED_BY] === ENDPOINTS_MANAGER;
}

function removeOwn(api: Api, namespace: string, name: string): void {
  const existing = api.find(endpointsResource, namespace, name);
  if (existing && isOwn(existing)) api.delete(endpointsResource, namespace, name);
}

function write(api: Api, service: Service, at: string): void {
  if (service.spec.type === 'ExternalName' || !service.spec.selector) return;
  const { name, namespace = '' } = service.metadata;
  const subsets = subsetsOf(api, service);
  const { [HEADLESS]: _, ...copied } = service.metadata.labels ?? {};
  const labels = {
    ...copied,
    [ENDPOINTS_MANAGED_BY]: ENDPOINTS_MANAGER,
    ...(service.spec.clusterIP === 'None' ? { [HEADLESS]: '' } : {}),
  };
  const existing = api.find(endpointsResource, namespace, name);
  if (!existing) {
    api.create(endpointsResource, {
      metadata: { name, namespace, labels, annotations: { [TRIGGERED_AT]: at } },
      ...(subsets.length ? { subsets } : {}),
    });
  } else if (canonical([existing.subsets ?? [], existing.metadata.labels ?? {}]) !== canonical([subsets, labels])) {
    api.change(endpointsResource, namespace, name, (copy) => {
      if (subsets.length) copy.subsets = subsets;
      else delete copy.subsets;
      copy.metadata.labels = labels;
      copy.metadata.annotations = { ...copy.metadata.annotations, [TRIGGERED_AT]: at };
    });
  }
}

function subsetsOf(api: Api, service: Service): Subset[] {
  const { namespace = '' } = service.metadata;
  const unready = service.spec.publishNotReadyAddresses === true;
  const groups = new Map<string, { ports: Port[]; addresses: EndpointAddress[]; notReadyAddresses: EndpointAddress[] }>();
  for (const pod of api.list(pods, { namespace, labelSelector: { matchLabels: service.spec.selector ?? {} } })) {
    if (!pod.status.podIP || isFinished(pod) || (pod.metadata.deletionTimestamp && !unready)) continue;
    const ports = portsOf(service, pod);
    const group = groups.get(canonical(ports)) ?? { ports, addresses: [], notReadyAddresses: [] };
    groups.set(canonical(ports), group);
    (unready || isReady(pod) ? group.addresses : group.notReadyAddresses).push(addressOf(service, pod));
  }
  return [...groups.values()].map(({ ports, addresses, notReadyAddresses }) => ({
    ...(addresses.length ? { addresses: addresses.sort(byAddress) } : {}),
    ...(notReadyAddresses.length ? { notReadyAddresses: notReadyAddresses.sort(byAddress) } : {}),
    ...(ports.length ? { ports } : {}),
  }));
}

function portsOf(service: Service, pod: Pod): Port[] {
  return (service.spec.ports ?? []).flatMap((port) => {
    const number = findTargetPort(port, pod);
    if (number === undefined) return [];
    const { name, appProtocol } = port;
    return [{ ...(name ? { name } : {}), port: number, protocol: port.protocol, ...(appProtocol ? { appProtocol } : {}) }];
  });
}

function addressOf(service: Service, pod: Pod): EndpointAddress {
  const { name, namespace, uid } = pod.metadata;
  const { hostname, subdomain, nodeName } = pod.spec;
  return {
    ip: pod.status.podIP ?? '',
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
    ...(nodeName ? { nodeName } : {}),
    targetRef: { kind: 'Pod', namespace: namespace ?? '', name, uid },
  };
}

function byAddress(a: EndpointAddress, b: EndpointAddress): number {
  return a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0;
}
