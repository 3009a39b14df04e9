// The chains in which a node's gates stand, and how they get into its tables. What a gate does not pass is dropped; what it
// passes goes on to the next rule, so that kube-proxy's REJECT for Services without endpoints is still reached.
import type { Netfilter, Rule } from '../../../network/index.ts';
import { base32, sha256 } from '../../sha256.ts';
import type { Gate } from './gates.ts';

const ENTRY = 'KIND-NETPOL';
const GATE_PREFIX = 'KIND-NP-';

const entryRule: Rule = { comment: 'kind-netpol: NetworkPolicy', target: { kind: 'jump', chain: ENTRY } };

export function installGates({ tables }: Netfilter, gates: readonly Gate[]): void {
  const wanted = new Map<string, readonly Rule[]>(gates.map((gate) => [gateChain(gate), gateRules(gate)]));
  wanted.set(ENTRY, [{ states: ['RELATED', 'ESTABLISHED'], target: { kind: 'RETURN' } }, ...gates.map(doorRule)]);
  for (const [chain, rules] of wanted) {
    const present = tables.rules('filter', chain);
    if (!present || JSON.stringify(present) !== JSON.stringify(rules)) tables.setChain('filter', chain, rules);
  }
  for (const { name } of tables.chains('filter')) {
    if (name.startsWith(GATE_PREFIX) && !wanted.has(name)) tables.removeChain('filter', name);
  }
  comeFirst(tables);
}

/** kube-proxy puts its own jumps at the head of FORWARD, and one of them accepts: the gates must stand before it. */
function comeFirst(tables: Netfilter['tables']): void {
  const at = (tables.rules('filter', 'FORWARD') ?? []).findIndex(({ target }) => target?.kind === 'jump' && target.chain === ENTRY);
  if (at === 0) return;
  if (at > 0) tables.removeRule('filter', 'FORWARD', at);
  tables.insertRule('filter', 'FORWARD', entryRule, 0);
}

function doorRule(gate: Gate): Rule {
  const { direction, pod, address } = gate;
  return {
    ...(direction === 'egress' ? { source: address } : { destination: address }),
    comment: `${direction} of ${pod}`,
    target: { kind: 'jump', chain: gateChain(gate) },
  };
}

function gateRules({ direction, pod, address, passes }: Gate): readonly Rule[] {
  const itself: Rule = {
    ...(direction === 'egress' ? { destination: address } : { source: address }),
    comment: 'a pod reaches itself',
    target: { kind: 'RETURN' },
  };
  return [itself, ...distinct(passes), { comment: `no policy allows this ${direction} of ${pod}`, target: { kind: 'DROP' } }];
}

function distinct(rules: readonly Rule[]): readonly Rule[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}

function gateChain({ direction, pod }: Gate): string {
  return GATE_PREFIX + base32(sha256(`${direction} ${pod}`)).slice(0, 16);
}
