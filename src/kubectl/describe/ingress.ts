// kubectl describe ingress and ingressclass.
import type { Invocation } from '../command.ts';
import { ApiError, isNotFound } from '../failure.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { listAll } from '../selection.ts';
import { textOr, writeAnnotations, writeEvents, writeLabels } from './common.ts';
import { endpointsText } from './service.ts';
import { DescribeWriter } from './writer.ts';

export async function describeIngress(invocation: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  const spec: Fields = object.spec ?? {};
  const { metadata } = object;
  out.line(0, 'Name:', metadata.name);
  writeLabels(out, 'Labels', metadata.labels);
  out.line(0, 'Namespace:', metadata.namespace ?? '');
  const addresses = ((object.status?.loadBalancer?.ingress ?? []) as Fields[]).map(({ ip, hostname }) => ip ?? hostname ?? '');
  out.line(0, 'Address:', addresses.join(','));
  out.line(0, 'Ingress Class:', textOr(spec.ingressClassName));
  const fallback: Fields | undefined = spec.defaultBackend;
  out.line(0, 'Default backend:', fallback ? await backendText(invocation, fallback, metadata.namespace) : '<default>');
  writeTls(out, spec.tls);
  out.line(0, 'Rules:');
  out.line(1, 'Host', 'Path', 'Backends');
  out.line(1, '----', '----', '--------');
  const rules = (spec.rules ?? []) as Fields[];
  for (const { host, http } of rules) {
    if (!http) continue;
    out.line(1, host || '*', '');
    for (const { path, backend } of (http.paths ?? []) as Fields[]) {
      out.line(1, '', `${path ?? ''} `, await backendText(invocation, backend, metadata.namespace));
    }
  }
  if (rules.length === 0) out.line(1, '*', '*', fallback ? await backendText(invocation, fallback, metadata.namespace) : '<default>');
  writeAnnotations(out, metadata.annotations);
  await writeEvents(out, invocation, object);
  return out.toString();
}

function writeTls(out: DescribeWriter, tls: readonly Fields[] | undefined): void {
  if (!tls?.length) return;
  out.line(0, 'TLS:');
  for (const { secretName, hosts } of tls) {
    const list = (hosts ?? []).join(',');
    out.line(1, secretName ? `${secretName} terminates ${list}` : `SNI routes ${list}`);
  }
}

async function backendText(invocation: Invocation, { service, resource }: Fields, namespace: string | undefined): Promise<string> {
  if (resource) return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind}, Name: ${resource.name}`;
  const port = service?.port?.name ?? service?.port?.number ?? '';
  try {
    return `${service.name}:${port} (${await endpointsOf(invocation, service, namespace)})`;
  } catch (error) {
    if (!isNotFound(error) && !(error instanceof ApiError)) throw error;
    return `${service.name}:${port} (<error: ${error.message}>)`;
  }
}

async function endpointsOf(invocation: Invocation, { name, port }: Fields, namespace: string | undefined): Promise<string> {
  const found = await invocation.client.json(`/api/v1/namespaces/${namespace}/services/${name}`);
  const slices = await listAll(invocation, `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
    labelSelector: `kubernetes.io/service-name=${name}`,
  });
  const ports = (found.spec?.ports ?? []) as Fields[];
  const wanted = ports.find((each) => (port?.name ? each.name === port.name : each.port === port?.number));
  return endpointsText(slices, wanted?.name ?? '');
}

export async function describeIngressClass(invocation: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  out.line(0, 'Name:', object.metadata.name);
  writeLabels(out, 'Labels', object.metadata.labels);
  writeAnnotations(out, object.metadata.annotations);
  out.line(0, 'Controller:', object.spec?.controller ?? '');
  const parameters: Fields | undefined = object.spec?.parameters;
  if (parameters) {
    out.line(0, 'Parameters:');
    if (parameters.apiGroup) out.line(1, 'APIGroup:', parameters.apiGroup);
    out.line(1, 'Kind:', parameters.kind);
    out.line(1, 'Name:', parameters.name);
  }
  await writeEvents(out, invocation, object);
  return out.toString();
}
