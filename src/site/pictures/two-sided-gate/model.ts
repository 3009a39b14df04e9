// What NetworkPolicies say of one call: the caller's way out and the called pod's way in (networking.k8s.io/v1).
import { fits } from '../../../../grader/index.ts';
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../../simulator/objects.ts';

type Labels = Readonly<Record<string, string>>;

export interface GatePod {
  readonly namespace: string;
  readonly name: string;
  /** What a reader calls it: the name without what a Deployment adds. */
  readonly title: string;
  readonly labels: Labels;
  readonly address?: string;
  readonly ports: readonly { readonly name?: string; readonly port: number }[];
}

export interface Scene {
  readonly pods: readonly GatePod[];
  /** By name. */
  readonly namespaces: Readonly<Record<string, Labels>>;
  readonly policies: readonly NetworkPolicy[];
}

export interface Call {
  /** `namespace/title` */
  readonly caller: string;
  readonly called: string;
  readonly port: number;
}

export type Side = 'egress' | 'ingress';

export interface Gate {
  readonly side: Side;
  readonly pod: GatePod;
  /** Policies that select the pod for this direction, and whether each allows this call. */
  readonly policies: readonly { readonly name: string; readonly allows: boolean }[];
  readonly isOpen: boolean;
}

export interface Judgement {
  readonly caller: GatePod;
  readonly called: GatePod;
  readonly port: number;
  /** A pod reaches itself whatever policies say. */
  readonly isItself: boolean;
  readonly egress: Gate;
  readonly ingress: Gate;
  readonly passes: boolean;
}

export const keyOf = ({ namespace, title }: GatePod): string => `${namespace}/${title}`;

/** Undefined when one of the two is not there. */
export function judge(scene: Scene, call: Call): Judgement | undefined {
  const caller = scene.pods.find((pod) => keyOf(pod) === call.caller);
  const called = scene.pods.find((pod) => keyOf(pod) === call.called);
  if (!caller || !called) return undefined;
  const isItself = caller === called;
  const egress = gate(scene, 'egress', caller, called, call.port);
  const ingress = gate(scene, 'ingress', called, caller, call.port);
  return { caller, called, port: call.port, isItself, egress, ingress, passes: isItself || (egress.isOpen && ingress.isOpen) };
}

function gate(scene: Scene, side: Side, pod: GatePod, other: GatePod, port: number): Gate {
  const policies = scene.policies
    .filter((policy) => isolates(policy, side) && policy.metadata.namespace === pod.namespace && fits(policy.spec.podSelector, pod.labels))
    .map((policy) => ({ name: policy.metadata.name, allows: allows(scene, policy, side, side === 'egress' ? other : pod, other, port) }));
  return { side, pod, policies, isOpen: policies.length === 0 || policies.some((policy) => policy.allows) };
}

const isolates = ({ spec }: NetworkPolicy, side: Side) =>
  (spec.policyTypes ?? ['Ingress']).includes(side === 'egress' ? 'Egress' : 'Ingress');

function allows(scene: Scene, { metadata, spec }: NetworkPolicy, side: Side, called: GatePod, other: GatePod, port: number): boolean {
  const rules =
    side === 'egress'
      ? (spec.egress ?? []).map(({ ports, to }) => [ports, to] as const)
      : (spec.ingress ?? []).map(({ ports, from }) => [ports, from] as const);
  return rules.some(
    ([ports = [], peers = []]) =>
      (ports.length === 0 || ports.some((wanted) => portFits(wanted, called, port))) &&
      (peers.length === 0 || peers.some((peer) => peerFits(scene, peer, metadata.namespace ?? '', other))),
  );
}

function portFits({ protocol = 'TCP', port: wanted, endPort }: NetworkPolicyPort, called: GatePod, port: number): boolean {
  if (protocol !== 'TCP') return false;
  if (wanted === undefined) return true;
  if (typeof wanted === 'string') return called.ports.some((offered) => offered.name === wanted && offered.port === port);
  return endPort === undefined ? port === wanted : port >= wanted && port <= endPort;
}

function peerFits(scene: Scene, { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, own: string, pod: GatePod): boolean {
  if (ipBlock) {
    const { address } = pod;
    return address !== undefined && within(ipBlock.cidr, address) && !(ipBlock.except ?? []).some((hole) => within(hole, address));
  }
  const inNamespace = namespaceSelector ? fits(namespaceSelector, scene.namespaces[pod.namespace]) : pod.namespace === own;
  return inNamespace && (!podSelector || fits(podSelector, pod.labels));
}

function within(cidr: string, address: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  const [a, b] = [number(base), number(address)];
  if (a === undefined || b === undefined) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(a / size) === Math.floor(b / size);
}

function number(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  return parts.length === 4 && parts.every((part) => part >= 0 && part < 256)
    ? parts.reduce((sum, part) => sum * 256 + part, 0)
    : undefined;
}
