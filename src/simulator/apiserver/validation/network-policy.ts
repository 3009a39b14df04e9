// What a NetworkPolicy may say (pkg/apis/networking/validation/validation.go).
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../objects.ts';
import { forbidden, invalid, notSupported, required } from '../faults.ts';
import type { FieldFault } from '../resource.ts';
import { cidrContains, NOT_A_CIDR, parseCidr } from './cidr.ts';
import { invalidEach, portName, portNumber } from './names.ts';
import { selectorFaults } from './workload.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const POLICY_TYPES = ['Ingress', 'Egress'];

export function validateNetworkPolicy({ spec }: NetworkPolicy): FieldFault[] {
  const faults = selectorFaults(spec.podSelector, 'spec.podSelector');
  const rules = (direction: 'ingress' | 'egress', side: 'from' | 'to') => {
    for (const [at, rule] of (spec[direction] ?? []).entries()) {
      const peers = (rule as Partial<Record<typeof side, NetworkPolicyPeer[]>>)[side] ?? [];
      const field = `spec.${direction}[${at}]`;
      for (const [which, port] of (rule.ports ?? []).entries()) faults.push(...portFaults(port, `${field}.ports[${which}]`));
      for (const [which, peer] of peers.entries()) faults.push(...peerFaults(peer, `${field}.${side}[${which}]`));
    }
  };
  rules('ingress', 'from');
  rules('egress', 'to');
  const types = spec.policyTypes ?? [];
  if (types.length > POLICY_TYPES.length) {
    return [...faults, invalid('spec.policyTypes', types, 'may not specify more than two policyTypes')];
  }
  for (const [at, type] of types.entries()) {
    if (!POLICY_TYPES.includes(type)) faults.push(notSupported(`spec.policyTypes[${at}]`, type, POLICY_TYPES));
  }
  return faults;
}

function portFaults({ protocol, port, endPort }: NetworkPolicyPort, field: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) faults.push(notSupported(`${field}.protocol`, protocol, PROTOCOLS));
  if (port === undefined) {
    return endPort === undefined
      ? faults
      : [...faults, invalid(`${field}.endPort`, endPort, 'may not be specified when `port` is not specified')];
  }
  if (typeof port === 'string') {
    if (endPort !== undefined) faults.push(invalid(`${field}.endPort`, endPort, 'may not be specified when `port` is non-numeric'));
    return [...faults, ...invalidEach(`${field}.port`, port, portName(port))];
  }
  faults.push(...invalidEach(`${field}.port`, port, portNumber(port)));
  if (endPort === undefined) return faults;
  if (endPort < port) faults.push(invalid(`${field}.endPort`, port, 'must be greater than or equal to `port`'));
  return [...faults, ...invalidEach(`${field}.endPort`, endPort, portNumber(endPort))];
}

function peerFaults({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, field: string): FieldFault[] {
  const faults: FieldFault[] = [];
  if (podSelector) faults.push(...selectorFaults(podSelector, `${field}.podSelector`));
  if (namespaceSelector) faults.push(...selectorFaults(namespaceSelector, `${field}.namespaceSelector`));
  if (ipBlock) faults.push(...blockFaults(ipBlock, `${field}.ipBlock`));
  if (!podSelector && !namespaceSelector && !ipBlock) faults.push(required(field, 'must specify a peer'));
  else if (ipBlock && (podSelector || namespaceSelector)) faults.push(forbidden(field, 'may not specify both ipBlock and another peer'));
  return faults;
}

function blockFaults({ cidr, except = [] }: { cidr?: string; except?: string[] }, field: string): FieldFault[] {
  if (!cidr) return [required(`${field}.cidr`)];
  const outer = parseCidr(cidr);
  if (!outer) return [invalid(`${field}.cidr`, cidr, NOT_A_CIDR)];
  return except.flatMap((text, at) => {
    const inner = parseCidr(text);
    if (!inner) return [invalid(`${field}.except[${at}]`, text, NOT_A_CIDR)];
    const strict = cidrContains(outer, inner) && outer.length < inner.length;
    return strict ? [] : [invalid(`${field}.except[${at}]`, text, 'must be a strict subset of `cidr`')];
  });
}
