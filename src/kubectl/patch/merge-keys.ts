// How lists in Kubernetes' own kinds merge: the patchStrategy and patchMergeKey tags of k8s.io/api. Data only.

export type ListRule = { readonly key: string } | 'set';

/** By the end of a field's path, list indices left out. The longest that fits counts. */
const listRules: Readonly<Record<string, ListRule>> = {
  'metadata.finalizers': 'set',
  'metadata.ownerReferences': { key: 'uid' },
  'status.conditions': { key: 'type' },
  'Node.status.addresses': { key: 'type' },
  'Node.spec.podCIDRs': 'set',
  'Service.spec.ports': { key: 'port' },
  'ServiceAccount.secrets': { key: 'name' },
  'spec.containers': { key: 'name' },
  'spec.initContainers': { key: 'name' },
  'spec.ephemeralContainers': { key: 'name' },
  'spec.volumes': { key: 'name' },
  'spec.imagePullSecrets': { key: 'name' },
  'spec.hostAliases': { key: 'ip' },
  'spec.topologySpreadConstraints': { key: 'topologyKey' },
  'spec.resourceClaims': { key: 'name' },
  'spec.schedulingGates': { key: 'name' },
  'status.podIPs': { key: 'ip' },
  'status.hostIPs': { key: 'ip' },
  'containers.ports': { key: 'containerPort' },
  'containers.env': { key: 'name' },
  'containers.volumeMounts': { key: 'mountPath' },
  'containers.volumeDevices': { key: 'devicePath' },
  'initContainers.ports': { key: 'containerPort' },
  'initContainers.env': { key: 'name' },
  'initContainers.volumeMounts': { key: 'mountPath' },
  'initContainers.volumeDevices': { key: 'devicePath' },
  'ephemeralContainers.ports': { key: 'containerPort' },
  'ephemeralContainers.env': { key: 'name' },
  'ephemeralContainers.volumeMounts': { key: 'mountPath' },
  'ephemeralContainers.volumeDevices': { key: 'devicePath' },
};

/** Structs of which a patch names the keys that stay (patchStrategy retainKeys). */
const retained: readonly string[] = ['Deployment.spec.strategy', 'spec.volumes'];

const builtInGroups: ReadonlySet<string> = new Set([
  '',
  'apps',
  'batch',
  'autoscaling',
  'policy',
  'admissionregistration.k8s.io',
  'certificates.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'rbac.authorization.k8s.io',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]);

/** Kinds that kubectl was built with are patched strategically, others by JSON merge patch. */
export const isBuiltIn = (group: string) => builtInGroups.has(group);

/** Undefined: the list is replaced as a whole. `path` begins with the kind. */
export function listRuleAt(path: readonly string[]): ListRule | undefined {
  for (let length = 3; length >= 2; length--) {
    const rule = listRules[path.slice(-length).join('.')];
    if (rule && path.length >= length) return rule;
  }
  return undefined;
}

export const retainsKeysAt = (path: readonly string[]) => retained.some((each) => path.join('.').endsWith(each));
