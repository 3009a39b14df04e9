// The containers of a pod or a pod template, as `kubectl describe` shows them.
import type { Fields } from '../objects.ts';
import { formatRfc1123, parseQuantity } from '../units.ts';
import { textOr } from './common.ts';
import type { DescribeWriter } from './writer.ts';

/** `level` is the title's; a template's is 1, and its names stand three blanks in, as the real one has it. Without `pod` the containers belong to a template: there is no state to show. */
export function writeContainers(
  out: DescribeWriter,
  title: string,
  containers: readonly Fields[],
  statuses: readonly Fields[] | undefined,
  pod: Fields | undefined,
  level: number,
): void {
  out.line(level, `${title}:`);
  for (const container of containers) {
    const status = statuses?.find(({ name }) => name === container.name);
    out.raw(`${level === 0 ? '  ' : '   '}${container.name}:\n`);
    writeContainer(out, container, status, pod, 2);
  }
}

function writeContainer(out: DescribeWriter, container: Fields, status: Fields | undefined, pod: Fields | undefined, level: number): void {
  if (status) out.line(level, 'Container ID:', status.containerID ?? '');
  out.line(level, 'Image:', container.image ?? '');
  if (status) out.line(level, 'Image ID:', status.imageID ?? '');
  const ports = (container.ports ?? []) as Fields[];
  const texts = (field: string) =>
    ports.map((port) => `${port[field] ?? 0}/${port.protocol ?? 'TCP'}${port.name ? ` (${port.name})` : ''}`).join(', ');
  out.line(level, ports.length > 1 ? 'Ports:' : 'Port:', textOr(texts('containerPort')));
  out.line(level, ports.length > 1 ? 'Host Ports:' : 'Host Port:', textOr(texts('hostPort')));
  const seccomp = container.securityContext?.seccompProfile;
  if (seccomp) out.line(level, 'SeccompProfile:', seccomp.type);
  writeWords(out, 'Command', container.command, level);
  writeWords(out, 'Args', container.args, level);
  if (status) writeStates(out, status, level);
  writeResources(out, container.resources, level);
  for (const [title, field] of [
    ['Liveness', 'livenessProbe'],
    ['Readiness', 'readinessProbe'],
    ['Startup', 'startupProbe'],
  ] as const) {
    if (container[field]) out.line(level, `${title}:`, probeText(container[field]));
  }
  writeEnvironment(out, container, pod, level);
  writeMounts(out, container, level);
}

function writeWords(out: DescribeWriter, title: string, words: readonly string[] | undefined, level: number): void {
  if (!words?.length) return;
  out.line(level, `${title}:`);
  for (const word of words) for (const line of word.split('\n')) out.line(level + 1, line);
}

const bool = (value: unknown) => (value ? 'True' : 'False');
const time = (value: string | null | undefined) => (value ? formatRfc1123(value) : 'Mon, 01 Jan 0001 00:00:00 +0000');

function writeStates(out: DescribeWriter, status: Fields, level: number): void {
  writeState(out, 'State', status.state ?? {}, level);
  if (status.lastState?.terminated) writeState(out, 'Last State', status.lastState, level);
  out.line(level, 'Ready:', bool(status.ready));
  out.line(level, 'Restart Count:', status.restartCount ?? 0);
}

function writeState(out: DescribeWriter, title: string, { running, waiting, terminated }: Fields, level: number): void {
  if (running) {
    out.line(level, `${title}:`, 'Running');
    out.line(level + 1, 'Started:', time(running.startedAt));
  } else if (terminated) {
    out.line(level, `${title}:`, 'Terminated');
    if (terminated.reason) out.line(level + 1, 'Reason:', terminated.reason);
    if (terminated.message) out.line(level + 1, 'Message:', terminated.message);
    out.line(level + 1, 'Exit Code:', terminated.exitCode ?? 0);
    if (terminated.signal > 0) out.line(level + 1, 'Signal:', terminated.signal);
    out.line(level + 1, 'Started:', time(terminated.startedAt));
    out.line(level + 1, 'Finished:', time(terminated.finishedAt));
  } else {
    out.line(level, `${title}:`, 'Waiting');
    if (waiting?.reason) out.line(level + 1, 'Reason:', waiting.reason);
  }
}

