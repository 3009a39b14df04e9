// Services (pkg/registry/core/service/strategy.go).
import type { Service } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import { bool, conditions, int32, int64, intOrString, keyedList, listOf, struct, text, textMap, texts } from '../schemas/build.ts';
import { validateService, validateServiceUpdate } from '../validation/service.ts';
import { AGE, ageOf, column, formatLabels, NAME, wide } from './columns.ts';
import { applyServiceDefaults, dropUnusedServiceFields, keepServiceAddresses } from './service-defaults.ts';

export const services: Resource<Service> = {
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  nameRule: 'dns-1035-label',
  schema: {
    spec: struct('ServiceSpec', {
      ports: keyedList(
        'port',
        struct('ServicePort', { name: text, protocol: text, appProtocol: text, port: int32, targetPort: intOrString, nodePort: int32 }),
      ),
      selector: textMap,
      clusterIP: text,
      clusterIPs: texts,
      type: text,
      externalIPs: texts,
      sessionAffinity: text,
      loadBalancerIP: text,
      loadBalancerSourceRanges: texts,
      externalName: text,
      externalTrafficPolicy: text,
      healthCheckNodePort: int32,
      publishNotReadyAddresses: bool,
      sessionAffinityConfig: struct('SessionAffinityConfig', { clientIP: struct('ClientIPConfig', { timeoutSeconds: int32 }) }),
      ipFamilies: texts,
      ipFamilyPolicy: text,
      allocateLoadBalancerNodePorts: bool,
      loadBalancerClass: text,
      internalTrafficPolicy: text,
      trafficDistribution: text,
    }),
    status: struct('ServiceStatus', {
      loadBalancer: struct('LoadBalancerStatus', {
        ingress: listOf(
          struct('LoadBalancerIngress', {
            ip: text,
            hostname: text,
            ipMode: text,
            ports: listOf(struct('PortStatus', { port: int32, protocol: text, error: text })),
          }),
        ),
      }),
      conditions: conditions('Condition', { observedGeneration: int64 }),
    }),
  },
  columns: [
    NAME,
    column('Type', 'How the Service is exposed.'),
    column('Cluster-IP', 'The virtual address of the Service.'),
    column('External-IP', 'Where it can be reached from outside.'),
    column('Port(s)', 'The ports that the Service exposes.'),
    AGE,
    wide('Selector', 'Labels of the pods that get the traffic.'),
  ],
  cells: (service, nowMs) => [
    service.metadata.name,
    service.spec.type,
    service.spec.clusterIPs?.[0] || service.spec.clusterIP || '<none>',
    externalIp(service),
    portsOf(service),
    ageOf(service, nowMs),
    formatLabels(service.spec.selector),
  ],
  applyDefaults: applyServiceDefaults,
  prepareForCreate(service) {
    service.status = { loadBalancer: {} };
    dropUnusedServiceFields(service);
  },
  prepareForUpdate: keepServiceAddresses,
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  selectableFields: ({ metadata, spec }) => ({
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'spec.clusterIP': spec?.clusterIP ?? '',
    'spec.type': spec?.type ?? '',
  }),
};

function externalIp({ spec, status }: Service): string {
  const own = spec.externalIPs ?? [];
  if (spec.type === 'ExternalName') return spec.externalName ?? '';
  if (spec.type !== 'LoadBalancer') return own.length > 0 ? own.join(',') : '<none>';
  const ingress = [...new Set((status.loadBalancer.ingress ?? []).map(({ ip, hostname }) => ip || hostname || ''))].filter(Boolean).sort();
  const all = [...ingress, ...own];
  return all.length > 0 ? all.join(',') : '<pending>';
}

function portsOf({ spec }: Service): string {
  const ports = (spec.ports ?? []).map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`);
  return ports.length > 0 ? ports.join(',') : '<none>';
}
