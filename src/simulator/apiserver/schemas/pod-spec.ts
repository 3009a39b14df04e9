// core/v1 PodSpec, and the template that carries it in workloads.
import type { Schema } from '../resource.ts';
import {
  bool,
  int32,
  int64,
  keyedList,
  labelSelector,
  listOf,
  namedReference,
  objectMeta,
  quantities,
  struct,
  text,
  textMap,
  texts,
} from './build.ts';
import {
  appArmorProfile,
  container,
  ephemeralContainer,
  resourceRequirements,
  seccompProfile,
  seLinuxOptions,
  windowsOptions,
} from './container.ts';
import { volumes } from './volume.ts';

const nodeRequirements = listOf(struct('NodeSelectorRequirement', { key: text, operator: text, values: texts }));
const nodeTerm = struct('NodeSelectorTerm', { matchExpressions: nodeRequirements, matchFields: nodeRequirements });
const podTerm = struct('PodAffinityTerm', {
  labelSelector,
  namespaces: texts,
  topologyKey: text,
  namespaceSelector: labelSelector,
  matchLabelKeys: texts,
  mismatchLabelKeys: texts,
});
const podAffinity = (go: string) =>
  struct(go, {
    requiredDuringSchedulingIgnoredDuringExecution: listOf(podTerm),
    preferredDuringSchedulingIgnoredDuringExecution: listOf(struct('WeightedPodAffinityTerm', { weight: int32, podAffinityTerm: podTerm })),
  });

const affinity = struct('Affinity', {
  nodeAffinity: struct('NodeAffinity', {
    requiredDuringSchedulingIgnoredDuringExecution: struct('NodeSelector', { nodeSelectorTerms: listOf(nodeTerm) }),
    preferredDuringSchedulingIgnoredDuringExecution: listOf(struct('PreferredSchedulingTerm', { weight: int32, preference: nodeTerm })),
  }),
  podAffinity: podAffinity('PodAffinity'),
  podAntiAffinity: podAffinity('PodAntiAffinity'),
});

const podSecurityContext = struct('PodSecurityContext', {
  seLinuxOptions,
  windowsOptions,
  runAsUser: int64,
  runAsGroup: int64,
  runAsNonRoot: bool,
  supplementalGroups: listOf(int64),
  supplementalGroupsPolicy: text,
  fsGroup: int64,
  sysctls: listOf(struct('Sysctl', { name: text, value: text })),
  fsGroupChangePolicy: text,
  seccompProfile,
  appArmorProfile,
  seLinuxChangePolicy: text,
});

export const podSpec: Schema = struct('PodSpec', {
  volumes,
  initContainers: keyedList('name', container),
  containers: keyedList('name', container),
  ephemeralContainers: keyedList('name', ephemeralContainer),
  restartPolicy: text,
  terminationGracePeriodSeconds: int64,
  activeDeadlineSeconds: int64,
  dnsPolicy: text,
  nodeSelector: textMap,
  serviceAccountName: text,
  serviceAccount: text,
  automountServiceAccountToken: bool,
  nodeName: text,
  hostNetwork: bool,
  hostPID: bool,
  hostIPC: bool,
  shareProcessNamespace: bool,
  securityContext: podSecurityContext,
  imagePullSecrets: keyedList('name', namedReference),
  hostname: text,
  subdomain: text,
  affinity,
  schedulerName: text,
  tolerations: listOf(struct('Toleration', { key: text, operator: text, value: text, effect: text, tolerationSeconds: int64 })),
  hostAliases: keyedList('ip', struct('HostAlias', { ip: text, hostnames: texts })),
  priorityClassName: text,
  priority: int32,
  dnsConfig: struct('PodDNSConfig', {
    nameservers: texts,
    searches: texts,
    options: listOf(struct('PodDNSConfigOption', { name: text, value: text })),
  }),
  readinessGates: listOf(struct('PodReadinessGate', { conditionType: text })),
  runtimeClassName: text,
  enableServiceLinks: bool,
  preemptionPolicy: text,
  overhead: quantities,
  topologySpreadConstraints: keyedList(
    'topologyKey',
    struct('TopologySpreadConstraint', {
      maxSkew: int32,
      topologyKey: text,
      whenUnsatisfiable: text,
      labelSelector,
      minDomains: int32,
      nodeAffinityPolicy: text,
      nodeTaintsPolicy: text,
      matchLabelKeys: texts,
    }),
  ),
  setHostnameAsFQDN: bool,
  os: struct('PodOS', { name: text }),
  hostUsers: bool,
  schedulingGates: keyedList('name', struct('PodSchedulingGate', { name: text })),
  resources: resourceRequirements,
  hostnameOverride: text,
});

export const podTemplate: Schema = struct('PodTemplateSpec', { metadata: objectMeta, spec: podSpec });
