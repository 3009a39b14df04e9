// Objects that `kubectl create` makes for access and limits: role, rolebinding, clusterrole, clusterrolebinding, quota; and ingress, job.

import type { Invocation } from '../command.ts';
import { failure } from '../failure.ts';
import type { Fields, KubeObject } from '../objects.ts';
import type { Generate } from './generators.ts';

const RBAC = 'rbac.authorization.k8s.io';
const withNamespace = ({ namespace, namespaceGiven }: Invocation) => (namespaceGiven ? { namespace } : {});

/** Rules need the server: it knows to which group a resource belongs. */
export async function generateRole(invocation: Invocation, name: string, kind: 'Role' | 'ClusterRole'): Promise<KubeObject> {
  const { flags, discovery, client } = invocation;
  const verbs = flags.list('verb');
  if (verbs.length === 0) throw failure('at least one verb must be specified');
  const resources = flags.list('resource');
  const urls = flags.list('non-resource-url');
  if (resources.length === 0 && urls.length === 0) throw failure('at least one resource must be specified');
  const groups = new Map<string, string[]>();
  for (const text of resources) {
    const [word = '', sub] = text.split('/');
    const found = word === '*' ? undefined : await discovery.find(client, word);
    const group = found?.group ?? '*';
    groups.set(group, [...(groups.get(group) ?? []), `${found?.plural ?? '*'}${sub ? `/${sub}` : ''}`]);
  }
  const names = flags.list('resource-name');
  const rules: Fields[] = [...groups].map(([group, list]) => ({
    apiGroups: [group],
    ...(names.length ? { resourceNames: names } : {}),
    resources: list,
    verbs,
  }));
  if (urls.length) rules.push({ nonResourceURLs: urls, verbs });
  const metadata = { name, ...(kind === 'Role' ? withNamespace(invocation) : {}) };
  return { apiVersion: `${RBAC}/v1`, kind, metadata, rules };
}

export const generateBinding =
  (kind: 'RoleBinding' | 'ClusterRoleBinding'): Generate =>
  (invocation, name) => {
    const { flags } = invocation;
    const [role, clusterRole] = [flags.string('role'), flags.string('clusterrole')];
    if ((role === '') === (clusterRole === '')) throw failure('exactly one of clusterrole or role must be specified');
    const subjects: Fields[] = [
      ...flags.list('user').map((user) => ({ apiGroup: RBAC, kind: 'User', name: user })),
      ...flags.list('group').map((group) => ({ apiGroup: RBAC, kind: 'Group', name: group })),
      ...flags.list('serviceaccount').map((account) => {
        const [namespace, account_] = account.split(':');
        if (!namespace || !account_) throw failure('serviceaccount must be <namespace>:<name>');
        return { kind: 'ServiceAccount', name: account_, namespace };
      }),
    ];
    return {
      apiVersion: `${RBAC}/v1`,
      kind,
      metadata: { name, ...(kind === 'RoleBinding' ? withNamespace(invocation) : {}) },
      roleRef: { apiGroup: RBAC, kind: role ? 'Role' : 'ClusterRole', name: role || clusterRole },
      ...(subjects.length ? { subjects } : {}),
    };
  };

export const generateQuota: Generate = (invocation, name) => {
  const hard = invocation.flags.list('hard').map((part) => {
    const [key, value, ...more] = part.split('=');
    if (!key || !value || more.length)
      throw failure(`Invalid resource quota hard ${part}`.replace('Invalid resource quota hard', 'invalid argument syntax'));
    return [key, value];
  });
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name, ...withNamespace(invocation) },
    spec: hard.length ? { hard: Object.fromEntries(hard) as Fields } : {},
    status: {},
  };
};

export const generateJob: Generate = (invocation, name) => {
  const { flags, args, dashAt } = invocation;
  if (!flags.string('image')) throw failure('either --image or --from must be specified');
  const command = dashAt === undefined ? args.slice(1) : args.slice(dashAt);
  const container = { ...(command.length ? { command: [...command] } : {}), image: flags.string('image'), name, resources: {} };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, ...withNamespace(invocation) },
    spec: { template: { metadata: {}, spec: { containers: [container], restartPolicy: 'Never' } } },
    status: {},
  };
};

/** --rule=host/path=svc:port[,tls[=secret]] */
export const generateIngress: Generate = (invocation, name) => {
  const { flags } = invocation;
  const byHost = new Map<string, Fields[]>();
  const tls: Fields[] = [];
  for (const rule of flags.list('rule')) {
    const match = /^([^/=]*)(\/[^=]*)?=([a-z0-9.-]+):([a-z0-9-]+)(?:,tls(?:=(\S+))?)?$/i.exec(rule);
    if (!match) throw failure(`rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
    const [, host = '', path = '/', service = '', port = '', secret] = match;
    const backend = { service: { name: service, port: /^\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
    const prefix = path.endsWith('*');
    byHost.set(host, [
      ...(byHost.get(host) ?? []),
      { backend, path: prefix ? path.slice(0, -1) : path, pathType: prefix ? 'Prefix' : 'Exact' },
    ]);
    if (/,tls/.test(rule)) tls.push({ ...(host ? { hosts: [host] } : {}), ...(secret ? { secretName: secret } : {}) });
  }
  const fallback = flags.string('default-backend').split(':');
  const rules = [...byHost].map(([host, paths]) => ({ ...(host ? { host } : {}), http: { paths } }));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, ...withNamespace(invocation) },
    spec: {
      ...(fallback[0]
        ? {
            defaultBackend: {
              service: {
                name: fallback[0],
                port: /^\d+$/.test(fallback[1] ?? '') ? { number: Number(fallback[1]) } : { name: fallback[1] },
              },
            },
          }
        : {}),
      ...(flags.string('class') ? { ingressClassName: flags.string('class') } : {}),
      ...(rules.length ? { rules } : {}),
      ...(tls.length ? { tls } : {}),
    },
    status: { loadBalancer: {} },
  };
};
