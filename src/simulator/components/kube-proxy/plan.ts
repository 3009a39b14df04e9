// What kube-proxy knows of Services and their endpoints, port by port (pkg/proxy/servicechangetracker.go, topology.go).
import type { Endpoint, EndpointSlice, Service, ServicePort } from '../../objects.ts';

export interface Backend {
  /** `10.244.1.2:8080` */
  readonly endpoint: string;
  readonly address: string;
  readonly port: number;
  readonly local: boolean;
}

export interface ServicePortPlan {
  /** `default/web:http`; without the colon when the port has no name. */
  readonly name: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly clusterIp: string;
  readonly port: number;
  readonly nodePort: number | undefined;
  readonly externalIps: readonly string[];
  readonly loadBalancerIps: readonly string[];
  readonly sourceRanges: readonly string[];
  readonly affinitySeconds: number | undefined;
  readonly internalLocal: boolean;
  readonly externalLocal: boolean;
  readonly healthCheckNodePort: number | undefined;
  /** For traffic that any node's endpoints may take. */
  readonly cluster: readonly Backend[];
  /** On this node. Empty unless one of the policies is Local. */
  readonly local: readonly Backend[];
}

/** Every port of every Service that is proxied, in the order of its name. */
export function planServicePorts(
  services: Iterable<Service>,
  slices: Iterable<EndpointSlice>,
  nodeName: string,
): readonly ServicePortPlan[] {
  const byService = new Map<string, EndpointSlice[]>();
  for (const slice of slices) {
    const owner = slice.metadata.labels?.['kubernetes.io/service-name'];
    if (!owner || slice.addressType !== 'IPv4') continue;
    const key = `${slice.metadata.namespace}/${owner}`;
    byService.set(key, [...(byService.get(key) ?? []), slice]);
  }
  const plans: ServicePortPlan[] = [];
  for (const service of services) {
    if (!isProxied(service)) continue;
    const key = `${service.metadata.namespace}/${service.metadata.name}`;
    for (const port of service.spec.ports ?? []) plans.push(planPort(service, port, key, byService.get(key) ?? [], nodeName));
  }
  return plans.sort((a, b) => (a.name + a.protocol < b.name + b.protocol ? -1 : 1));
}

function isProxied({ metadata, spec }: Service): boolean {
  if (spec.type === 'ExternalName' || !spec.clusterIP || spec.clusterIP === 'None' || spec.clusterIP.includes(':')) return false;
  const labels = metadata.labels ?? {};
  return !('service.kubernetes.io/service-proxy-name' in labels) && !('service.kubernetes.io/headless' in labels);
}

function planPort(service: Service, port: ServicePort, key: string, slices: readonly EndpointSlice[], nodeName: string): ServicePortPlan {
  const { spec, status } = service;
  const external = spec.type === 'NodePort' || spec.type === 'LoadBalancer' || (spec.externalIPs ?? []).length > 0;
  const internalLocal = spec.internalTrafficPolicy === 'Local';
  const externalLocal = external && spec.externalTrafficPolicy === 'Local';
  const all = candidates(slices, port, nodeName);
  const ingress = status?.loadBalancer?.ingress ?? [];
  return {
    name: port.name ? `${key}:${port.name}` : key,
    protocol: port.protocol.toLowerCase() as ServicePortPlan['protocol'],
    clusterIp: spec.clusterIP as string,
    port: port.port,
    nodePort: port.nodePort || undefined,
    externalIps: spec.externalIPs ?? [],
    loadBalancerIps: spec.type === 'LoadBalancer' ? ingress.flatMap(({ ip }) => (ip && !ip.includes(':') ? [ip] : [])) : [],
    sourceRanges: (spec.loadBalancerSourceRanges ?? []).map((range) => range.trim()),
    affinitySeconds: spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) : undefined,
    internalLocal,
    externalLocal,
    healthCheckNodePort: externalLocal ? spec.healthCheckNodePort || undefined : undefined,
    cluster: usable(all),
    local: internalLocal || externalLocal ? usable(all.filter(({ local }) => local)) : [],
  };
}

interface Candidate extends Backend {
  readonly ready: boolean;
  readonly draining: boolean;
}

function candidates(slices: readonly EndpointSlice[], port: ServicePort, nodeName: string): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const slice of slices) {
    for (const offered of slice.ports ?? []) {
      if ((offered.name ?? '') !== (port.name ?? '') || (offered.protocol ?? 'TCP') !== port.protocol || !offered.port) continue;
      for (const endpoint of slice.endpoints ?? []) {
        const candidate = asCandidate(endpoint, offered.port, nodeName);
        if (candidate && !found.get(candidate.endpoint)?.ready) found.set(candidate.endpoint, candidate);
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.endpoint < b.endpoint ? -1 : 1));
}

function asCandidate({ addresses, conditions = {}, nodeName }: Endpoint, port: number, ownNode: string): Candidate | undefined {
  const [address] = addresses;
  if (!address) return undefined;
  return {
    endpoint: `${address}:${port}`,
    address,
    port,
    local: nodeName === ownNode,
    ready: conditions.ready ?? true,
    draining: (conditions.serving ?? conditions.ready ?? true) && (conditions.terminating ?? false),
  };
}

/** The ready ones; when there are none, those that still serve while they terminate (KEP-1669). */
function usable(all: readonly Candidate[]): readonly Backend[] {
  const ready = all.filter((candidate) => candidate.ready);
  return ready.length ? ready : all.filter((candidate) => candidate.draining);
}
