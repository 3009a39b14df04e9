// From what kube-proxy knows to the chains that it wants (pkg/proxy/iptables/proxier.go, syncProxyRules).
import type { Rule, Target } from '../../network/index.ts';
import * as chains from './chains.ts';
import type { Backend, ServicePortPlan } from './plan.ts';

export interface WantedChains {
  readonly nat: ReadonlyMap<string, readonly Rule[]>;
  readonly filter: ReadonlyMap<string, readonly Rule[]>;
}

/** The mark of packets whose source is to be masqueraded (--iptables-masquerade-bit 14). */
const MASQUERADE_MARK = 0x4000;
const jump = (chain: string): Target => ({ kind: 'jump', chain });
const toMarkMasq = jump(chains.MARK_MASQ);

interface Draft {
  readonly nat: Map<string, Rule[]>;
  readonly services: Rule[];
  readonly nodePorts: Rule[];
  readonly filterServices: Rule[];
  readonly filterExternal: Rule[];
  readonly filterNodePorts: Rule[];
  readonly firewall: Rule[];
}

export interface RuleOptions {
  /** Addresses of pods: their traffic to Services keeps its source. */
  readonly clusterCidr: string | undefined;
  readonly nodeIp: string;
}

export function wantedChains(plans: readonly ServicePortPlan[], options: RuleOptions): WantedChains {
  const draft: Draft = {
    nat: new Map(),
    services: [],
    nodePorts: [],
    filterServices: [],
    filterExternal: [],
    filterNodePorts: [],
    firewall: [],
  };
  for (const plan of plans) writePort(draft, plan, options);
  const lastServiceRule: Rule = {
    comment: 'kubernetes service nodeports; NOTE: this must be the last rule in this chain',
    destinationType: 'LOCAL',
    target: jump(chains.NODE_PORTS),
  };
  return {
    nat: new Map<string, readonly Rule[]>([
      [chains.MARK_MASQ, [{ target: { kind: 'MARK', or: MASQUERADE_MARK } }]],
      [chains.NODE_PORTS, draft.nodePorts],
      [chains.POSTROUTING, postrouting],
      [chains.SERVICES, [...draft.services, lastServiceRule]],
      ...draft.nat,
    ]),
    filter: new Map<string, readonly Rule[]>([
      [chains.EXTERNAL_SERVICES, draft.filterExternal],
      [chains.FORWARD, forward],
      [chains.NODE_PORTS, draft.filterNodePorts],
      [chains.PROXY_FIREWALL, draft.firewall],
      [chains.SERVICES, draft.filterServices],
    ]),
  };
}

const postrouting: readonly Rule[] = [
  { mark: { value: MASQUERADE_MARK, mask: MASQUERADE_MARK, not: true }, target: { kind: 'RETURN' } },
  { target: { kind: 'MARK', xor: MASQUERADE_MARK } },
  { comment: 'kubernetes service traffic requiring SNAT', target: { kind: 'MASQUERADE', randomFully: true } },
];

const forward: readonly Rule[] = [
  { states: ['INVALID'], target: { kind: 'DROP' } },
  { comment: 'kubernetes forwarding rules', mark: { value: MASQUERADE_MARK, mask: MASQUERADE_MARK }, target: { kind: 'ACCEPT' } },
  { comment: 'kubernetes forwarding conntrack rule', states: ['RELATED', 'ESTABLISHED'], target: { kind: 'ACCEPT' } },
];

/** The rules that lead from the built-in chains to kube-proxy's; prepended, so the last one here comes first. */
export const entryRules: readonly {
  readonly table: 'nat' | 'filter';
  readonly chain: 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING';
  readonly rule: Rule;
}[] = [
  ...(['INPUT', 'FORWARD'] as const).map((chain) =>
    entry('filter', chain, chains.EXTERNAL_SERVICES, 'kubernetes externally-visible service portals', true),
  ),
  entry('filter', 'INPUT', chains.NODE_PORTS, 'kubernetes health check service ports', false),
  ...(['FORWARD', 'OUTPUT'] as const).map((chain) => entry('filter', chain, chains.SERVICES, 'kubernetes service portals', true)),
  entry('filter', 'FORWARD', chains.FORWARD, 'kubernetes forwarding rules', false),
  ...(['INPUT', 'OUTPUT', 'FORWARD'] as const).map((chain) =>
    entry('filter', chain, chains.PROXY_FIREWALL, 'kubernetes load balancer firewall', true),
  ),
  entry('nat', 'OUTPUT', chains.SERVICES, 'kubernetes service portals', false),
  entry('nat', 'PREROUTING', chains.SERVICES, 'kubernetes service portals', false),
  entry('nat', 'POSTROUTING', chains.POSTROUTING, 'kubernetes postrouting rules', false),
];

