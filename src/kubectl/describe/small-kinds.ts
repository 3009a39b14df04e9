// kubectl describe for kinds that say little: namespace, configmap, secret, serviceaccount, event.
import type { Invocation } from '../command.ts';
import { ApiError } from '../failure.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { listAll } from '../selection.ts';
import { formatRfc1123 } from '../units.ts';
import { writeEvents, writeHead } from './common.ts';
import { describeGeneric } from './generic.ts';
import { writeLimits } from './limits.ts';
import { DescribeWriter } from './writer.ts';

export async function describeNamespace(invocation: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  const { name } = object.metadata;
  writeHead(out, object.metadata);
  out.line(0, 'Status:', object.status?.phase ?? '');
  const conditions = (object.status?.conditions ?? []) as Fields[];
  if (conditions.length) {
    out.line(0, 'Conditions:');
    out.line(1, 'Type', 'Status', 'LastTransitionTime', 'Reason', 'Message');
    out.line(1, '----', '------', '------------------', '------', '-------');
    for (const { type, status, lastTransitionTime, reason, message } of conditions) {
      out.line(1, type, status, lastTransitionTime ? formatRfc1123(lastTransitionTime) : '', reason ?? '', message ?? '');
    }
  }
  writeQuotas(out, await listUnlessAbsent(invocation, `/api/v1/namespaces/${name}/resourcequotas`));
  const ranges = await listUnlessAbsent(invocation, `/api/v1/namespaces/${name}/limitranges`);
  if (ranges) {
    out.raw('\n');
    out.line(0, ranges.length ? 'Resource Limits' : 'No LimitRange resource.');
    if (ranges.length) writeLimits(out, ranges, ' ');
  }
  return out.toString();
}

async function listUnlessAbsent(invocation: Invocation, path: string): Promise<readonly KubeObject[] | undefined> {
  try {
    return await listAll(invocation, path, {});
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function writeQuotas(out: DescribeWriter, quotas: readonly KubeObject[] | undefined): void {
  if (!quotas) return;
  out.raw('\n');
  if (quotas.length === 0) {
    out.line(0, 'No resource quota.');
    return;
  }
  out.line(0, 'Resource Quotas');
  for (const { metadata, status } of [...quotas].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
    out.line(1, 'Name:', metadata.name);
    out.line(1, 'Resource', 'Used', 'Hard');
    out.line(1, '--------', '---', '---');
    const hard = (status?.hard ?? {}) as Record<string, string>;
    for (const name of Object.keys(hard).sort()) out.line(1, name, status?.used?.[name] ?? '0', hard[name] ?? '');
  }
}

export async function describeConfigMap(invocation: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  writeHead(out, object.metadata);
  out.raw('\nData\n====\n');
  for (const key of Object.keys((object.data ?? {}) as Fields).sort()) out.raw(`${key}:\n----\n${object.data[key]}\n\n`);
  out.raw('\nBinaryData\n====\n');
  for (const key of Object.keys((object.binaryData ?? {}) as Fields).sort())
    out.raw(`${key}: ${atob(object.binaryData[key]).length} bytes\n`);
  out.raw('\n');
  await writeEvents(out, invocation, object);
  return out.toString();
}

export async function describeSecret(_: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  writeHead(out, object.metadata);
  out.raw('\n');
  out.line(0, 'Type:', object.type ?? '');
  out.raw('\nData\n====\n');
  for (const key of Object.keys((object.data ?? {}) as Fields).sort()) out.line(0, `${key}:`, `${atob(object.data[key]).length} bytes`);
  return out.toString();
}

export async function describeServiceAccount(invocation: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  writeHead(out, object.metadata);
  const names = (list: readonly Fields[] | undefined) => (list ?? []).map(({ name }) => String(name));
  out.multiline(0, 'Image pull secrets', names(object.imagePullSecrets));
  out.multiline(0, 'Mountable secrets', names(object.secrets));
  out.multiline(0, 'Tokens', []);
  await writeEvents(out, invocation, object);
  return out.toString();
}

export const describeEvent = (invocation: Invocation, object: KubeObject): Promise<string> => describeGeneric(invocation, object);
