// Brings a node's tables to what kube-proxy wants. Touches nothing that is not kube-proxy's.
import type { Netfilter } from '../../network/index.ts';
import { belongsToService } from './chains.ts';
import type { ServicePortPlan } from './plan.ts';
import { entryRules, type WantedChains } from './rules.ts';

export function installChains({ tables }: Netfilter, wanted: WantedChains): void {
  for (const table of ['nat', 'filter'] as const) {
    for (const [chain, rules] of wanted[table]) {
      const present = tables.rules(table, chain);
      if (!present || JSON.stringify(present) !== JSON.stringify(rules)) tables.setChain(table, chain, rules);
    }
  }
  for (const { table, chain, rule } of entryRules) tables.ensureRule(table, chain, rule, 'first');
  for (const { name } of tables.chains('nat')) {
    if (belongsToService(name) && !wanted.nat.has(name)) tables.removeChain('nat', name);
  }
}

/** UDP knows no end of a connection: flows to endpoints that are gone would go on for ever (pkg/proxy/conntrack/cleanup.go). */
export function forgetStaleFlows({ conntrack }: Netfilter, plans: readonly ServicePortPlan[]): void {
  const valid = new Map<string, ReadonlySet<string>>();
  const nodePorts = new Map<number, ReadonlySet<string>>();
  for (const plan of plans) {
    if (plan.protocol !== 'udp') continue;
    const endpoints = new Set([...plan.cluster, ...plan.local].map(({ endpoint }) => endpoint));
    for (const address of [plan.clusterIp, ...plan.externalIps, ...plan.loadBalancerIps]) valid.set(`${address}:${plan.port}`, endpoints);
    if (plan.nodePort) nodePorts.set(plan.nodePort, endpoints);
  }
  if (valid.size === 0) return;
  conntrack.remove(({ original, reply }) => {
    if (original.protocol !== 'UDP') return false;
    const endpoints = valid.get(`${original.destination}:${original.destinationPort}`) ?? nodePorts.get(original.destinationPort);
    return endpoints !== undefined && !endpoints.has(`${reply.source}:${reply.sourcePort}`);
  });
}