function entry<Chain extends string>(table: 'nat' | 'filter', chain: Chain, target: string, comment: string, onlyNew: boolean) {
  return { table, chain, rule: { ...(onlyNew ? { states: ['NEW'] as const } : {}), comment, target: jump(target) } };
}

function writePort(draft: Draft, plan: ServicePortPlan, options: RuleOptions): void {
  const { name, protocol } = plan;
  const clusterChain = chains.serviceChain('KUBE-SVC-', name, protocol);
  const localChain = chains.serviceChain('KUBE-SVL-', name, protocol);
  const externalChain = chains.serviceChain('KUBE-EXT-', name, protocol);
  const firewallChain = chains.serviceChain('KUBE-FW-', name, protocol);
  const internal = plan.internalLocal ? plan.local : plan.cluster;
  const external = plan.externalLocal ? plan.local : plan.cluster;
  const hasAny = plan.cluster.length > 0 || plan.local.length > 0;
  const internalChain = plan.internalLocal ? localChain : clusterChain;
  const isExternal = plan.nodePort !== undefined || plan.externalIps.length > 0 || plan.loadBalancerIps.length > 0;
  const firewalled = plan.sourceRanges.length > 0 && plan.loadBalancerIps.length > 0 && hasAny;
  const to = (destination: string): Rule => ({ destination, protocol, destinationPorts: [plan.port] });
  const none = (policyLocal: boolean): Pick<Rule, 'comment' | 'target'> =>
    hasAny && policyLocal
      ? { comment: `${name} has no local endpoints`, target: { kind: 'DROP' } }
      : { comment: `${name} has no endpoints`, target: { kind: 'REJECT', with: 'icmp-port-unreachable' } };

  if (internal.length) draft.services.push({ ...to(plan.clusterIp), comment: `${name} cluster IP`, target: jump(internalChain) });
  else draft.filterServices.push({ ...to(plan.clusterIp), ...none(plan.internalLocal) });

  for (const address of plan.externalIps) {
    if (hasAny) draft.services.push({ ...to(address), comment: `${name} external IP`, target: jump(externalChain) });
    if (!external.length) draft.filterExternal.push({ ...to(address), ...none(plan.externalLocal) });
  }
  for (const address of plan.loadBalancerIps) {
    if (hasAny)
      draft.services.push({ ...to(address), comment: `${name} loadbalancer IP`, target: jump(firewalled ? firewallChain : externalChain) });
    if (firewalled)
      draft.firewall.push({ ...to(address), comment: `${name} traffic not accepted by ${firewallChain}`, target: { kind: 'DROP' } });
    if (!external.length) draft.filterExternal.push({ ...to(address), ...none(plan.externalLocal) });
  }
  if (plan.nodePort) {
    const atNode: Rule = { protocol, destinationPorts: [plan.nodePort] };
    if (hasAny) draft.nodePorts.push({ ...atNode, comment: name, target: jump(externalChain) });
    if (!external.length) draft.filterExternal.push({ ...atNode, ...none(plan.externalLocal), destinationType: 'LOCAL' });
  }
  if (plan.healthCheckNodePort) {
    const comment = `${name} health check node port`;
    draft.filterNodePorts.push({ protocol: 'tcp', destinationPorts: [plan.healthCheckNodePort], comment, target: { kind: 'ACCEPT' } });
  }
  if (!hasAny) return;

  // The chain of all endpoints is also where Local policies send what comes from the cluster itself.
  const needsCluster = internalChain === clusterChain || isExternal;
  const fromOutside: Rule[] = options.clusterCidr
    ? [{ ...to(plan.clusterIp), notSource: options.clusterCidr, comment: `${name} cluster IP`, target: toMarkMasq }]
    : [];
  if (needsCluster) draft.nat.set(clusterChain, [...(internalChain === clusterChain ? fromOutside : []), ...choose(plan, plan.cluster)]);
  if (plan.local.length && (plan.internalLocal || plan.externalLocal)) {
    draft.nat.set(localChain, [...(internalChain === localChain ? fromOutside : []), ...choose(plan, plan.local)]);
  }
  if (isExternal)
    draft.nat.set(
      externalChain,
      externalRules(plan, options, clusterChain, plan.externalLocal ? (external.length ? localChain : undefined) : clusterChain),
    );
  if (firewalled) draft.nat.set(firewallChain, firewallRules(plan, options, externalChain));
  for (const backend of new Set([...(needsCluster ? plan.cluster : []), ...plan.local])) {
    draft.nat.set(chains.endpointChain(name, protocol, backend.endpoint), endpointRules(plan, backend));
  }
}

