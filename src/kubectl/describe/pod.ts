// kubectl describe pod, and the pod templates of the kinds that make pods.
import type { Invocation } from '../command.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { formatRfc1123, humanDuration } from '../units.ts';
import { controllerOf, writeAnnotations, writeEvents, writeLabels } from './common.ts';
import { writeContainers } from './containers.ts';
import { writeVolumes } from './volumes.ts';
import { DescribeWriter } from './writer.ts';

export async function describePod(invocation: Invocation, pod: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  const spec: Fields = pod.spec ?? {};
  const status: Fields = pod.status ?? {};
  out.line(0, 'Name:', pod.metadata.name);
  out.line(0, 'Namespace:', pod.metadata.namespace ?? '');
  if (spec.priority !== undefined) out.line(0, 'Priority:', spec.priority);
  if (spec.priorityClassName) out.line(0, 'Priority Class Name:', spec.priorityClassName);
  if (spec.runtimeClassName) out.line(0, 'Runtime Class Name:', spec.runtimeClassName);
  if (spec.serviceAccountName) out.line(0, 'Service Account:', spec.serviceAccountName);
  out.line(0, 'Node:', spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>');
  if (status.startTime) out.line(0, 'Start Time:', formatRfc1123(status.startTime));
  writeLabels(out, 'Labels', pod.metadata.labels);
  writeAnnotations(out, pod.metadata.annotations);
  writePhase(out, pod, invocation.process.clock.now());
  if (spec.securityContext?.seccompProfile) out.line(0, 'SeccompProfile:', spec.securityContext.seccompProfile.type);
  out.line(0, 'IP:', status.podIP ?? '');
  writeAddresses(out, status.podIPs);
  const controller = controllerOf(pod);
  if (controller) out.line(0, 'Controlled By:', controller);
  if (status.nominatedNodeName) out.line(0, 'NominatedNodeName:', status.nominatedNodeName);
  if (spec.initContainers?.length) writeContainers(out, 'Init Containers', spec.initContainers, status.initContainerStatuses ?? [], pod, 0);
  writeContainers(out, 'Containers', spec.containers ?? [], status.containerStatuses ?? [], pod, 0);
  if (spec.ephemeralContainers?.length)
    writeContainers(out, 'Ephemeral Containers', spec.ephemeralContainers, status.ephemeralContainerStatuses ?? [], pod, 0);
  writeReadinessGates(out, spec, status);
  if (status.conditions?.length) {
    out.line(0, 'Conditions:');
    out.line(1, 'Type', 'Status');
    for (const { type, status: value } of status.conditions as Fields[]) out.line(1, `${type} `, `${value} `);
  }
  writeVolumes(out, spec.volumes, 0);
  if (status.qosClass) out.line(0, 'QoS Class:', status.qosClass);
  writeLabels(out, 'Node-Selectors', spec.nodeSelector);
  writeTolerations(out, spec.tolerations);
  writeSpread(out, spec.topologySpreadConstraints);
  await writeEvents(out, invocation, pod);
  return out.toString();
}

function writePhase(out: DescribeWriter, { metadata, status }: KubeObject, nowMs: number): void {
  if (metadata.deletionTimestamp) {
    out.line(0, 'Status:', `Terminating (lasts ${humanDuration(nowMs - Date.parse(metadata.deletionTimestamp))})`);
    out.line(0, 'Termination Grace Period:', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else out.line(0, 'Status:', status?.phase ?? '');
  if (status?.reason) out.line(0, 'Reason:', status.reason);
  if (status?.message) out.line(0, 'Message:', status.message);
}

function writeAddresses(out: DescribeWriter, addresses: readonly Fields[] | undefined): void {
  if (!addresses?.length) {
    out.line(0, 'IPs:', '<none>');
    return;
  }
  out.line(0, 'IPs:');
  for (const { ip } of addresses) out.line(1, 'IP:', ip);
}

function writeReadinessGates(out: DescribeWriter, spec: Fields, status: Fields): void {
  const gates = (spec.readinessGates ?? []) as Fields[];
  if (gates.length === 0) return;
  out.line(0, 'Readiness Gates:');
  out.line(1, 'Type', 'Status');
  for (const { conditionType } of gates) {
    const found = ((status.conditions ?? []) as Fields[]).find(({ type }) => type === conditionType);
    out.line(1, `${conditionType} `, `${found?.status ?? '<none>'} `);
  }
}

function tolerationText({ key, operator, value, effect, tolerationSeconds }: Fields): string {
  let text = key ?? '';
  if (value) text += `=${value}`;
  if (effect) text += `:${effect}`;
  if (operator === 'Exists' && !value) text += key || effect ? ' op=Exists' : 'op=Exists';
  if (tolerationSeconds !== undefined) text += ` for ${tolerationSeconds}s`;
  return text;
}

function writeTolerations(out: DescribeWriter, tolerations: readonly Fields[] | undefined): void {
  const sorted = [...(tolerations ?? [])].sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1));
  out.multiline(0, 'Tolerations', sorted.map(tolerationText));
}

function writeSpread(out: DescribeWriter, constraints: readonly Fields[] | undefined): void {
  if (!constraints?.length) return;
  const texts = constraints.map(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) => {
    const labels = Object.entries((labelSelector?.matchLabels ?? {}) as Record<string, string>).map(([key, value]) => `${key}=${value}`);
    return `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded for selector ${labels.join(',')}`;
  });
  out.multiline(0, 'Topology Spread Constraints', texts);
}

/** `Pod Template:` of a Deployment and its like. */
export function writePodTemplate(out: DescribeWriter, template: Fields | undefined): void {
  out.line(0, 'Pod Template:');
  if (!template) {
    out.line(1, '<unset>');
    return;
  }
  const spec: Fields = template.spec ?? {};
  writeLabels(out, 'Labels', template.metadata?.labels, 1);
  if (Object.keys(template.metadata?.annotations ?? {}).length) writeAnnotations(out, template.metadata.annotations, 'Annotations', 1);
  if (spec.serviceAccountName) out.line(1, 'Service Account:', spec.serviceAccountName);
  if (spec.initContainers?.length) writeContainers(out, 'Init Containers', spec.initContainers, undefined, undefined, 1);
  writeContainers(out, 'Containers', spec.containers ?? [], undefined, undefined, 1);
  writeVolumes(out, spec.volumes, 1);
  writeSpread(out, spec.topologySpreadConstraints);
  if (spec.priorityClassName) out.line(1, 'Priority Class Name:', spec.priorityClassName);
  writeLabels(out, 'Node-Selectors', spec.nodeSelector, 1);
  const tolerations = [...((spec.tolerations ?? []) as Fields[])].sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1));
  out.multiline(1, 'Tolerations', tolerations.map(tolerationText));
}
