// Mirrors hand-written Endpoints of Services without a selector into EndpointSlices (pkg/controller/endpointslicemirroring).
import { type Api, endpointSlices, endpoints, services } from '../apiserver/index.ts';
import type { Endpoint, EndpointAddress, EndpointSlice, Endpoints } from '../objects.ts';
import { type ControllerContext, createQueue, keyOf, splitKey, stopAll } from './controller.ts';
import { MANAGED_BY, SERVICE_NAME } from './endpoint-slice.ts';
import { referenceTo } from './owners.ts';
import { canonical } from './template-hash.ts';

const MANAGER = 'endpointslicemirroring-controller.k8s.io';
/** The owner of such Endpoints says that it writes slices itself. */
const SKIP = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';

interface Wanted {
  readonly ports: EndpointSlice['ports'];
  readonly endpoints: Endpoint[];
}

export function startEndpointSliceMirroringController(context: ControllerContext): () => void {
  const { api } = context;
  const queue = createQueue(context, 'endpointslicemirroring', (key) => {
    const { namespace, name } = splitKey(key);
    reconcile(api, namespace, name);
  });
  return stopAll([
    queue.stop,
    api.watch(endpoints, {}, ({ object }) => queue.add(keyOf(object))),
    api.watch(services, {}, ({ object }) => queue.add(keyOf(object))),
    api.watch(endpointSlices, {}, ({ type, object }) => {
      const labels = object.metadata.labels ?? {};
      if (type !== 'ADDED' && labels[MANAGED_BY] === MANAGER) queue.add(`${object.metadata.namespace}/${labels[SERVICE_NAME]}`);
    }),
  ]);
}

function reconcile(api: Api, namespace: string, name: string): void {
  const source = api.find(endpoints, namespace, name);
  const service = api.find(services, namespace, name);
  const mirrored = source && service && !service.spec.selector && isMirrored(source);
  const labelSelector = `${SERVICE_NAME}=${name},${MANAGED_BY}=${MANAGER}`;
  const existing = [...api.list(endpointSlices, { namespace, labelSelector })];
  const labels = { ...source?.metadata.labels, [MANAGED_BY]: MANAGER, [SERVICE_NAME]: name };
  for (const wanted of mirrored ? wantedSlices(source) : []) {
    const at = existing.findIndex((slice) => canonical(slice.ports) === canonical(wanted.ports));
    const [slice] = at < 0 ? [] : existing.splice(at, 1);
    if (!slice) {
      const metadata = { namespace, generateName: `${name}-`, labels, ownerReferences: [referenceTo(source as Endpoints)] };
      api.create(endpointSlices, { metadata, addressType: 'IPv4', ...wanted });
    } else if (canonical([slice.endpoints, slice.metadata.labels]) !== canonical([wanted.endpoints, labels])) {
      api.change(endpointSlices, namespace, slice.metadata.name, (copy) => {
        copy.endpoints = wanted.endpoints;
        copy.metadata.labels = labels;
      });
    }
  }
  for (const slice of existing) api.delete(endpointSlices, namespace, slice.metadata.name);
}

function isMirrored({ metadata }: Endpoints): boolean {
  return metadata.labels?.[SKIP] !== 'true' && metadata.annotations?.[LEADER] === undefined;
}

function wantedSlices(source: Endpoints): Wanted[] {
  return (source.subsets ?? []).map(({ addresses = [], notReadyAddresses = [], ports = [] }) => ({
    ports: ports.map((port) => ({ name: port.name ?? '', port: port.port, protocol: port.protocol ?? 'TCP' })),
    endpoints: [
      ...addresses.map((address) => endpointOf(address, true)),
      ...notReadyAddresses.map((address) => endpointOf(address, false)),
    ],
  }));
}

function endpointOf({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname ? { hostname } : {}),
    ...(nodeName ? { nodeName } : {}),
    ...(targetRef ? { targetRef } : {}),
  };
}
