// Gives every new pod a node (pkg/scheduler). Works when something changes, never by the clock.
import type { Clock } from '../../clock.ts';
import { type Api, ApiError, nodes, pods } from '../apiserver/index.ts';
import { type ControllerContext, createQueue, keyOf, splitKey, stopAll } from '../controllers/controller.ts';
import { controllerOf } from '../controllers/owners.ts';
import { createEventRecorder, type EventRecorder } from '../events.ts';
import type { Condition, Node, Pod } from '../objects.ts';
import { timestamp } from '../timestamp.ts';
import { affinityOf, affinityRefusals, preferencePenalty } from './affinity.ts';
import { fitsTerm, type Refusal, refusalsOf } from './fit.ts';

const SCHEDULER_NAME = 'default-scheduler';

/** The returned function stops it. */
export function startScheduler(context: ControllerContext): () => void {
  const { api, clock } = context;
  const recorder = createEventRecorder(context, { component: SCHEDULER_NAME });
  const unschedulable = new Set<string>();
  const queue = createQueue(context, 'scheduler', (key) => {
    const { namespace, name } = splitKey(key);
    const pod = api.find(pods, namespace, name);
    unschedulable.delete(key);
    if (pod && isWaiting(pod) && !schedule(api, clock, recorder, pod)) unschedulable.add(key);
  });
  const retryAll = () => {
    for (const key of unschedulable) queue.add(key);
  };
  return stopAll([
    queue.stop,
    api.watch(nodes, {}, retryAll),
    api.watch(pods, {}, ({ type, object, previous }) => {
      const key = keyOf(object);
      if (type === 'DELETED') unschedulable.delete(key);
      else if (isWaiting(object)) {
        if (!previous || previous.metadata.generation !== object.metadata.generation) queue.add(key);
        return;
      }
      const freed = type === 'DELETED' || (isOver(object) && previous && !isOver(previous));
      const bound = object.spec.nodeName && !previous?.spec.nodeName;
      if (freed || bound) retryAll();
    }),
  ]);
}

function isWaiting({ spec, metadata }: Pod): boolean {
  return !spec.nodeName && !metadata.deletionTimestamp && (spec.schedulerName ?? SCHEDULER_NAME) === SCHEDULER_NAME;
}

function isOver({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}

/** False when no node will have it. */
function schedule(api: Api, clock: Clock, recorder: EventRecorder, pod: Pod): boolean {
  const all = api.list(nodes);
  const running = api.list(pods).filter((other) => other.spec.nodeName && !isOver(other));
  const refusals = new Map<Node, Refusal[]>();
  for (const node of all) {
    const own = refusalsOf(pod, node, running);
    refusals.set(node, own.length ? own : affinityRefusals(pod, node, running, all));
  }
  const [best] = all.filter((node) => refusals.get(node)?.length === 0).sort((a, b) => compare(pod, a, b, running));
  if (!best) {
    refuse(api, clock, recorder, pod, [...refusals.values()]);
    return false;
  }
  bind(api, clock, pod, best.metadata.name);
  const { namespace, name } = pod.metadata;
  recorder.record(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${best.metadata.name}`);
  return true;
}

/** Preferences first, then the node with the fewest pods of the same owner, then the one with the fewest pods. */
function compare(pod: Pod, a: Node, b: Node, running: readonly Pod[]): number {
  const owner = controllerOf(pod)?.uid;
  const on = (node: Node) => running.filter(({ spec }) => spec.nodeName === node.metadata.name);
  const kin = (node: Node) => (owner ? on(node).filter((other) => controllerOf(other)?.uid === owner).length : 0);
  const discouraged = (node: Node) => (node.spec.taints ?? []).filter(({ effect }) => effect === 'PreferNoSchedule').length;
  return (
    preferencePenalty(pod, a, running) - preferencePenalty(pod, b, running) ||
    preferredWeight(pod, b) - preferredWeight(pod, a) ||
    discouraged(a) - discouraged(b) ||
    kin(a) - kin(b) ||
    on(a).length - on(b).length ||
    (a.metadata.name < b.metadata.name ? -1 : 1)
  );
}

function preferredWeight(pod: Pod, node: Node): number {
  const preferred = affinityOf(pod).nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return preferred.reduce((sum, { weight, preference }) => sum + (fitsTerm(preference, node) ? weight : 0), 0);
}

function bind(api: Api, clock: Clock, pod: Pod, nodeName: string): void {
  api.change(
    pods,
    pod.metadata.namespace,
    pod.metadata.name,
    (copy) => {
      copy.spec.nodeName = nodeName;
      copy.status.conditions = [
        ...withoutScheduled(copy),
        { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: timestamp(clock) },
      ];
    },
    { subresource: 'binding' },
  );
}

function refuse(api: Api, clock: Clock, recorder: EventRecorder, pod: Pod, refusals: readonly (readonly Refusal[])[]): void {
  const message = describe(refusals);
  const at = timestamp(clock);
  try {
    api.change(
      pods,
      pod.metadata.namespace,
      pod.metadata.name,
      (copy) => {
        const known = copy.status.conditions?.find(({ type }) => type === 'PodScheduled');
        const lastTransitionTime = known?.status === 'False' ? (known.lastTransitionTime ?? at) : at;
        const condition: Condition = {
          type: 'PodScheduled',
          status: 'False',
          lastProbeTime: null,
          lastTransitionTime,
          reason: 'Unschedulable',
          message,
        };
        copy.status.conditions = [...withoutScheduled(copy), condition];
      },
      { subresource: 'status' },
    );
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  recorder.record(pod, 'Warning', 'FailedScheduling', message);
}

function withoutScheduled({ status }: Pod): Condition[] {
  return (status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
}

/** framework.FitError.Error() with the DefaultPreemption plugin's word. */
function describe(refusals: readonly (readonly Refusal[])[]): string {
  const total = refusals.length;
  if (total === 0) return 'no nodes available to schedule pods';
  const reasons = countOf(refusals.flatMap((of) => of.map(({ reason }) => reason)));
  const preemption = countOf(
    refusals.map((of) =>
      of.every(({ resolvable }) => resolvable)
        ? 'No preemption victims found for incoming pod'
        : 'Preemption is not helpful for scheduling',
    ),
  );
  const are = `0/${total} nodes are available: `;
  return `${are}${reasons}. no new claims to deallocate, preemption: ${are}${preemption}.`;
}

function countOf(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .map(([word, count]) => `${count} ${word}`)
    .sort()
    .join(', ');
}
