// Keeps one pod of a DaemonSet on every node that may have one (pkg/controller/daemon/daemon_controller.go).
// Keeps no ControllerRevisions: `kubectl rollout undo` has no history to go back to.
import { type Api, daemonSets, nodes, pods } from '../apiserver/index.ts';
import { createEventRecorder, type EventRecorder } from '../events.ts';
import type { DaemonSet, Node, Pod, PodTemplate, Toleration } from '../objects.ts';
import { findBlockingTaint, fitsSelectors } from '../scheduler/fit.ts';
import { type ControllerContext, createQueue, keyOf, splitKey, stopAll } from './controller.ts';
import { claim, controllerOf } from './owners.ts';
import { isFinished, isReady } from './pod-facts.ts';
import { createPodOf } from './pod-template.ts';
import { hashOf } from './template-hash.ts';

const HASH_LABEL = 'controller-revision-hash';
const GENERATION_LABEL = 'pod-template-generation';

/** What every DaemonSet's pods tolerate. */
const TOLERATIONS: readonly Toleration[] = [
  ...['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map(
    (key): Toleration => ({ key, operator: 'Exists', effect: 'NoExecute' }),
  ),
  ...['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map(
    (name): Toleration => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', effect: 'NoSchedule' }),
  ),
];
const HOST_NETWORK_TOLERATION: Toleration = { key: 'node.kubernetes.io/network-unavailable', operator: 'Exists', effect: 'NoSchedule' };

export function startDaemonSetController(context: ControllerContext): () => void {
  const { api } = context;
  const recorder = createEventRecorder(context, { component: 'daemonset-controller' });
  const queue = createQueue(context, 'daemonset', (key) => {
    const { namespace, name } = splitKey(key);
    const set = api.find(daemonSets, namespace, name);
    if (set) reconcile(api, recorder, set);
  });
  const wakeAll = () => {
    for (const set of api.list(daemonSets)) queue.add(keyOf(set));
  };
  return stopAll([
    queue.stop,
    api.watch(daemonSets, {}, ({ object }) => queue.add(keyOf(object))),
    api.watch(nodes, {}, wakeAll),
    api.watch(pods, {}, ({ object, previous }) => {
      for (const pod of previous ? [object, previous] : [object]) {
        const owner = controllerOf(pod);
        if (owner?.kind === 'DaemonSet') queue.add(`${pod.metadata.namespace}/${owner.name}`);
      }
    }),
  ]);
}

interface OnNode {
  readonly node: Node;
  readonly wanted: boolean;
  readonly present: readonly Pod[];
}

function reconcile(api: Api, recorder: EventRecorder, set: DaemonSet): void {
  const hash = hashOf(set.spec.template);
  const template = templateOf(set, hash);
  const owned = claim(api, pods, set, set.spec.selector);
  const perNode: OnNode[] = api.list(nodes).map((node) => ({
    node,
    wanted: belongsOn(template, node),
    present: owned.filter((pod) => nodeOf(pod) === node.metadata.name),
  }));
  if (!set.metadata.deletionTimestamp) {
    for (const place of perNode) settle(api, recorder, set, template, place);
    if (set.spec.updateStrategy.type === 'RollingUpdate') replaceOld(api, recorder, set, hash, perNode);
  }
  writeStatus(api, set, hash, perNode);
}

/** The template with what the controller adds; the node itself is added pod by pod. */
function templateOf(set: DaemonSet, hash: string): PodTemplate {
  const template: PodTemplate = structuredClone(set.spec.template);
  const generation = set.metadata.annotations?.['deprecated.daemonset.template.generation'] ?? '1';
  template.metadata = {
    ...template.metadata,
    labels: { ...template.metadata?.labels, [HASH_LABEL]: hash, [GENERATION_LABEL]: generation },
  };
  const added = template.spec.hostNetwork ? [...TOLERATIONS, HOST_NETWORK_TOLERATION] : TOLERATIONS;
  template.spec.tolerations = [...(template.spec.tolerations ?? []), ...added];
  return template;
}

function belongsOn({ spec }: PodTemplate, node: Node): boolean {
  if (spec.nodeName && spec.nodeName !== node.metadata.name) return false;
  return fitsSelectors(spec, node) && !findBlockingTaint(spec.tolerations, node);
}

