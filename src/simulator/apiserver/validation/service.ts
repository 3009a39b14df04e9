// What a Service may say (ValidateService in pkg/apis/core/validation/validation.go).
import type { Service, ServicePort } from '../../objects.ts';
import { duplicate, forbidden, IMMUTABLE, invalid, notSupported, required } from '../faults.ts';
import type { FieldFault } from '../resource.ts';
import { portNumberOrName } from './container.ts';
import { dnsLabel, dnsSubdomain, invalidEach, labelFaults, portNumber } from './names.ts';
import { isAddress, NOT_AN_ADDRESS } from './pod-spec.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const POLICIES = ['Cluster', 'Local'];
/** A day (MaxClientIPServiceAffinitySeconds). */
const AFFINITY_LIMIT_SECONDS = 86_400;
const AFFINITY_RANGE = `must be greater than 0 and less than ${AFFINITY_LIMIT_SECONDS}`;
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];

export function validateService({ spec }: Service): FieldFault[] {
  const faults: FieldFault[] = [];
  const headless = spec.clusterIP === 'None';
  const external = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  if (!spec.ports?.length && !headless && spec.type !== 'ExternalName') faults.push(required('spec.ports'));
  if (external && headless) faults.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  if (spec.type === 'ExternalName') {
    if (spec.clusterIPs?.length || spec.clusterIP) faults.push(forbidden('spec.clusterIPs', 'may not be set for ExternalName services'));
    const host = spec.externalName?.replace(/\.$/, '') ?? '';
    if (host) faults.push(...invalidEach('spec.externalName', host, dnsSubdomain(host)));
    else faults.push(required('spec.externalName'));
  }
  const names = new Set<string>();
  for (const [at, port] of (spec.ports ?? []).entries()) {
    faults.push(...portFaults(port, `spec.ports[${at}]`, (spec.ports?.length ?? 0) > 1, names));
  }
  faults.push(...labelFaults('spec.selector', spec.selector));
  faults.push(...affinityFaults(spec));
  if (spec.clusterIP && !headless && spec.type !== 'ExternalName' && !isAddress(spec.clusterIP)) {
    faults.push(invalid('spec.clusterIPs[0]', spec.clusterIP, NOT_AN_ADDRESS));
  }
  for (const [at, address] of (spec.externalIPs ?? []).entries()) {
    if (!isAddress(address)) faults.push(invalid(`spec.externalIPs[${at}]`, address, NOT_AN_ADDRESS));
  }
  if (!TYPES.includes(spec.type)) faults.push(notSupported('spec.type', spec.type, TYPES));
  faults.push(...nodePortFaults(spec, external));
  faults.push(...trafficFaults(spec, external));
  return faults;
}

function portFaults(port: ServicePort, field: string, needsName: boolean, names: Set<string>): FieldFault[] {
  const faults: FieldFault[] = [];
  if (needsName && !port.name) faults.push(required(`${field}.name`));
  else if (port.name) {
    faults.push(...invalidEach(`${field}.name`, port.name, dnsLabel(port.name)));
    if (names.has(port.name)) faults.push(duplicate(`${field}.name`, port.name));
    names.add(port.name);
  }
  faults.push(...invalidEach(`${field}.port`, port.port ?? 0, portNumber(port.port ?? 0)));
  if (!PROTOCOLS.includes(port.protocol)) faults.push(notSupported(`${field}.protocol`, port.protocol, PROTOCOLS));
  faults.push(...portNumberOrName(port.targetPort, `${field}.targetPort`));
  return faults;
}

function affinityFaults(spec: Service['spec']): FieldFault[] {
  const { sessionAffinity, sessionAffinityConfig: config } = spec;
  if (sessionAffinity !== 'None' && sessionAffinity !== 'ClientIP')
    return [notSupported('spec.sessionAffinity', sessionAffinity, ['ClientIP', 'None'])];
  if (sessionAffinity === 'None') {
    return config ? [forbidden('spec.sessionAffinityConfig', 'must not be set when session affinity is None')] : [];
  }
  const seconds = config?.clientIP?.timeoutSeconds ?? 0;
  const bad = seconds <= 0 || seconds > AFFINITY_LIMIT_SECONDS;
  return bad ? [invalid('spec.sessionAffinityConfig.clientIP.timeoutSeconds', seconds, AFFINITY_RANGE)] : [];
}

