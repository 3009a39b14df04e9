// Nodes (pkg/registry/core/node/strategy.go).
import type { Node } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import {
  bool,
  conditions,
  int32,
  int64,
  keyedList,
  listOf,
  quantities,
  setOf,
  struct,
  text,
  textPointer,
  texts,
  time,
} from '../schemas/build.ts';
import { validateNode, validateNodeUpdate } from '../validation/node.ts';
import { AGE, ageOf, column, NAME, wide } from './columns.ts';

const ROLE_LABEL = 'node-role.kubernetes.io/';
const info = [
  'machineID',
  'systemUUID',
  'bootID',
  'kernelVersion',
  'osImage',
  'containerRuntimeVersion',
  'kubeletVersion',
  'kubeProxyVersion',
  'operatingSystem',
  'architecture',
];

export const nodes: Resource<Node> = {
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  namespaced: false,
  subresources: ['status'],
  statusOnCreate: true,
  schema: {
    spec: struct('NodeSpec', {
      podCIDR: text,
      podCIDRs: setOf(text),
      providerID: text,
      unschedulable: bool,
      taints: listOf(struct('Taint', { key: text, value: text, effect: text, timeAdded: time })),
      externalID: text,
    }),
    status: struct('NodeStatus', {
      capacity: quantities,
      allocatable: quantities,
      phase: text,
      conditions: conditions('NodeCondition', { lastHeartbeatTime: time }),
      addresses: keyedList('type', struct('NodeAddress', { type: text, address: text })),
      daemonEndpoints: struct('NodeDaemonEndpoints', { kubeletEndpoint: struct('DaemonEndpoint', { Port: int32 }) }),
      nodeInfo: struct('NodeSystemInfo', Object.fromEntries(info.map((name) => [name, textPointer]))),
      images: listOf(struct('ContainerImage', { names: texts, sizeBytes: int64 })),
      volumesInUse: texts,
    }),
  },
  columns: [
    NAME,
    column('Status', 'Whether the node is ready, and takes new pods.'),
    column('Roles', 'The roles of the node.'),
    AGE,
    column('Version', 'The version of its kubelet.'),
    wide('Internal-IP', 'Its address inside the cluster.'),
    wide('External-IP', 'Its address outside the cluster.'),
    wide('OS-Image', 'Its operating system.'),
    wide('Kernel-Version', 'Its kernel.'),
    wide('Container-Runtime', 'What runs its containers.'),
  ],
  cells: (node, nowMs) => [
    node.metadata.name,
    statusOf(node),
    rolesOf(node),
    ageOf(node, nowMs),
    node.status.nodeInfo.kubeletVersion || '<unknown>',
    addressOf(node, 'InternalIP'),
    addressOf(node, 'ExternalIP'),
    node.status.nodeInfo.osImage || '<unknown>',
    node.status.nodeInfo.kernelVersion || '<unknown>',
    node.status.nodeInfo.containerRuntimeVersion || '<unknown>',
  ],
  applyDefaults(node) {
    node.spec ??= {};
    node.status ??= {} as Node['status'];
    node.status.nodeInfo = { ...Object.fromEntries(info.map((name) => [name, ''])), ...node.status.nodeInfo };
    Object.assign(node.status, { daemonEndpoints: { kubeletEndpoint: { Port: 0 } }, ...node.status });
    if (node.status.capacity) node.status.allocatable ??= { ...node.status.capacity };
    if (node.spec.podCIDR && !node.spec.podCIDRs) node.spec.podCIDRs = [node.spec.podCIDR];
  },
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
  selectableFields: ({ metadata, spec }) => ({
    'metadata.name': metadata.name,
    'spec.unschedulable': String(spec?.unschedulable ?? false),
  }),
};

function statusOf({ spec, status }: Node): string {
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  const words = [ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'];
  if (spec.unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

function rolesOf({ metadata }: Node): string {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(ROLE_LABEL)) return key.length > ROLE_LABEL.length ? [key.slice(ROLE_LABEL.length)] : [];
    return key === 'kubernetes.io/role' && value ? [value] : [];
  });
  return roles.length > 0 ? [...new Set(roles)].sort().join(',') : '<none>';
}

const addressOf = ({ status }: Node, type: string): string => status.addresses?.find((one) => one.type === type)?.address ?? '<none>';
