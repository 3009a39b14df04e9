// From NetworkPolicies to what each isolated pod of a node lets through (k8s.io/api/networking/v1, NetworkPolicySpec).
import { compileSelector, type Labels } from '../../../apiserver/index.ts';
import type { Rule } from '../../../network/index.ts';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, Pod } from '../../../objects.ts';
import { prefixContains, prefixesOf } from './ip-block.ts';

export type Direction = 'ingress' | 'egress';

/** One pod that some policy selects for one direction. */
export interface Gate {
  readonly direction: Direction;
  /** `shop/db-5d8f7c9b4-x2k7p` */
  readonly pod: string;
  readonly address: string;
  /** What may pass, all policies together. */
  readonly passes: readonly Rule[];
}

export interface PolicyView {
  readonly policies: Iterable<NetworkPolicy>;
  readonly pods: Iterable<Pod>;
  /** By name. */
  readonly namespaceLabels: ReadonlyMap<string, Labels>;
}

/** The gates of the pods on one node, egress first, in the order of the pods' names. */
export function planGates(view: PolicyView, nodeName: string): readonly Gate[] {
  const pods = [...view.pods].filter(isFiltered);
  const own = pods.filter(({ spec }) => spec.nodeName === nodeName).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const policies = [...view.policies].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).map((policy) => readPolicy(policy, view, pods));
  return (['egress', 'ingress'] as const).flatMap((direction) =>
    own.flatMap((pod) => {
      const isolating = policies.filter((policy) => policy.directions.has(direction) && policy.selects(pod));
      if (isolating.length === 0) return [];
      const passes = isolating.flatMap((policy) => policy.passes(direction, pod));
      return [{ direction, pod: keyOf(pod), address: addressOf(pod), passes }];
    }),
  );
}

/** Pods of the host's network cannot be told from their node, and policies pass them by. */
export function isFiltered({ spec, status }: Pod): boolean {
  return !spec.hostNetwork && Boolean(status.podIP) && status.phase !== 'Succeeded' && status.phase !== 'Failed';
}

interface ReadPolicy {
  readonly directions: ReadonlySet<Direction>;
  selects(pod: Pod): boolean;
  passes(direction: Direction, pod: Pod): readonly Rule[];
}

interface ReadRule {
  readonly ports: readonly NetworkPolicyPort[];
  /** Undefined when the rule admits everybody. */
  readonly peers: readonly ReadPeer[] | undefined;
}

type ReadPeer = { readonly pod: Pod } | { readonly prefixes: readonly string[] };

function readPolicy(policy: NetworkPolicy, view: PolicyView, pods: readonly Pod[]): ReadPolicy {
  const { spec, metadata } = policy;
  const comment = keyOf(policy);
  const matches = compileSelector(spec.podSelector);
  const read = (ports: readonly NetworkPolicyPort[] = [], peers: readonly NetworkPolicyPeer[] = []): ReadRule => ({
    ports,
    peers: peers.length === 0 ? undefined : peers.flatMap((peer) => readPeer(peer, metadata.namespace, view, pods)),
  });
  const rules = {
    ingress: (spec.ingress ?? []).map(({ ports, from }) => read(ports, from)),
    egress: (spec.egress ?? []).map(({ ports, to }) => read(ports, to)),
  };
  return {
    directions: new Set((spec.policyTypes ?? ['Ingress']).map((type) => (type === 'Ingress' ? 'ingress' : 'egress'))),
    selects: (pod) => pod.metadata.namespace === metadata.namespace && matches(pod.metadata.labels),
    passes: (direction, pod) =>
      direction === 'ingress'
        ? rules.ingress.flatMap((rule) => ingressPasses(rule, pod, comment))
        : rules.egress.flatMap((rule) => egressPasses(rule, pods, comment)),
  };
}

function readPeer(peer: NetworkPolicyPeer, ownNamespace: string | undefined, view: PolicyView, pods: readonly Pod[]): readonly ReadPeer[] {
  if (peer.ipBlock) return [{ prefixes: prefixesOf(peer.ipBlock) }];
  const podMatches = compileSelector(peer.podSelector ?? {});
  const namespaceMatches = peer.namespaceSelector && compileSelector(peer.namespaceSelector);
  return pods
    .filter(({ metadata }) => {
      const namespace = metadata.namespace ?? '';
      const inNamespace = namespaceMatches ? namespaceMatches(view.namespaceLabels.get(namespace)) : namespace === ownNamespace;
      return inNamespace && podMatches(metadata.labels);
    })
    .map((pod) => ({ pod }));
}

function ingressPasses({ ports, peers }: ReadRule, pod: Pod, comment: string): readonly Rule[] {
  const sources = peers?.flatMap((peer) => ('pod' in peer ? [addressOf(peer.pod)] : peer.prefixes)) ?? [undefined];
  const matches = portMatches(ports, pod);
  return sources.flatMap((source) => matches.map((port) => pass({ ...(source ? { source } : {}), ...port }, comment)));
}

function egressPasses({ ports, peers }: ReadRule, pods: readonly Pod[], comment: string): readonly Rule[] {
  const numbered = ports.filter(({ port }) => typeof port !== 'string');
  const named = ports.filter(({ port }) => typeof port === 'string');
  const rules: Rule[] = [];
  if (ports.length === 0 || numbered.length > 0) {
    const matches = portMatches(numbered);
    const destinations = peers?.flatMap((peer) => ('pod' in peer ? [addressOf(peer.pod)] : peer.prefixes)) ?? [undefined];
    for (const destination of destinations)
      for (const port of matches) rules.push(pass({ ...(destination ? { destination } : {}), ...port }, comment));
  }
  if (named.length === 0) return rules;
  // A name means what it means in the pod that is called, so such rules are written pod by pod.
  const called = peers?.flatMap((peer) => ('pod' in peer ? [peer.pod] : pods.filter((pod) => isWithin(pod, peer.prefixes)))) ?? pods;
  for (const pod of called) for (const port of portMatches(named, pod)) rules.push(pass({ destination: addressOf(pod), ...port }, comment));
  return rules;
}

/** No ports at all means every port of every protocol. A name that the called pod does not have matches nothing. */
function portMatches(ports: readonly NetworkPolicyPort[], called?: Pod): readonly Rule[] {
  if (ports.length === 0) return [{}];
  return ports.flatMap(({ protocol = 'TCP', port, endPort }): Rule[] => {
    const lower = protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp';
    if (port === undefined) return [{ protocol: lower }];
    if (typeof port === 'number') {
      return endPort === undefined
        ? [{ protocol: lower, destinationPorts: [port] }]
        : [{ protocol: lower, destinationPortRange: { first: port, last: endPort } }];
    }
    return containerPorts(called)
      .filter(({ name, protocol: offered }) => name === port && (offered ?? 'TCP') === protocol)
      .map(({ containerPort }) => ({ protocol: lower, destinationPorts: [containerPort] }));
  });
}

function containerPorts(pod: Pod | undefined) {
  const sidecars = pod?.spec.initContainers?.filter(({ restartPolicy }) => restartPolicy === 'Always') ?? [];
  return [...(pod?.spec.containers ?? []), ...sidecars].flatMap(({ ports = [] }) => ports);
}

const pass = (match: Rule, comment: string): Rule => ({ ...match, comment, target: { kind: 'RETURN' } });
const addressOf = ({ status }: Pod): string => status.podIP as string;
const keyOf = ({ metadata }: Pod | NetworkPolicy): string => `${metadata.namespace}/${metadata.name}`;

function isWithin(pod: Pod, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => prefixContains(prefix, addressOf(pod)));
}
