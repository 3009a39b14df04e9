// Required affinity and anti-affinity between pods (pkg/scheduler/framework/plugins/interpodaffinity).
import { matchesSelector } from '../apiserver/index.ts';
import type { Node, Pod } from '../objects.ts';
import type { Affinity, PodAffinityTerm, Refusal } from './fit.ts';

/** Refusals of `node`, seen from the pod and from the pods that are there already. */
export function affinityRefusals(pod: Pod, node: Node, running: readonly Pod[], nodes: readonly Node[]): Refusal[] {
  const refuse = (reason: string): Refusal[] => [{ reason, resolvable: true }];
  const sharesTopology = (other: Pod, topologyKey: string) => {
    const home = nodes.find(({ metadata }) => metadata.name === other.spec.nodeName);
    const value = node.metadata.labels?.[topologyKey];
    return value !== undefined && home?.metadata.labels?.[topologyKey] === value;
  };
  for (const term of affinityOf(pod).podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
    const matching = running.filter((other) => matchesTerm(term, pod, other));
    const firstOfItsKind = matching.length === 0 && matchesTerm(term, pod, pod);
    if (!firstOfItsKind && !matching.some((other) => sharesTopology(other, term.topologyKey)))
      return refuse("node(s) didn't match pod affinity rules");
  }
  for (const term of affinityOf(pod).podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
    if (running.some((other) => matchesTerm(term, pod, other) && sharesTopology(other, term.topologyKey)))
      return refuse("node(s) didn't match pod anti-affinity rules");
  }
  for (const other of running) {
    const terms = affinityOf(other).podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    if (terms.some((term) => matchesTerm(term, other, pod) && sharesTopology(other, term.topologyKey)))
      return refuse("node(s) didn't satisfy existing pods anti-affinity rules");
  }
  return [];
}

/** How many of its preferred anti-affinity terms a node would break, by weight. */
export function preferencePenalty(pod: Pod, node: Node, running: readonly Pod[]): number {
  let penalty = 0;
  for (const { weight, podAffinityTerm } of affinityOf(pod).podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
    if (running.some((other) => other.spec.nodeName === node.metadata.name && matchesTerm(podAffinityTerm, pod, other))) penalty += weight;
  return penalty;
}

export function affinityOf(pod: Pod): Affinity {
  return (pod.spec.affinity ?? {}) as Affinity;
}

function matchesTerm({ labelSelector, namespaces }: PodAffinityTerm, owner: Pod, other: Pod): boolean {
  const within = namespaces?.length ? namespaces : [owner.metadata.namespace ?? ''];
  return (
    Boolean(labelSelector) && within.includes(other.metadata.namespace ?? '') && matchesSelector(labelSelector ?? {}, other.metadata.labels)
  );
}
