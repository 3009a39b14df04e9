// kubectl describe deployment, replicaset, daemonset and statefulset.
import type { Invocation } from '../command.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { listAll } from '../selection.ts';
import { formatRfc1123 } from '../units.ts';
import { controllerOf, labelText, selectorText, writeAnnotations, writeEvents, writeLabels } from './common.ts';
import { writePodTemplate } from './pod.ts';
import { DescribeWriter } from './writer.ts';

export async function describeDeployment(invocation: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  const { metadata, spec = {}, status = {} } = object as KubeObject & { spec?: Fields; status?: Fields };
  out.line(0, 'Name:', metadata.name);
  out.line(0, 'Namespace:', metadata.namespace ?? '');
  out.line(0, 'CreationTimestamp:', metadata.creationTimestamp ? formatRfc1123(metadata.creationTimestamp) : '');
  writeLabels(out, 'Labels', metadata.labels);
  writeAnnotations(out, metadata.annotations);
  out.line(0, 'Selector:', selectorText(spec.selector));
  const counts = [
    `${spec.replicas ?? 0} desired`,
    `${status.updatedReplicas ?? 0} updated`,
    `${status.replicas ?? 0} total`,
    `${status.availableReplicas ?? 0} available`,
    `${status.unavailableReplicas ?? 0} unavailable`,
  ];
  out.line(0, 'Replicas:', counts.join(' | '));
  out.line(0, 'StrategyType:', spec.strategy?.type ?? '');
  out.line(0, 'MinReadySeconds:', spec.minReadySeconds ?? 0);
  const rolling: Fields | undefined = spec.strategy?.rollingUpdate;
  if (rolling) out.line(0, 'RollingUpdateStrategy:', `${rolling.maxUnavailable} max unavailable, ${rolling.maxSurge} max surge`);
  writePodTemplate(out, spec.template);
  if (status.conditions?.length) {
    out.line(0, 'Conditions:');
    out.line(1, 'Type', 'Status', 'Reason');
    out.line(1, '----', '------', '------');
    for (const { type, status: value, reason } of status.conditions as Fields[]) out.line(1, `${type} `, value, reason ?? '');
  }
  await writeReplicaSets(out, invocation, object);
  await writeEvents(out, invocation, object);
  return out.toString();
}

/** Fields that the API server fills in do not tell templates apart. */
const templateHash = (set: KubeObject) => set.metadata.labels?.['pod-template-hash'] ?? '';

