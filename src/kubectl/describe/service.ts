// kubectl describe service.
import type { Invocation } from '../command.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { listAll } from '../selection.ts';
import { labelText, writeEvents, writeHead } from './common.ts';
import { DescribeWriter } from './writer.ts';

/** Addresses that are shown before ` + N more...`. */
const SHOWN_ENDPOINTS = 3;

export async function describeService(invocation: Invocation, service: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  const spec: Fields = service.spec ?? {};
  const slices = await slicesOf(invocation, service);
  writeHead(out, service.metadata);
  out.line(0, 'Selector:', labelText(spec.selector));
  out.line(0, 'Type:', spec.type);
  if (spec.ipFamilyPolicy) out.line(0, 'IP Family Policy:', spec.ipFamilyPolicy);
  out.line(0, 'IP Families:', spec.ipFamilies?.join(',') || '<none>');
  out.line(0, 'IP:', spec.clusterIP ?? '');
  out.line(0, 'IPs:', spec.clusterIPs?.join(',') || '<none>');
  if (spec.externalIPs?.length) out.line(0, 'External IPs:', spec.externalIPs.join(','));
  if (spec.loadBalancerIP) out.line(0, 'Desired LoadBalancer IP:', spec.loadBalancerIP);
  if (spec.externalName) out.line(0, 'External Name:', spec.externalName);
  const ingress: Fields[] = service.status?.loadBalancer?.ingress ?? [];
  if (ingress.length) out.line(0, 'LoadBalancer Ingress:', ingress.map(ingressText).join(', '));
  for (const port of (spec.ports ?? []) as Fields[]) {
    const name = port.name || '<unset>';
    out.line(0, 'Port:', name, `${port.port}/${port.protocol}`);
    out.line(0, 'TargetPort:', `${port.targetPort}/${port.protocol}`);
    if (port.nodePort) out.line(0, 'NodePort:', name, `${port.nodePort}/${port.protocol}`);
    out.line(0, 'Endpoints:', endpointsText(slices, port.name ?? ''));
  }
  out.line(0, 'Session Affinity:', spec.sessionAffinity ?? '');
  if (spec.externalTrafficPolicy) out.line(0, 'External Traffic Policy:', spec.externalTrafficPolicy);
  if (spec.internalTrafficPolicy) out.line(0, 'Internal Traffic Policy:', spec.internalTrafficPolicy);
  if (spec.healthCheckNodePort) out.line(0, 'HealthCheck NodePort:', spec.healthCheckNodePort);
  if (spec.loadBalancerSourceRanges?.length) out.line(0, 'LoadBalancer Source Ranges:', spec.loadBalancerSourceRanges.join(','));
  if (spec.trafficDistribution) out.line(0, 'Traffic Distribution:', spec.trafficDistribution);
  await writeEvents(out, invocation, service);
  return out.toString();
}

async function slicesOf(invocation: Invocation, { metadata }: KubeObject): Promise<readonly KubeObject[]> {
  const path = `/apis/discovery.k8s.io/v1/namespaces/${metadata.namespace}/endpointslices`;
  return listAll(invocation, path, { labelSelector: `kubernetes.io/service-name=${metadata.name}` });
}

const ingressText = ({ ip, ipMode, hostname }: Fields) => (ip ? (ipMode ? `${ip} (${ipMode})` : ip) : (hostname ?? ''));

/** Ready addresses of the port; blank when there are none, `<none>` when there is no slice at all. */
export function endpointsText(slices: readonly KubeObject[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const all: string[] = [];
  for (const slice of slices) {
    const ready = ((slice.endpoints ?? []) as Fields[]).filter(({ conditions }) => conditions?.ready !== false);
    const addresses = ready.map((endpoint) => String(endpoint.addresses?.[0] ?? ''));
    const ports: Fields[] = slice.ports ?? [];
    if (ports.length === 0) all.push(...addresses);
    for (const port of ports) if ((port.name ?? '') === portName) all.push(...addresses.map((address) => joinHostPort(address, port.port)));
  }
  const shown = all.slice(0, SHOWN_ENDPOINTS).join(',');
  return all.length > SHOWN_ENDPOINTS ? `${shown} + ${all.length - SHOWN_ENDPOINTS} more...` : shown;
}

const joinHostPort = (host: string, port: unknown) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