/** The node that a pod runs on, or is meant for. */
function nodeOf(pod: Pod): string | undefined {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  const affinity = pod.spec.affinity as NodeAffinity | undefined;
  const [term] = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return term?.matchFields?.find(({ key }) => key === 'metadata.name')?.values?.[0];
}

interface NodeAffinity {
  nodeAffinity?: {
    requiredDuringSchedulingIgnoredDuringExecution?: {
      nodeSelectorTerms?: { matchFields?: { key: string; operator: string; values?: string[] }[] }[];
    };
  };
}

function settle(api: Api, recorder: EventRecorder, set: DaemonSet, template: PodTemplate, { node, wanted, present }: OnNode): void {
  const failed = present.filter(isFinished);
  for (const pod of failed) remove(api, recorder, set, pod);
  const living = present.filter((pod) => !failed.includes(pod));
  if (!wanted) for (const pod of living) remove(api, recorder, set, pod);
  else if (present.length === 0) createPodOf(api, recorder, set, boundTo(template, node.metadata.name));
  else for (const pod of [...living].sort(oldestFirst).slice(1)) remove(api, recorder, set, pod);
}

function oldestFirst(a: Pod, b: Pod): number {
  return a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp);
}

function boundTo(template: PodTemplate, nodeName: string): PodTemplate {
  const affinity = structuredClone(template.spec.affinity ?? {}) as NodeAffinity & Record<string, unknown>;
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [nodeName] }];
  affinity.nodeAffinity = {
    ...affinity.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
  };
  return { ...template, spec: { ...template.spec, affinity } };
}

function replaceOld(api: Api, recorder: EventRecorder, set: DaemonSet, hash: string, places: readonly OnNode[]): void {
  const wanted = places.filter((place) => place.wanted);
  const limit = set.spec.updateStrategy.rollingUpdate?.maxUnavailable ?? 1;
  const allowed = typeof limit === 'number' ? limit : Math.max(1, Math.ceil((Number.parseInt(limit, 10) * wanted.length) / 100));
  const living = wanted.map(({ present }) => present.find((pod) => !pod.metadata.deletionTimestamp));
  let room = allowed - living.filter((pod) => !pod || !isReady(pod)).length;
  for (const pod of living) {
    if (!pod || pod.metadata.labels?.[HASH_LABEL] === hash) continue;
    // One that serves nobody is replaced whatever the room.
    if (isReady(pod) && room-- <= 0) continue;
    remove(api, recorder, set, pod);
  }
}

function remove(api: Api, recorder: EventRecorder, set: DaemonSet, pod: Pod): void {
  if (pod.metadata.deletionTimestamp) return;
  api.delete(pods, pod.metadata.namespace, pod.metadata.name, { preconditions: { uid: pod.metadata.uid } });
  recorder.record(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
}

function writeStatus(api: Api, set: DaemonSet, hash: string, places: readonly OnNode[]): void {
  const wanted = places.filter((place) => place.wanted);
  const [first, ready, updated] = [
    wanted.filter(({ present }) => present.length > 0).length,
    wanted.filter(({ present }) => present.some((pod) => isReady(pod) && !pod.metadata.deletionTimestamp)).length,
    wanted.filter(({ present }) => present.some((pod) => pod.metadata.labels?.[HASH_LABEL] === hash)).length,
  ];
  api.change(
    daemonSets,
    set.metadata.namespace,
    set.metadata.name,
    (copy) => {
      copy.status.currentNumberScheduled = first;
      copy.status.desiredNumberScheduled = wanted.length;
      copy.status.numberMisscheduled = places.filter((place) => !place.wanted && place.present.length > 0).length;
      copy.status.numberReady = ready;
      copy.status.observedGeneration = set.metadata.generation ?? 0;
      setOrDrop(copy.status, 'updatedNumberScheduled', updated);
      setOrDrop(copy.status, 'numberAvailable', ready);
      setOrDrop(copy.status, 'numberUnavailable', wanted.length - ready);
    },
    { subresource: 'status' },
  );
}

/** Counts with `omitempty`: zero is absent. */
function setOrDrop(
  status: DaemonSet['status'],
  field: 'updatedNumberScheduled' | 'numberAvailable' | 'numberUnavailable',
  value: number,
): void {
  if (value > 0) status[field] = value;
  else delete status[field];
}