function externalRules(
  { name, externalLocal }: ServicePortPlan,
  { clusterCidr }: RuleOptions,
  all: string,
  policyChain: string | undefined,
): Rule[] {
  const rules: Rule[] = [];
  if (!externalLocal) rules.push({ comment: `masquerade traffic for ${name} external destinations`, target: toMarkMasq });
  else {
    if (clusterCidr) rules.push({ source: clusterCidr, comment: `pod traffic for ${name} external destinations`, target: jump(all) });
    rules.push(
      { comment: `masquerade LOCAL traffic for ${name} external destinations`, sourceType: 'LOCAL', target: toMarkMasq },
      { comment: `route LOCAL traffic for ${name} external destinations`, sourceType: 'LOCAL', target: jump(all) },
    );
  }
  if (policyChain) rules.push({ target: jump(policyChain) });
  return rules;
}

function firewallRules({ name, sourceRanges, loadBalancerIps }: ServicePortPlan, { nodeIp }: RuleOptions, externalChain: string): Rule[] {
  const comment = `${name} loadbalancer IP`;
  const allowed = (source: string): Rule => ({ source, comment, target: jump(externalChain) });
  const rules = sourceRanges.map(allowed);
  // Where a load balancer's packets come back to the node under the balancer's own address.
  if (sourceRanges.some((range) => covers(range, nodeIp))) rules.push(...loadBalancerIps.map(allowed));
  rules.push({ comment: `other traffic to ${name} will be dropped by ${chains.PROXY_FIREWALL}` });
  return rules;
}

function covers(range: string, address: string): boolean {
  const [base = '', bits = '32'] = range.split('/');
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(base) / size) === Math.floor(number(address) / size);
}

function choose(plan: ServicePortPlan, backends: readonly Backend[]): Rule[] {
  const { name, protocol, affinitySeconds } = plan;
  const sticky: Rule[] = affinitySeconds
    ? backends.map(({ endpoint }) => {
        const chain = chains.endpointChain(name, protocol, endpoint);
        return {
          comment: `${name} -> ${endpoint}`,
          recent: { list: chain, action: 'check', seconds: affinitySeconds },
          target: jump(chain),
        };
      })
    : [];
  const random = backends.map(({ endpoint }, at): Rule => {
    const left = backends.length - at;
    const target = jump(chains.endpointChain(name, protocol, endpoint));
    return { comment: `${name} -> ${endpoint}`, ...(left > 1 ? { probability: 1 / left } : {}), target };
  });
  return [...sticky, ...random];
}

function endpointRules({ name, protocol, affinitySeconds }: ServicePortPlan, backend: Backend): Rule[] {
  const list = chains.endpointChain(name, protocol, backend.endpoint);
  return [
    { source: backend.address, comment: name, target: toMarkMasq },
    {
      protocol,
      comment: name,
      ...(affinitySeconds ? { recent: { list, action: 'set' as const } } : {}),
      target: { kind: 'DNAT', to: backend.endpoint },
    },
  ];
}
