// kubectl describe networkpolicy.
import type { Invocation } from '../command.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { formatGoTime } from '../units.ts';
import { selectorText, writeAnnotations, writeLabels } from './common.ts';
import { DescribeWriter } from './writer.ts';

export async function describeNetworkPolicy(_: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  const spec: Fields = object.spec ?? {};
  const { metadata } = object;
  out.line(0, 'Name:', metadata.name);
  out.line(0, 'Namespace:', metadata.namespace ?? '');
  out.line(0, 'Created on:', metadata.creationTimestamp ? formatGoTime(metadata.creationTimestamp) : '');
  writeLabels(out, 'Labels', metadata.labels);
  writeAnnotations(out, metadata.annotations);
  out.line(0, 'Spec:');
  const selector = selectorText(spec.podSelector);
  out.raw(
    `  PodSelector:     ${selector === '<none>' ? '<none> (Allowing the specific traffic to all pods in this namespace)' : selector}\n`,
  );
  const types = (spec.policyTypes ?? []) as string[];
  if (types.includes('Ingress') || types.length === 0) {
    out.raw('  Allowing ingress traffic:\n');
    out.raw(rulesText(spec.ingress ?? [], 'from'));
  } else out.raw('  Not affecting ingress traffic\n');
  if (types.includes('Egress')) {
    out.raw('  Allowing egress traffic:\n');
    out.raw(rulesText(spec.egress ?? [], 'to'));
  } else out.raw('  Not affecting egress traffic\n');
  out.raw(`  Policy Types: ${types.join(', ')}\n`);
  return out.toString();
}

function rulesText(rules: readonly Fields[], direction: 'from' | 'to'): string {
  const way = direction === 'from' ? 'ingress' : 'egress';
  if (rules.length === 0) return `    <none> (Selected pods are isolated for ${way} connectivity)\n`;
  return rules.map((rule) => ruleText(rule, direction)).join('    ----------\n');
}

function ruleText(rule: Fields, direction: 'from' | 'to'): string {
  const word = direction === 'from' ? 'From' : 'To';
  const ports = (rule.ports ?? []) as Fields[];
  const peers = (rule[direction] ?? []) as Fields[];
  let text = '';
  if (ports.length === 0) text += '    To Port: <any> (traffic allowed to all ports)\n';
  for (const { port, endPort, protocol } of ports) {
    text += endPort
      ? `    To Port Range: ${port}-${endPort}/${protocol ?? 'TCP'}\n`
      : `    To Port: ${port ?? '<nil>'}/${protocol ?? 'TCP'}\n`;
  }
  if (peers.length === 0) text += `    ${word}: <any> (traffic not restricted by ${direction === 'from' ? 'source' : 'destination'})\n`;
  for (const { podSelector, namespaceSelector, ipBlock } of peers) {
    text += `    ${word}:\n`;
    if (namespaceSelector) text += `      NamespaceSelector: ${selectorText(namespaceSelector)}\n`;
    if (podSelector) text += `      PodSelector: ${selectorText(podSelector)}\n`;
    if (ipBlock) text += `      IPBlock:\n        CIDR: ${ipBlock.cidr}\n        Except: ${(ipBlock.except ?? []).join(', ')}\n`;
  }
  return text;
}
