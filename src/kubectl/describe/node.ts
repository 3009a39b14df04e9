// kubectl describe node.
import type { Invocation } from '../command.ts';
import { ApiError } from '../failure.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { listAll } from '../selection.ts';
import { ageOf, formatRfc1123, parseQuantity } from '../units.ts';
import { writeAnnotations, writeEvents, writeLabels } from './common.ts';
import { DescribeWriter } from './writer.ts';

export async function describeNode(invocation: Invocation, node: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  const { metadata, spec = {}, status = {} } = node as KubeObject & { spec?: Fields; status?: Fields };
  out.line(0, 'Name:', metadata.name);
  out.line(0, 'Roles:', rolesOf(metadata.labels ?? {}));
  writeLabels(out, 'Labels', metadata.labels);
  writeAnnotations(out, metadata.annotations);
  out.line(0, 'CreationTimestamp:', metadata.creationTimestamp ? formatRfc1123(metadata.creationTimestamp) : '');
  const order = ({ effect, key }: Fields) => `${effect},${key}`;
  const taints = [...((spec.taints ?? []) as Fields[])].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const texts = taints.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`);
  out.multiline(0, 'Taints', texts);
  out.line(0, 'Unschedulable:', spec.unschedulable ?? false);
  await writeLease(out, invocation, metadata.name);
  writeConditions(out, status.conditions ?? []);
  if (status.addresses) out.line(0, 'Addresses:');
  for (const { type, address } of (status.addresses ?? []) as Fields[]) out.line(1, `${type}:`, address);
  writeQuantities(out, 'Capacity', status.capacity);
  writeQuantities(out, 'Allocatable', status.allocatable);
  writeSystem(out, status.nodeInfo ?? {});
  if (spec.podCIDR) out.line(0, 'PodCIDR:', spec.podCIDR);
  if (spec.podCIDRs?.length) out.line(0, 'PodCIDRs:', spec.podCIDRs.join(','));
  if (spec.providerID) out.line(0, 'ProviderID:', spec.providerID);
  const pods = await listAll(invocation, '/api/v1/pods', {
    fieldSelector: `spec.nodeName=${metadata.name},status.phase!=Succeeded,status.phase!=Failed`,
  });
  writePods(out, pods, status, invocation.process.clock.now());
  await writeEvents(out, invocation, node, true);
  return out.toString();
}

function rolesOf(labels: Readonly<Record<string, string>>): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.entries(labels).flatMap(([key, value]) => {
    if (key.startsWith(prefix) && key.length > prefix.length) return [key.slice(prefix.length)];
    return key === 'kubernetes.io/role' && value ? [value] : [];
  });
  return [...new Set(roles)].sort().join(',') || '<none>';
}

async function writeLease(out: DescribeWriter, { client }: Invocation, name: string): Promise<void> {
  try {
    const { spec = {} } = await client.json(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${name}`);
    out.line(0, 'Lease:');
    out.line(1, 'HolderIdentity:', spec.holderIdentity ?? '<unset>');
    out.line(1, 'AcquireTime:', spec.acquireTime ? formatRfc1123(spec.acquireTime) : '<unset>');
    out.line(1, 'RenewTime:', spec.renewTime ? formatRfc1123(spec.renewTime) : '<unset>');
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    out.line(0, 'Lease:', `Failed to get lease: ${error.message}`);
  }
}

function writeConditions(out: DescribeWriter, conditions: readonly Fields[]): void {
  if (conditions.length === 0) return;
  out.line(0, 'Conditions:');
  out.line(1, 'Type', 'Status', 'LastHeartbeatTime', 'LastTransitionTime', 'Reason', 'Message');
  out.line(1, '----', '------', '-----------------', '------------------', '------', '-------');
  const time = (value: string | undefined) => (value ? formatRfc1123(value) : 'Mon, 01 Jan 0001 00:00:00 +0000');
  for (const { type, status, lastHeartbeatTime, lastTransitionTime, reason, message } of conditions) {
    out.line(1, `${type} `, `${status} `, `${time(lastHeartbeatTime)} `, `${time(lastTransitionTime)} `, `${reason ?? ''} `, message ?? '');
  }
}