export function writeResources(out: DescribeWriter, resources: Fields | undefined, level: number): void {
  for (const [title, field] of [
    ['Limits', 'limits'],
    ['Requests', 'requests'],
  ] as const) {
    const entries = Object.entries((resources?.[field] ?? {}) as Record<string, string>).sort(([a], [b]) => (a < b ? -1 : 1));
    if (entries.length === 0) continue;
    out.line(level, `${title}:`);
    for (const [name, quantity] of entries) out.line(level + 1, `${name}:`, quantity);
  }
}

/** `http-get http://:8080/healthz delay=0s timeout=1s period=10s #success=1 #failure=3` */
export function probeText(probe: Fields): string {
  const attributes = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (exec) return `exec [${(exec.command ?? []).join(' ')}] ${attributes}`;
  if (httpGet)
    return `http-get ${(httpGet.scheme ?? 'HTTP').toLowerCase()}://${httpGet.host ?? ''}:${httpGet.port ?? ''}${httpGet.path ?? ''} ${attributes}`;
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port} ${attributes}`;
  if (grpc) return `grpc <pod>:${grpc.port} ${grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

function writeEnvironment(out: DescribeWriter, container: Fields, pod: Fields | undefined, level: number): void {
  const from = (container.envFrom ?? []) as Fields[];
  if (from.length) {
    out.line(level, 'Environment Variables from:');
    for (const { prefix, configMapRef, secretRef } of from) {
      const source = configMapRef ? 'ConfigMap' : 'Secret';
      const { name, optional } = configMapRef ?? secretRef ?? {};
      out.line(level + 1, name, `${source}${prefix ? ` with prefix '${prefix}'` : ''}`, `Optional: ${optional === true}`);
    }
  }
  const variables = (container.env ?? []) as Fields[];
  if (variables.length === 0) {
    out.line(level, 'Environment:', '<none>');
    return;
  }
  out.line(level, 'Environment:');
  for (const variable of variables) {
    const [first, ...more] = variableText(variable, container, pod).split('\n');
    out.line(level + 1, `${variable.name}:`, first ?? '');
    for (const line of more) out.line(level + 1, '', line);
  }
}

function variableText({ value, valueFrom }: Fields, container: Fields, pod: Fields | undefined): string {
  if (!valueFrom) return value ?? '';
  const { fieldRef, secretKeyRef, configMapKeyRef, resourceFieldRef } = valueFrom;
  if (fieldRef) return `${fieldValue(fieldRef.fieldPath, pod)} (${fieldRef.apiVersion ?? 'v1'}:${fieldRef.fieldPath})`;
  if (secretKeyRef)
    return `<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name}'>\tOptional: ${secretKeyRef.optional === true}`;
  if (configMapKeyRef)
    return `<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name}'>\tOptional: ${configMapKeyRef.optional === true}`;
  if (resourceFieldRef) {
    const [group = '', name = ''] = String(resourceFieldRef.resource).split('.');
    const quantity = parseQuantity(container.resources?.[group]?.[name] ?? '');
    const divisor = parseQuantity(resourceFieldRef.divisor ?? '1') || 1;
    return `${quantity === undefined ? (pod ? 'node allocatable' : '') : Math.ceil(quantity / divisor)} (${resourceFieldRef.resource})`;
  }
  return '';
}

/** fieldpath.ExtractFieldPathAsString for what kubectl knows without the node. */
function fieldValue(path: string, pod: Fields | undefined): string {
  if (!pod) return '';
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (keyed) return pod.metadata?.[keyed[1] as string]?.[keyed[2] as string] ?? '';
  if (!path.startsWith('metadata.')) return '';
  return String(pod.metadata?.[path.slice('metadata.'.length)] ?? '');
}

function writeMounts(out: DescribeWriter, container: Fields, level: number): void {
  const mounts = [...((container.volumeMounts ?? []) as Fields[])].sort((a, b) => (a.mountPath < b.mountPath ? -1 : 1));
  if (mounts.length === 0) {
    out.line(level, 'Mounts:', '<none>');
    return;
  }
  out.line(level, 'Mounts:');
  for (const { mountPath, name, readOnly, subPath } of mounts) {
    out.line(level + 1, `${mountPath} from ${name} (${readOnly ? 'ro' : 'rw'}${subPath ? `,path=${JSON.stringify(subPath)}` : ''})`);
  }
}