function nodePortFaults(spec: Service['spec'], external: boolean): FieldFault[] {
  const faults: FieldFault[] = [];
  const nodePorts = new Set<string>();
  const ports = new Set<string>();
  for (const [at, { nodePort, protocol, port }] of (spec.ports ?? []).entries()) {
    if (nodePort && !external) faults.push(forbidden(`spec.ports[${at}].nodePort`, `may not be used when \`type\` is '${spec.type}'`));
    if (nodePort && nodePorts.has(`${nodePort}/${protocol}`)) faults.push(duplicate(`spec.ports[${at}].nodePort`, nodePort));
    if (ports.has(`${port}/${protocol}`))
      faults.push(
        duplicate(`spec.ports[${at}]`, { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 }),
      );
    nodePorts.add(`${nodePort}/${protocol}`);
    ports.add(`${port}/${protocol}`);
  }
  return faults;
}

function trafficFaults(spec: Service['spec'], external: boolean): FieldFault[] {
  const faults: FieldFault[] = [];
  const { externalTrafficPolicy, internalTrafficPolicy, ipFamilies, trafficDistribution } = spec;
  if (externalTrafficPolicy && !external && !spec.externalIPs?.length) {
    faults.push(invalid('spec.externalTrafficPolicy', externalTrafficPolicy, 'may only be set for externally-accessible services'));
  } else if (externalTrafficPolicy && !POLICIES.includes(externalTrafficPolicy)) {
    faults.push(notSupported('spec.externalTrafficPolicy', externalTrafficPolicy, POLICIES));
  }
  if (internalTrafficPolicy && !POLICIES.includes(internalTrafficPolicy)) {
    faults.push(notSupported('spec.internalTrafficPolicy', internalTrafficPolicy, POLICIES));
  }
  if (trafficDistribution && !DISTRIBUTIONS.includes(trafficDistribution)) {
    faults.push(notSupported('spec.trafficDistribution', trafficDistribution, DISTRIBUTIONS));
  }
  if (spec.loadBalancerSourceRanges?.length && spec.type !== 'LoadBalancer') {
    faults.push(forbidden('spec.LoadBalancerSourceRanges', "may only be used when `type` is 'LoadBalancer'"));
  }
  // kind's clusters are IPv4 unless they are told otherwise.
  for (const [at, family] of (ipFamilies ?? []).entries()) {
    if (spec.clusterIP === 'None' && !spec.selector) continue;
    if (family !== 'IPv4' && family !== 'IPv6') faults.push(notSupported(`spec.ipFamilies[${at}]`, family, ['IPv4', 'IPv6']));
    else if (family === 'IPv6') faults.push(invalid(`spec.ipFamilies[${at}]`, family, 'not configured on this cluster'));
  }
  if (spec.ipFamilyPolicy === 'RequireDualStack' && !(spec.clusterIP === 'None' && !spec.selector)) {
    faults.push(invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services'));
  }
  return faults;
}

export function validateServiceUpdate({ spec }: Service, { spec: old }: Service): FieldFault[] {
  const both = spec.type !== 'ExternalName' && old.type !== 'ExternalName';
  if (!both || !old.clusterIP || spec.clusterIP === old.clusterIP) return [];
  const change = (value: string | undefined) => (value ? [value] : []);
  return [
    invalid('spec.clusterIPs[0]', change(spec.clusterIP), 'may not change once set'),
    ...(spec.clusterIPs && spec.clusterIPs[0] !== spec.clusterIP ? [invalid('spec.clusterIP', spec.clusterIP, IMMUTABLE)] : []),
  ];
}