function writeQuantities(out: DescribeWriter, title: string, quantities: Readonly<Record<string, string>> | undefined): void {
  if (!quantities || Object.keys(quantities).length === 0) return;
  out.line(0, `${title}:`);
  for (const name of Object.keys(quantities).sort()) out.line(1, `${name}:`, quantities[name] ?? '');
}

function writeSystem(out: DescribeWriter, info: Fields): void {
  out.line(0, 'System Info:');
  const lines = [
    ['Machine ID', 'machineID'],
    ['System UUID', 'systemUUID'],
    ['Boot ID', 'bootID'],
    ['Kernel Version', 'kernelVersion'],
    ['OS Image', 'osImage'],
    ['Operating System', 'operatingSystem'],
    ['Architecture', 'architecture'],
    ['Container Runtime Version', 'containerRuntimeVersion'],
    ['Kubelet Version', 'kubeletVersion'],
    ['Kube-Proxy Version', 'kubeProxyVersion'],
  ] as const;
  for (const [title, field] of lines) out.line(1, `${title}:`, info[field] ?? '');
}

const amounts = ['cpu', 'memory', 'ephemeral-storage'] as const;

/** What a pod asks for: its containers together, or its largest init container. */
function podAmount({ spec }: KubeObject, kind: 'requests' | 'limits', name: string): number {
  const of = (container: Fields) => parseQuantity(container.resources?.[kind]?.[name] ?? '0') ?? 0;
  const sum = ((spec?.containers ?? []) as Fields[]).reduce((total, container) => total + of(container), 0);
  return Math.max(sum, ...((spec?.initContainers ?? []) as Fields[]).map(of));
}

function amountText(value: number, name: string): string {
  if (value === 0) return '0';
  if (name === 'cpu') return Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`;
  for (const [unit, size] of [
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['Ki', 2 ** 10],
  ] as const)
    if (value % size === 0) return `${value / size}${unit}`;
  return String(value);
}

function writePods(out: DescribeWriter, pods: readonly KubeObject[], status: Fields, nowMs: number): void {
  const allocatable: Fields = status.allocatable ?? status.capacity ?? {};
  const share = (value: number, name: string) => {
    const whole = parseQuantity(allocatable[name] ?? '0') ?? 0;
    return `${amountText(value, name)} (${whole ? Math.trunc((value / whole) * 100) : 0}%)`;
  };
  out.line(0, 'Non-terminated Pods:', `(${pods.length} in total)`);
  out.line(1, 'Namespace', 'Name', '\tCPU Requests', 'CPU Limits', 'Memory Requests', 'Memory Limits', 'Age');
  out.line(1, '---------', '----', '\t------------', '----------', '---------------', '-------------', '---');
  for (const pod of pods) {
    const cells = (['cpu', 'memory'] as const).flatMap((name) =>
      (['requests', 'limits'] as const).map((kind) => share(podAmount(pod, kind, name), name)),
    );
    out.line(
      1,
      pod.metadata.namespace ?? '',
      pod.metadata.name,
      `\t${cells[0]}`,
      ...cells.slice(1),
      ageOf(pod.metadata.creationTimestamp, nowMs),
    );
  }
  out.line(0, 'Allocated resources:');
  out.line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)');
  out.line(1, 'Resource', 'Requests', 'Limits');
  out.line(1, '--------', '--------', '------');
  const total = (kind: 'requests' | 'limits', name: string) => pods.reduce((sum, pod) => sum + podAmount(pod, kind, name), 0);
  const shown = [
    ...amounts,
    ...Object.keys(allocatable)
      .filter((name) => name.startsWith('hugepages-'))
      .sort(),
  ];
  for (const name of shown) out.line(1, name, share(total('requests', name), name), share(total('limits', name), name));
}
