// What a Service says when it says nothing, and which fields go with its type (pkg/apis/core/v1/defaults.go,
// pkg/registry/core/service/strategy.go, pkg/registry/core/service/storage/alloc.go).
import type { Service } from '../../objects.ts';

const AFFINITY_TIMEOUT_SECONDS = 10_800;

export function applyServiceDefaults(service: Service): void {
  service.spec ??= {} as Service['spec'];
  service.status ??= { loadBalancer: {} };
  for (const ingress of service.status.loadBalancer?.ingress ?? []) if (ingress.ip) Object.assign(ingress, { ipMode: 'VIP', ...ingress });
  const { spec } = service;
  spec.sessionAffinity ??= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  else if (spec.sessionAffinity === 'ClientIP') {
    spec.sessionAffinityConfig ??= {};
    spec.sessionAffinityConfig.clientIP ??= {};
    spec.sessionAffinityConfig.clientIP.timeoutSeconds ??= AFFINITY_TIMEOUT_SECONDS;
  }
  spec.type ??= 'ClusterIP';
  for (const port of spec.ports ?? []) {
    port.protocol ??= 'TCP';
    port.targetPort ||= port.port;
  }
  const external = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  if (external) spec.externalTrafficPolicy ??= 'Cluster';
  if (spec.type !== 'ExternalName') {
    spec.internalTrafficPolicy ??= 'Cluster';
    // Placeholders: an update without them keeps what the stored object has.
    if (spec.clusterIPs?.length && !spec.clusterIP) spec.clusterIP = spec.clusterIPs[0] as string;
    if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
    // Headless and without a selector: whoever writes the endpoints decides, so both families are allowed.
    const anyFamily = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
    if (anyFamily && !spec.ipFamilies) spec.ipFamilies = ['IPv4', 'IPv6'];
    spec.ipFamilyPolicy ??= anyFamily ? 'RequireDualStack' : 'SingleStack';
    spec.ipFamilies ??= [spec.clusterIP?.includes(':') ? 'IPv6' : 'IPv4'];
  }
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
}

/** Fields that mean nothing for the type that the Service has now. */
export function dropUnusedServiceFields(service: Service): void {
  const { spec } = service;
  const external = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  if (spec.type !== 'LoadBalancer') {
    delete spec.allocateLoadBalancerNodePorts;
    if (!external || spec.externalTrafficPolicy !== 'Local') delete spec.healthCheckNodePort;
  }
  for (const port of spec.ports ?? []) if (port.nodePort === 0) delete port.nodePort;
}

/** What a client leaves out on update stays as it was; what another type would not have goes. */
export function keepServiceAddresses(service: Service, old: Service): void {
  const { spec } = service;
  const was = old.spec;
  const changedType = was.type !== spec.type;
  const external = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  if (spec.type === 'ExternalName') {
    if (changedType && spec.clusterIP === was.clusterIP) delete spec.clusterIP;
    if (changedType && !spec.clusterIP) delete spec.clusterIPs;
    if (changedType) for (const field of ['internalTrafficPolicy', 'ipFamilies', 'ipFamilyPolicy'] as const) delete spec[field];
  } else if (was.type !== 'ExternalName' && was.clusterIP) {
    if (!spec.clusterIP) {
      spec.clusterIP = was.clusterIP;
      spec.clusterIPs = [...(was.clusterIPs ?? [was.clusterIP])];
    } else if (spec.clusterIP !== was.clusterIP && spec.clusterIPs?.[0] === was.clusterIP) spec.clusterIPs = [spec.clusterIP];
  }
  for (const port of spec.ports ?? []) {
    const before = was.ports?.find((other) => other.port === port.port && other.protocol === port.protocol);
    if (external && !port.nodePort && before?.nodePort) port.nodePort = before.nodePort;
    // Going back to ClusterIP: node ports that were allocated are given back when the client did not touch them.
    if (!external && changedType && port.nodePort === before?.nodePort) delete port.nodePort;
  }
  if (!external && changedType && spec.externalTrafficPolicy === was.externalTrafficPolicy) delete spec.externalTrafficPolicy;
  if (external && spec.externalTrafficPolicy === 'Local' && was.healthCheckNodePort) spec.healthCheckNodePort ||= was.healthCheckNodePort;
  dropUnusedServiceFields(service);
}
