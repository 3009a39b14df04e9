// Whether a pod may run on a node: the scheduler's filter plugins, with the words in which they refuse
// (pkg/scheduler/framework/plugins). DaemonSets ask some of them too.
import type { LabelSelector, Node, Pod, PodSpec, Toleration } from '../objects.ts';
import { allocatableOf, RESOURCES, requestsOf } from './quantities.ts';

interface Term {
  readonly matchExpressions?: readonly Expression[];
  readonly matchFields?: readonly Expression[];
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface PodAffinityTerm {
  readonly labelSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
  readonly topologyKey: string;
}

export interface Affinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: { readonly nodeSelectorTerms?: readonly Term[] };
    readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly { readonly weight: number; readonly preference: Term }[];
  };
  readonly podAffinity?: { readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAffinityTerm[] };
  readonly podAntiAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAffinityTerm[];
    readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly {
      readonly weight: number;
      readonly podAffinityTerm: PodAffinityTerm;
    }[];
  };
}

/** nodeSelector and required node affinity. */
export function fitsSelectors(spec: PodSpec, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  if (!Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => labels[key] === value)) return false;
  const required = (spec.affinity as Affinity | undefined)?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return !required || (required.nodeSelectorTerms ?? []).some((term) => fitsTerm(term, node));
}

export function fitsTerm({ matchExpressions = [], matchFields = [] }: Term, { metadata }: Node): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  return (
    matchExpressions.every((expression) => holds(expression, metadata.labels?.[expression.key])) &&
    matchFields.every((expression) => holds(expression, expression.key === 'metadata.name' ? metadata.name : undefined))
  );
}

function holds({ operator, values = [] }: Expression, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

/** The first taint that keeps the pod away. */
export function findBlockingTaint(tolerations: readonly Toleration[] | undefined, { spec }: Node) {
  return (spec.taints ?? []).find(
    (taint) => taint.effect !== 'PreferNoSchedule' && !(tolerations ?? []).some((toleration) => tolerates(toleration, taint)),
  );
}

function tolerates(toleration: Toleration, taint: { key: string; value?: string; effect: string }): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  return toleration.operator === 'Exists' || (Boolean(toleration.key) && (toleration.value ?? '') === (taint.value ?? ''));
}

/** A refusal, and whether pods that leave could end it. */
export interface Refusal {
  readonly reason: string;
  readonly resolvable: boolean;
}

const UNSCHEDULABLE: Toleration = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** Everything that keeps `pod` off `node`: the reasons of the first filter that refuses; empty when it fits. */
export function refusalsOf(pod: Pod, node: Node, running: readonly Pod[]): Refusal[] {
  const fixed = (reason: string) => [{ reason, resolvable: false }];
  const { spec } = pod;
  const toleratesCordon = (spec.tolerations ?? []).some((toleration) =>
    tolerates(toleration, { ...UNSCHEDULABLE, key: UNSCHEDULABLE.key ?? '', value: '', effect: 'NoSchedule' }),
  );
  if (node.spec.unschedulable && !toleratesCordon) return fixed('node(s) were unschedulable');
  if (findBlockingTaint(spec.tolerations, node)) return fixed('node(s) had untolerated taint(s)');
  if (!fitsSelectors(spec, node)) return fixed("node(s) didn't match Pod's node affinity/selector");
  const here = running.filter((other) => other.spec.nodeName === node.metadata.name);
  if (hostPortTaken(pod, here)) return [{ reason: "node(s) didn't have free ports for the requested pod ports", resolvable: true }];
  return lackingResources(pod, node, here);
}

function hostPortTaken(pod: Pod, here: readonly Pod[]): boolean {
  const ports = (of: Pod) =>
    of.spec.containers.flatMap((container) =>
      (container.ports ?? []).flatMap(({ hostPort, protocol }) => (hostPort ? [`${hostPort}/${protocol ?? 'TCP'}`] : [])),
    );
  const taken = new Set(here.flatMap(ports));
  return ports(pod).some((port) => taken.has(port));
}

function lackingResources(pod: Pod, node: Node, here: readonly Pod[]): Refusal[] {
  const lacking: Refusal[] = [];
  const allocatable = allocatableOf(node);
  if (here.length + 1 > allocatable.pods) lacking.push({ reason: 'Too many pods', resolvable: true });
  const wanted = requestsOf(pod.spec);
  for (const resource of RESOURCES) {
    if (wanted[resource] === 0) continue;
    const used = here.reduce((sum, other) => sum + requestsOf(other.spec)[resource], 0);
    if (used + wanted[resource] > allocatable[resource])
      lacking.push({ reason: `Insufficient ${resource}`, resolvable: wanted[resource] <= allocatable[resource] });
  }
  return lacking;
}
