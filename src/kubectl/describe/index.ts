// `kubectl describe`: which words belong to which kind.
import type { Invocation } from '../command.ts';
import type { ApiResource } from '../discovery.ts';
import type { KubeObject } from '../objects.ts';
import { describeEndpointSlice, describeEndpoints } from './endpoints.ts';
import { describeGeneric } from './generic.ts';
import { describeIngress, describeIngressClass } from './ingress.ts';
import { describeLimitRange, describeQuota } from './limits.ts';
import { describeNetworkPolicy } from './network-policy.ts';
import { describeNode } from './node.ts';
import { describePod } from './pod.ts';
import { describeBinding, describeRole } from './rbac.ts';
import { describeService } from './service.ts';
import { describeConfigMap, describeEvent, describeNamespace, describeSecret, describeServiceAccount } from './small-kinds.ts';
import { describeDaemonSet, describeDeployment, describeReplicaSet, describeStatefulSet } from './workloads.ts';

export type Describe = (invocation: Invocation, object: KubeObject) => Promise<string>;

/** By kind and group. */
const describers: Readonly<Record<string, Describe>> = {
  Pod: describePod,
  Service: describeService,
  Node: describeNode,
  Namespace: describeNamespace,
  ConfigMap: describeConfigMap,
  Secret: describeSecret,
  ServiceAccount: describeServiceAccount,
  Endpoints: describeEndpoints,
  Event: describeEvent,
  ResourceQuota: describeQuota,
  LimitRange: describeLimitRange,
  'Role.rbac.authorization.k8s.io': describeRole,
  'ClusterRole.rbac.authorization.k8s.io': describeRole,
  'RoleBinding.rbac.authorization.k8s.io': describeBinding,
  'ClusterRoleBinding.rbac.authorization.k8s.io': describeBinding,
  'Deployment.apps': describeDeployment,
  'ReplicaSet.apps': describeReplicaSet,
  'DaemonSet.apps': describeDaemonSet,
  'StatefulSet.apps': describeStatefulSet,
  'EndpointSlice.discovery.k8s.io': describeEndpointSlice,
  'NetworkPolicy.networking.k8s.io': describeNetworkPolicy,
  'Ingress.networking.k8s.io': describeIngress,
  'IngressClass.networking.k8s.io': describeIngressClass,
};

export function describerFor({ kind, group }: ApiResource): Describe {
  return describers[group ? `${kind}.${group}` : kind] ?? describeGeneric;
}
