// What the server is and has: kubectl version, cluster-info, api-resources, api-versions.
import { type Command, outputFlags } from '../command.ts';
import { apiVersionOf, qualifiedName } from '../discovery.ts';
import { failure } from '../failure.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { toJson } from '../printers/json.ts';
import { formatRows } from '../printers/table.ts';
import { toYaml } from '../printers/yaml.ts';

/** The kubectl that this one models. */
const CLIENT = { major: '1', minor: '34', gitVersion: 'v1.34.4', compiler: 'gc', platform: 'linux/amd64' };
const KUSTOMIZE = 'v5.7.1';

export const version: Command = {
  name: 'version',
  summary: 'Show the versions of client and server',
  usage: '[flags]',
  flags: [
    { name: 'client', type: 'bool', help: 'only the client' },
    { name: 'output', short: 'o', type: 'string', help: 'yaml or json' },
  ],
  async run({ client, flags, out }) {
    const output = flags.string('output');
    if (output && output !== 'yaml' && output !== 'json') throw failure("--output must be 'yaml' or 'json'");
    const only = flags.bool('client');
    if (!output) await out(`Client Version: ${CLIENT.gitVersion}\nKustomize Version: ${KUSTOMIZE}\n`);
    const server = only ? undefined : await client.json<Fields>('/version');
    if (!output && server) await out(`Server Version: ${server.gitVersion}\n`);
    const whole = { clientVersion: CLIENT, kustomizeVersion: KUSTOMIZE, ...(server ? { serverVersion: server } : {}) };
    if (output) await out(output === 'yaml' ? toYaml(whole) : toJson(whole));
    return 0;
  },
};

export const clusterInfo: Command = {
  name: 'cluster-info',
  summary: 'Show where the control plane and its services are',
  async run({ client, config, out, args }) {
    if (args[0] === 'dump') throw failure('this kubectl does not have "cluster-info dump" yet');
    const context = config.config.contexts?.find(({ name }) => name === config.config['current-context']);
    const server = config.config.clusters?.find(({ name }) => name === context?.context.cluster)?.cluster.server ?? '';
    const query = { labelSelector: 'kubernetes.io/cluster-service=true' };
    const services = await client.json<{ items?: KubeObject[] }>('/api/v1/namespaces/kube-system/services', { query });
    await out(`Kubernetes control plane is running at ${server}\n`);
    for (const { metadata, spec } of services.items ?? []) {
      const port = spec?.ports?.[0]?.name ? `:${spec.ports[0].name}` : '';
      const name = metadata.labels?.['kubernetes.io/name'] ?? metadata.name;
      await out(`${name} is running at ${server}/api/v1/namespaces/${metadata.namespace}/services/${metadata.name}${port}/proxy\n`);
    }
    await out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    return 0;
  },
};

export const apiResources: Command = {
  name: 'api-resources',
  summary: 'List the kinds that the server has',
  usage: '[flags]',
  flags: [
    ...outputFlags,
    { name: 'api-group', type: 'string', help: 'only of this group' },
    { name: 'namespaced', type: 'bool', default: true, help: 'only those in namespaces, or only the others' },
    { name: 'verbs', type: 'strings', help: 'only those that can do this' },
    { name: 'categories', type: 'strings', help: 'only of these categories' },
    { name: 'sort-by', type: 'string', help: 'name or kind' },
    { name: 'no-headers', type: 'bool', help: 'leave the headers out' },
    { name: 'cached', type: 'bool' },
  ],
  async run({ client, discovery, flags, out }) {
    const output = flags.string('output');
    if (output && output !== 'wide' && output !== 'name') throw failure(`--output ${output} is not available`);
    const wanted = (await discovery.all(client)).filter(
      ({ group, namespaced, verbs, categories, preferred }) =>
        preferred &&
        verbs.length > 0 &&
        (!flags.has('api-group') || group === flags.string('api-group')) &&
        (!flags.has('namespaced') || namespaced === flags.bool('namespaced')) &&
        flags.list('verbs').every((verb) => verbs.includes(verb)) &&
        flags.list('categories').every((category) => categories.includes(category)),
    );
    const key = { kind: 'kind', name: 'plural' }[flags.string('sort-by')] as 'kind' | 'plural' | undefined;
    const sorted = [...wanted].sort((a, b) => (key ? compare(a[key], b[key]) : compare(a.group, b.group) || compare(a.plural, b.plural)));
    if (output === 'name') {
      await out(sorted.map(({ plural, group }) => `${qualifiedName(plural, group)}\n`).join(''));
      return 0;
    }
    const wide = output === 'wide';
    const rows = sorted.map((each) => [
      each.plural,
      each.shortNames.join(','),
      apiVersionOf(each),
      String(each.namespaced),
      each.kind,
      ...(wide ? [[...each.verbs].sort().join(','), each.categories.join(',')] : []),
    ]);
    const header = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])];
    await out(formatRows(flags.bool('no-headers') ? rows : [header, ...rows]));
    return 0;
  },
};

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export const apiVersions: Command = {
  name: 'api-versions',
  summary: 'List the group versions that the server has',
  async run({ client, discovery, out }) {
    const versions = [...(await discovery.versions(client))].sort();
    await out(versions.map((each) => `${each}\n`).join(''));
    return 0;
  },
};
