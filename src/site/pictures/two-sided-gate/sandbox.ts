// The picture's own little shop, for readers without a running lab: who is in it, and the policies to switch on and off.
import type { NetworkPolicy } from '../../../simulator/objects.ts';
import type { Call, GatePod, Scene, Side } from './model.ts';

const pod = (namespace: string, title: string, port: number): GatePod => ({
  namespace,
  title,
  name: title,
  labels: { role: title },
  ports: [{ port }],
});

const policy = (name: string, spec: NetworkPolicy['spec']): NetworkPolicy => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop', uid: name, resourceVersion: '1', creationTimestamp: '' },
  spec,
});

const role = (value: string) => ({ matchLabels: { role: value } });

export interface Switch {
  readonly policy: NetworkPolicy;
  readonly side: Side;
}

export const switches: readonly Switch[] = [
  { side: 'egress', policy: policy('lock-shop', { podSelector: {}, policyTypes: ['Egress'] }) },
  {
    side: 'egress',
    policy: policy('backend-to-db', {
      podSelector: role('backend'),
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: role('db') }], ports: [{ port: 5432 }] }],
    }),
  },
  { side: 'ingress', policy: policy('db-closed', { podSelector: role('db'), policyTypes: ['Ingress'] }) },
  {
    side: 'ingress',
    policy: policy('db-from-backend', {
      podSelector: role('db'),
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: role('backend') }], ports: [{ port: 5432 }] }],
    }),
  },
  { side: 'ingress', policy: policy('db-open', { podSelector: role('db'), policyTypes: ['Ingress'], ingress: [{}] }) },
];

export function sandboxScene(on: ReadonlySet<string>): Scene {
  return {
    pods: [pod('shop', 'backend', 8080), pod('shop', 'web', 80), pod('other', 'stranger', 8080), pod('shop', 'db', 5432)],
    namespaces: { shop: { 'kubernetes.io/metadata.name': 'shop' }, other: { 'kubernetes.io/metadata.name': 'other' } },
    policies: switches.flatMap(({ policy: one }) => (on.has(one.metadata.name) ? [one] : [])),
  };
}

export const firstSwitches: ReadonlySet<string> = new Set(['db-closed']);
export const firstCall: Call = { caller: 'shop/backend', called: 'shop/db', port: 5432 };
