// NetworkPolicies (pkg/registry/networking/networkpolicy/strategy.go, pkg/apis/networking/v1/defaults.go).
import type { NetworkPolicy } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import { int32, intOrString, labelSelector, listOf, struct, text, texts } from '../schemas/build.ts';
import { formatSelector } from '../selectors.ts';
import { validateNetworkPolicy } from '../validation/network-policy.ts';
import { AGE, ageOf, column, NAME } from './columns.ts';

const ports = listOf(struct('NetworkPolicyPort', { protocol: text, port: intOrString, endPort: int32 }));
const peers = listOf(
  struct('NetworkPolicyPeer', {
    podSelector: labelSelector,
    namespaceSelector: labelSelector,
    ipBlock: struct('IPBlock', { cidr: text, except: texts }),
  }),
);

export const networkPolicies: Resource<NetworkPolicy> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  namespaced: true,
  generation: 'spec',
  schema: {
    spec: struct('NetworkPolicySpec', {
      podSelector: labelSelector,
      policyTypes: texts,
      ingress: listOf(struct('NetworkPolicyIngressRule', { ports, from: peers })),
      egress: listOf(struct('NetworkPolicyEgressRule', { ports, to: peers })),
    }),
  },
  columns: [NAME, column('Pod-Selector', 'The pods to which this policy applies.'), AGE],
  cells: (policy, nowMs) => [policy.metadata.name, formatSelector(policy.spec.podSelector) || '<none>', ageOf(policy, nowMs)],
  applyDefaults(policy) {
    policy.spec ??= { podSelector: {} };
    const { spec } = policy;
    spec.podSelector ??= {};
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) for (const port of rule.ports ?? []) port.protocol ??= 'TCP';
  },
  validate: validateNetworkPolicy,
};
