// The records behind a request (plugin/kubernetes/kubernetes.go: findServices, findPods, Reverse).
import { parseIpv6 } from '../../../network/index.ts';
import type { ClusterRecords, KnownEndpoints, KnownPort } from './records.ts';
import type { RecordRequest } from './request.ts';

export interface KubernetesOptions {
  readonly zones: readonly string[];
  readonly ttl: number;
  readonly pods: 'disabled' | 'insecure' | 'verified';
  /** Absent: all of them. */
  readonly namespaces?: ReadonlySet<string>;
  readonly ignoreEmptyServices: boolean;
  readonly endpointPodNames: boolean;
  /** Zones for which an unknown name goes to the next plugin. */
  readonly fallthrough: readonly string[];
}

/** One thing found: where it is, and the name (without zone) that stands for it. */
export interface Found {
  readonly host: string;
  readonly port: number;
  readonly labels: readonly string[];
}

/** `undefined`: no such name. An empty list: the name is there, but nothing of its own. */
export function findRecords(records: ClusterRecords, options: KubernetesOptions, request: RecordRequest): readonly Found[] | undefined {
  const { namespace, name, kind } = request;
  if (namespace === '') return [];
  if (!isExposed(records, options, namespace)) return undefined;
  if (kind === 'pod') return findPods(records, options, request);
  return name === '' ? [] : findServices(records, options, request);
}

function isExposed(records: ClusterRecords, { namespaces }: KubernetesOptions, namespace: string): boolean {
  return (!namespaces || namespaces.has(namespace)) && records.hasNamespace(namespace);
}

function findPods(records: ClusterRecords, { pods }: KubernetesOptions, { namespace, name }: RecordRequest): readonly Found[] | undefined {
  if (pods === 'disabled') return undefined;
  if (name === '') return [];
  const dotted = /^\d+-\d+-\d+-\d+$/.test(name);
  const ip = name.replaceAll('-', dotted ? '.' : ':');
  const valid = dotted ? ip.split('.').every((part) => Number(part) < 256) : parseIpv6(ip) !== undefined;
  if (!valid || (pods === 'verified' && !records.hasPod(namespace, ip))) return undefined;
  return [{ host: ip, port: 0, labels: [name, namespace, 'pod'] }];
}

function findServices(records: ClusterRecords, options: KubernetesOptions, request: RecordRequest): readonly Found[] | undefined {
  const { namespace, name, endpoint, port, protocol } = request;
  const service = records.service(namespace, name);
  if (!service) return undefined;
  const labels = [service.name, service.namespace, 'svc'];
  if (service.externalName !== undefined) {
    return endpoint || port || protocol ? undefined : [{ host: service.externalName, port: 0, labels }];
  }
  const slices = records.endpoints(namespace, name);
  if (options.ignoreEmptyServices && !service.headless && !slices.some(({ addresses }) => addresses.length > 0)) return undefined;
  const found: Found[] = [];
  if (service.headless || endpoint) {
    for (const slice of slices) found.push(...findEndpoints(slice, options, request, labels));
  } else {
    for (const offered of service.ports) {
      if (!isAsked(offered, port, protocol)) continue;
      for (const host of service.clusterIps) found.push({ host, port: offered.port, labels });
    }
  }
  return found.length ? found : undefined;
}

function findEndpoints(slice: KnownEndpoints, options: KubernetesOptions, request: RecordRequest, labels: readonly string[]): Found[] {
  const ports = slice.ports.length ? slice.ports : [{ name: '', protocol: '', port: -1 }];
  return slice.addresses.flatMap((address) => {
    const hostname = endpointName(address, options.endpointPodNames);
    if (request.endpoint && request.endpoint !== hostname.toLowerCase()) return [];
    return ports
      .filter((offered) => isAsked(offered, request.port, request.protocol))
      .map(({ port }) => ({ host: address.ip, port, labels: [hostname, ...labels] }));
  });
}

function isAsked(offered: KnownPort, port: string, protocol: string): boolean {
  return (port === '' || port === offered.name.toLowerCase()) && (protocol === '' || protocol === offered.protocol);
}

/** The label under which an endpoint is known: its hostname, or its address with dashes. */
function endpointName({ ip, hostname, targetName }: KnownEndpoints['addresses'][number], podNames: boolean): string {
  if (hostname) return hostname;
  if (podNames && targetName && targetName.length < 64) return targetName;
  if (!ip.includes(':')) return ip.replaceAll('.', '-');
  const dashed = ip.replaceAll(':', '-');
  return dashed.endsWith('-') ? `${dashed}0` : dashed;
}

/** The names (without zone) of an address: a Service's alone, else those of every endpoint that has it. */
export function namesOfAddress(records: ClusterRecords, options: KubernetesOptions, address: string): readonly (readonly string[])[] {
  const same = (other: string) => canonical(other) === canonical(address);
  const shown = (namespace: string) => !options.namespaces || options.namespaces.has(namespace);
  for (const service of records.services()) {
    if (!shown(service.namespace) || ![...service.clusterIps, ...service.externalIps].some(same)) continue;
    return [[service.name, service.namespace, 'svc']];
  }
  const names: string[][] = [];
  for (const slice of records.allEndpoints()) {
    if (!shown(slice.namespace)) continue;
    for (const known of slice.addresses) {
      if (same(known.ip)) names.push([endpointName(known, options.endpointPodNames), slice.service, slice.namespace, 'svc']);
    }
  }
  return names;
}

function canonical(address: string): string {
  return parseIpv6(address)?.join(':') ?? address;
}
