// What this server has: groups, versions, resources (metav1.APIResourceList, apidiscovery.k8s.io/v2), and its own version.
import type { AnyResource } from '../resource.ts';
import { allResources, groupVersion } from '../resources/index.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const STATUS_VERBS = ['get', 'patch', 'update'];

/** Kinds of subresources and what can be done with them; the others are like status. */
const SUBRESOURCES: Readonly<Record<string, { kind?: string; group?: string; version?: string; verbs: readonly string[] }>> = {
  log: { verbs: ['get'] },
  exec: { kind: 'PodExecOptions', verbs: ['create', 'get'] },
  attach: { kind: 'PodAttachOptions', verbs: ['create', 'get'] },
  portforward: { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
  binding: { kind: 'Binding', verbs: ['create'] },
  eviction: { kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
  finalize: { verbs: ['update'] },
  scale: { kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: STATUS_VERBS },
};

interface ApiResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** Resources that are answered at once and never stored. */
const REVIEWS: readonly ApiResource[] = [
  {
    name: 'selfsubjectaccessreviews',
    singularName: 'selfsubjectaccessreview',
    namespaced: false,
    kind: 'SelfSubjectAccessReview',
    verbs: ['create'],
  },
  { name: 'subjectaccessreviews', singularName: 'subjectaccessreview', namespaced: false, kind: 'SubjectAccessReview', verbs: ['create'] },
];

function resourcesOf(resource: AnyResource): ApiResource[] {
  const { plural, singular, namespaced, kind, shortNames, categories } = resource;
  const main: ApiResource = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: VERBS,
    ...(shortNames && { shortNames }),
    ...(categories && { categories }),
  };
  const parts = (resource.subresources ?? []).map((name): ApiResource => {
    const { kind: itsKind = kind, verbs = STATUS_VERBS, ...origin } = SUBRESOURCES[name] ?? {};
    return { name: `${plural}/${name}`, singularName: '', namespaced, kind: itsKind, verbs, ...origin };
  });
  return [main, ...parts.sort((a, b) => (a.name < b.name ? -1 : 1))];
}

const GROUPS: ReadonlyMap<string, readonly ApiResource[]> = (() => {
  const groups = new Map<string, ApiResource[]>();
  for (const resource of allResources) {
    const key = groupVersion(resource);
    groups.set(key, [...(groups.get(key) ?? []), ...resourcesOf(resource)]);
  }
  groups.set('authorization.k8s.io/v1', [...REVIEWS]);
  return groups;
})();

const named = () =>
  [...GROUPS.keys()]
    .filter((key) => key.includes('/'))
    .map((key) => {
      const [name = '', version = ''] = key.split('/');
      const preferred = { groupVersion: key, version };
      return { name, versions: [preferred], preferredVersion: preferred };
    });

function aggregated(keys: readonly string[]): unknown {
  const items = keys.map((key) => {
    const [group, version] = key.includes('/') ? (key.split('/') as [string, string]) : ['', key];
    const all = GROUPS.get(key) ?? [];
    const resources = all
      .filter(({ name }) => !name.includes('/'))
      .map(({ name, singularName, namespaced, kind, verbs, shortNames, categories }) => {
        const subresources = all
          .filter((other) => other.name.startsWith(`${name}/`))
          .map((other) => ({
            subresource: other.name.slice(name.length + 1),
            responseKind: { group: other.group ?? '', version: other.version ?? '', kind: other.kind },
            verbs: other.verbs,
          }));
        return {
          resource: name,
          responseKind: { group: '', version: '', kind },
          scope: namespaced ? 'Namespaced' : 'Cluster',
          singularResource: singularName,
          verbs,
          ...(shortNames && { shortNames }),
          ...(categories && { categories }),
          ...(subresources.length > 0 && { subresources }),
        };
      });
    return { metadata: { name: group, creationTimestamp: null }, versions: [{ version, resources, freshness: 'Current' }] };
  });
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

const VERSION = {
  major: '1',
  minor: '34',
  emulationMajor: '1',
  emulationMinor: '34',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '33',
  gitVersion: 'v1.34.4',
  gitTreeState: 'clean',
  compiler: 'gc',
  platform: 'linux/amd64',
};

const CONTROL_PLANE = '172.18.0.2:6443';
const serverAddressByClientCIDRs = [{ clientCIDR: '0.0.0.0/0', serverAddress: CONTROL_PLANE }];

/** The document at a path of discovery; undefined when there is none. */
export function discover(path: string, asAggregated: boolean): unknown {
  const at = path.replace(/\/$/, '');
  if (at === '/api') return asAggregated ? aggregated(['v1']) : { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs };
  if (at === '/apis') {
    return asAggregated
      ? aggregated([...GROUPS.keys()].filter((key) => key.includes('/')))
      : { kind: 'APIGroupList', apiVersion: 'v1', groups: named() };
  }
  if (at === '/version') return VERSION;
  const [, root, ...rest] = at.split('/');
  const key = rest.join('/');
  const resources = (root === 'api' && !key.includes('/')) || root === 'apis' ? GROUPS.get(key) : undefined;
  if (resources) return { kind: 'APIResourceList', ...(root === 'apis' && { apiVersion: 'v1' }), groupVersion: key, resources };
  const group = root === 'apis' && rest.length === 1 ? named().find(({ name }) => name === key) : undefined;
  return group && { kind: 'APIGroup', apiVersion: 'v1', ...group };
}