async function writeReplicaSets(out: DescribeWriter, invocation: Invocation, deployment: KubeObject): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${deployment.metadata.namespace}/replicasets`;
  const owned = await replicaSetsOf(invocation, deployment, path);
  const revision = deployment.metadata.annotations?.['deployment.kubernetes.io/revision'];
  const isNew = (set: KubeObject) => revision !== undefined && set.metadata.annotations?.['deployment.kubernetes.io/revision'] === revision;
  const text = (sets: readonly KubeObject[]) =>
    sets.map((set) => `${set.metadata.name} (${set.status?.replicas ?? 0}/${set.spec?.replicas ?? 0} replicas created)`).join(', ') ||
    '<none>';
  const old = owned.filter((set) => !isNew(set)).sort((a, b) => (templateHash(a) < templateHash(b) ? -1 : 1));
  if (owned.length === 0) return;
  out.line(0, 'OldReplicaSets:', text(old));
  out.line(0, 'NewReplicaSet:', text(owned.filter(isNew)));
}

export async function replicaSetsOf(invocation: Invocation, { metadata, spec }: KubeObject, path: string): Promise<readonly KubeObject[]> {
  const sets = await listAll(invocation, path, { labelSelector: selectorText(spec?.selector).replace('<none>', '') || undefined });
  return sets.filter((set) => set.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === metadata.uid));
}

/** Pods of a selector by what they are doing. */
async function podCounts(invocation: Invocation, { metadata, spec }: KubeObject): Promise<string> {
  const labelSelector = selectorText(spec?.selector);
  const pods = await listAll(invocation, `/api/v1/namespaces/${metadata.namespace}/pods`, { labelSelector });
  const mine = pods.filter((pod) => pod.metadata.ownerReferences?.some(({ uid, controller }) => controller && uid === metadata.uid));
  const count = (phase: string) => mine.filter(({ status }) => status?.phase === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

export async function describeReplicaSet(invocation: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  const { metadata, spec = {}, status = {} } = object as KubeObject & { spec?: Fields; status?: Fields };
  out.line(0, 'Name:', metadata.name);
  out.line(0, 'Namespace:', metadata.namespace ?? '');
  out.line(0, 'Selector:', selectorText(spec.selector));
  writeLabels(out, 'Labels', metadata.labels);
  writeAnnotations(out, metadata.annotations);
  const controller = controllerOf(object);
  if (controller) out.line(0, 'Controlled By:', controller);
  out.line(0, 'Replicas:', `${status.replicas ?? 0} current / ${spec.replicas ?? 0} desired`);
  out.line(0, 'Pods Status:', await podCounts(invocation, object));
  writePodTemplate(out, spec.template);
  if (status.conditions?.length) {
    out.line(0, 'Conditions:');
    out.line(1, 'Type', 'Status', 'Reason');
    out.line(1, '----', '------', '------');
    for (const { type, status: value, reason } of status.conditions as Fields[]) out.line(1, `${type} `, value, reason ?? '');
  }
  await writeEvents(out, invocation, object);
  return out.toString();
}

export async function describeDaemonSet(invocation: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  const { metadata, spec = {}, status = {} } = object as KubeObject & { spec?: Fields; status?: Fields };
  out.line(0, 'Name:', metadata.name);
  out.line(0, 'Namespace:', metadata.namespace ?? '');
  out.line(0, 'Selector:', selectorText(spec.selector));
  out.line(0, 'Node-Selector:', labelText(spec.template?.spec?.nodeSelector));
  writeLabels(out, 'Labels', metadata.labels);
  writeAnnotations(out, metadata.annotations);
  out.line(0, 'Desired Number of Nodes Scheduled:', status.desiredNumberScheduled ?? 0);
  out.line(0, 'Current Number of Nodes Scheduled:', status.currentNumberScheduled ?? 0);
  out.line(0, 'Number of Nodes Scheduled with Up-to-date Pods:', status.updatedNumberScheduled ?? 0);
  out.line(0, 'Number of Nodes Scheduled with Available Pods:', status.numberAvailable ?? 0);
  out.line(0, 'Number of Nodes Misscheduled:', status.numberMisscheduled ?? 0);
  out.line(0, 'Pods Status:', await podCounts(invocation, object));
  writePodTemplate(out, spec.template);
  await writeEvents(out, invocation, object);
  return out.toString();
}

export async function describeStatefulSet(invocation: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  const { metadata, spec = {}, status = {} } = object as KubeObject & { spec?: Fields; status?: Fields };
  out.line(0, 'Name:', metadata.name);
  out.line(0, 'Namespace:', metadata.namespace ?? '');
  out.line(0, 'CreationTimestamp:', metadata.creationTimestamp ? formatRfc1123(metadata.creationTimestamp) : '');
  out.line(0, 'Selector:', selectorText(spec.selector));
  writeLabels(out, 'Labels', metadata.labels);
  writeAnnotations(out, metadata.annotations);
  out.line(0, 'Replicas:', `${spec.replicas ?? 0} desired | ${status.replicas ?? 0} total`);
  out.line(0, 'Update Strategy:', spec.updateStrategy?.type ?? '');
  if (spec.updateStrategy?.rollingUpdate?.partition !== undefined) out.line(1, 'Partition:', spec.updateStrategy.rollingUpdate.partition);
  out.line(0, 'Pods Status:', await podCounts(invocation, object));
  writePodTemplate(out, spec.template);
  out.line(0, 'Volume Claims:', '<none>');
  await writeEvents(out, invocation, object);
  return out.toString();
}
