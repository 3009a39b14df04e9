// Keeps as many pods as a ReplicaSet asks for (pkg/controller/replicaset/replica_set.go).
import { type Api, ApiError, pods, replicaSets } from '../apiserver/index.ts';
import { createEventRecorder, type EventRecorder } from '../events.ts';
import type { Condition, Pod, ReplicaSet } from '../objects.ts';
import { timestamp } from '../timestamp.ts';
import { type ControllerContext, createQueue, keyOf, splitKey, stopAll } from './controller.ts';
import { claim, controllerOf } from './owners.ts';
import { availableInMs, isActive, isReady } from './pod-facts.ts';
import { createPodOf } from './pod-template.ts';
import { byDeletionOrder } from './scale-down-order.ts';

export function startReplicaSetController(context: ControllerContext): () => void {
  const { api } = context;
  const recorder = createEventRecorder(context, { component: 'replicaset-controller' });
  const queue = createQueue(context, 'replicaset', (key) => {
    const { namespace, name } = splitKey(key);
    const set = api.find(replicaSets, namespace, name);
    if (set) reconcile(context, recorder, set, (delayMs) => queue.addAfter(key, delayMs));
  });

  const wake = (pod: Pod) => {
    const owner = controllerOf(pod);
    if (owner) {
      if (owner.kind === 'ReplicaSet') queue.add(`${pod.metadata.namespace}/${owner.name}`);
      return;
    }
    // An orphan: anybody whose selector matches may want it.
    for (const set of api.list(replicaSets, { namespace: pod.metadata.namespace ?? '' })) queue.add(keyOf(set));
  };
  return stopAll([
    queue.stop,
    api.watch(replicaSets, {}, ({ object }) => queue.add(keyOf(object))),
    api.watch(pods, {}, ({ object, previous }) => {
      wake(object);
      if (previous && controllerOf(previous)?.uid !== controllerOf(object)?.uid) wake(previous);
    }),
  ]);
}

function reconcile(context: ControllerContext, recorder: EventRecorder, set: ReplicaSet, again: (delayMs: number) => void): void {
  const { api } = context;
  const claimed = claim(api, pods, set, set.spec.selector);
  const active = claimed.filter(isActive);
  let failure: ApiError | undefined;
  if (!set.metadata.deletionTimestamp) {
    const missing = set.spec.replicas - active.length;
    if (missing > 0) failure = createPods(api, recorder, set, missing);
    else if (missing < 0) deletePods(api, recorder, set, active, -missing);
  }
  writeStatus(context, set, again, failure);
  if (failure) throw failure;
}

function createPods(api: Api, recorder: EventRecorder, set: ReplicaSet, count: number): ApiError | undefined {
  try {
    for (let at = 0; at < count; at++) createPodOf(api, recorder, set, set.spec.template);
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

function deletePods(api: Api, recorder: EventRecorder, set: ReplicaSet, active: readonly Pod[], count: number): void {
  // Pods of sibling sets count when nodes are compared, so that a rollout spreads what it removes.
  const owner = controllerOf(set)?.uid;
  const siblings = new Set([set.metadata.uid]);
  if (owner)
    for (const other of api.list(replicaSets, { namespace: set.metadata.namespace ?? '' }))
      if (controllerOf(other)?.uid === owner) siblings.add(other.metadata.uid);
  const related = api
    .list(pods, { namespace: set.metadata.namespace ?? '' })
    .filter((pod) => isActive(pod) && siblings.has(controllerOf(pod)?.uid ?? ''));
  for (const pod of byDeletionOrder(active, related).slice(0, count)) {
    api.delete(pods, pod.metadata.namespace, pod.metadata.name, { preconditions: { uid: pod.metadata.uid } });
    recorder.record(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }
}

function writeStatus(
  { api, clock }: ControllerContext,
  set: ReplicaSet,
  again: (delayMs: number) => void,
  failure: ApiError | undefined,
): void {
  const { namespace, name, uid } = set.metadata;
  const owned = api.list(pods, { namespace: namespace ?? '' }).filter((pod) => controllerOf(pod)?.uid === uid);
  const active = owned.filter(isActive);
  const template = Object.entries(set.spec.template.metadata?.labels ?? {});
  const waits = active.map((pod) => availableInMs(pod, set.spec.minReadySeconds ?? 0, clock.now()));
  const pending = waits.filter((wait) => wait !== undefined && wait > 0) as number[];
  if (pending.length) again(Math.min(...pending));
  api.change(
    replicaSets,
    namespace,
    name,
    (copy) => {
      copy.status.replicas = active.length;
      copy.status.fullyLabeledReplicas = active.filter((pod) =>
        template.every(([key, value]) => pod.metadata.labels?.[key] === value),
      ).length;
      copy.status.readyReplicas = active.filter(isReady).length;
      copy.status.availableReplicas = waits.filter((wait) => wait === 0).length;
      copy.status.observedGeneration = set.metadata.generation ?? 0;
      const conditions = (copy.status.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
      const known = copy.status.conditions?.find(({ type }) => type === 'ReplicaFailure');
      if (failure) conditions.push(known ?? failureCondition(failure.message, timestamp(clock)));
      if (conditions.length) copy.status.conditions = conditions;
      else delete copy.status.conditions;
    },
    { subresource: 'status' },
  );
}

function failureCondition(message: string, at: string): Condition {
  return { type: 'ReplicaFailure', status: 'True', lastTransitionTime: at, reason: 'FailedCreate', message };
}
