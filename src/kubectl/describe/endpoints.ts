// kubectl describe endpoints and endpointslice.
import type { Invocation } from '../command.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { textOr, writeEvents, writeHead } from './common.ts';
import { DescribeWriter } from './writer.ts';

function writePorts(out: DescribeWriter, ports: readonly Fields[], level: number): void {
  out.line(level, 'Ports:');
  out.line(level + 1, 'Name', 'Port', 'Protocol');
  out.line(level + 1, '----', '----', '--------');
  for (const { name, port, protocol } of ports) out.line(level + 1, textOr(name, '<unset>'), port ?? '<unset>', protocol ?? '');
}

export async function describeEndpoints(invocation: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  writeHead(out, object.metadata);
  out.line(0, 'Subsets:');
  for (const { addresses, notReadyAddresses, ports } of (object.subsets ?? []) as Fields[]) {
    const list = (items: readonly Fields[] | undefined) => (items ?? []).map(({ ip }) => ip).join(',') || '<none>';
    out.line(1, 'Addresses:', list(addresses));
    out.line(1, 'NotReadyAddresses:', list(notReadyAddresses));
    if (ports?.length) writePorts(out, ports, 1);
    out.raw('\n');
  }
  await writeEvents(out, invocation, object);
  return out.toString();
}

export async function describeEndpointSlice(invocation: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  writeHead(out, object.metadata);
  out.line(0, 'AddressType:', object.addressType ?? '');
  const ports = (object.ports ?? []) as Fields[];
  if (ports.length) writePorts(out, ports, 0);
  else out.raw('Ports: <unset>\n');
  const endpoints = (object.endpoints ?? []) as Fields[];
  if (endpoints.length === 0) out.raw('Endpoints: <none>\n');
  else {
    out.line(0, 'Endpoints:');
    for (const endpoint of endpoints) writeEndpoint(out, endpoint);
  }
  await writeEvents(out, invocation, object);
  return out.toString();
}

function writeEndpoint(
  out: DescribeWriter,
  { addresses, conditions, hostname, targetRef, nodeName, zone, deprecatedTopology }: Fields,
): void {
  out.line(1, '- Addresses:', (addresses ?? []).join(', '));
  out.line(2, 'Conditions:');
  out.line(3, 'Ready:', conditions?.ready ?? '<unset>');
  out.line(2, 'Hostname:', textOr(hostname, '<unset>'));
  if (targetRef) out.line(2, 'TargetRef:', `${targetRef.kind}/${targetRef.name}`);
  out.line(2, 'NodeName:', textOr(nodeName, '<unset>'));
  out.line(2, 'Zone:', textOr(zone, '<unset>'));
  const topology = Object.entries((deprecatedTopology ?? {}) as Record<string, string>);
  if (topology.length === 0) return;
  out.line(2, 'Topology:');
  for (const [key, value] of topology) out.line(3, `${key}:`, value);
}
