// The cluster's records, kept up to date by watches on the API (plugin/kubernetes/controller.go).
import { type Api, endpointSlices, namespaces, pods, services } from '../../../apiserver/index.ts';
import type { EndpointSlice, KubeObject, Service } from '../../../objects.ts';
import type { ClusterRecords, KnownEndpoints, KnownService } from './records.ts';

export interface WatchedRecords extends ClusterRecords {
  stop(): void;
}

export function watchRecords(api: Api, options: { readonly nowMs: () => number; readonly pods: boolean }): WatchedRecords {
  const knownServices = new Map<string, KnownService>();
  const slices = new Map<string, Map<string, KnownEndpoints>>();
  const knownNamespaces = new Set<string>();
  const podAddresses = new Map<string, string>();
  let changedMs = options.nowMs();
  let synced = false;
  const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace}/${metadata.name}`;
  const touch = () => {
    changedMs = options.nowMs();
  };

  const stops = [
    api.watch(namespaces, {}, ({ type, object }) => {
      if (type === 'DELETED') knownNamespaces.delete(object.metadata.name);
      else knownNamespaces.add(object.metadata.name);
      synced = true;
    }),
    api.watch(services, {}, ({ type, object }) => {
      if (type === 'DELETED') knownServices.delete(keyOf(object));
      else knownServices.set(keyOf(object), asService(object));
      touch();
    }),
    api.watch(endpointSlices, {}, ({ type, object }) => {
      const owner = object.metadata.labels?.['kubernetes.io/service-name'];
      if (!owner) return;
      const key = `${object.metadata.namespace}/${owner}`;
      const ofService = slices.get(key) ?? new Map<string, KnownEndpoints>();
      if (type === 'DELETED') ofService.delete(object.metadata.name);
      else ofService.set(object.metadata.name, asEndpoints(object, owner));
      slices.set(key, ofService);
      touch();
    }),
  ];
  if (options.pods) {
    stops.push(
      api.watch(pods, {}, ({ type, object }) => {
        const ip = object.status.podIP;
        if (type === 'DELETED' || !ip) podAddresses.delete(keyOf(object));
        else podAddresses.set(keyOf(object), `${object.metadata.namespace} ${ip}`);
      }),
    );
  }

  return {
    service: (namespace, name) => knownServices.get(`${namespace}/${name}`),
    endpoints: (namespace, service) => [...(slices.get(`${namespace}/${service}`)?.values() ?? [])],
    services: () => knownServices.values(),
    allEndpoints: () => [...slices.values()].flatMap((ofService) => [...ofService.values()]),
    hasNamespace: (name) => knownNamespaces.has(name),
    hasPod: (namespace, ip) => [...podAddresses.values()].includes(`${namespace} ${ip}`),
    serial: () => Math.floor(changedMs / 1000),
    synced: () => synced,
    stop() {
      for (const stop of stops) stop();
    },
  };
}

function asService({ metadata, spec }: Service): KnownService {
  const clusterIps = (spec.clusterIPs ?? [spec.clusterIP ?? '']).filter((ip) => ip !== '' && ip !== 'None');
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    clusterIps,
    headless: spec.type !== 'ExternalName' && clusterIps.length === 0,
    externalIps: spec.externalIPs ?? [],
    ports: (spec.ports ?? []).map(({ name = '', protocol, port }) => ({ name, protocol: protocol.toLowerCase(), port })),
    ...(spec.type === 'ExternalName' ? { externalName: spec.externalName ?? '' } : {}),
  };
}

function asEndpoints({ metadata, endpoints, ports }: EndpointSlice, service: string): KnownEndpoints {
  return {
    namespace: metadata.namespace ?? '',
    service,
    addresses: (endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready ?? true)
      .flatMap(({ addresses, hostname, targetRef }) =>
        addresses.map((ip) => ({
          ip,
          ...(hostname ? { hostname } : {}),
          ...(targetRef?.kind === 'Pod' ? { targetName: targetRef.name } : {}),
        })),
      ),
    ports: (ports ?? []).map(({ name = '', protocol = 'TCP', port = -1 }) => ({
      name: name ?? '',
      protocol: protocol.toLowerCase(),
      port,
    })),
  };
}
