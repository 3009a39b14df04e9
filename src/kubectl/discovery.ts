// Which kinds the server has, and which of them somebody means by a word (cli-runtime's RESTMapper, shortcuts, categories).
import type { Client } from './client.ts';
import { failure } from './failure.ts';
import type { Fields } from './objects.ts';

export interface ApiResource {
  /** '' is the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
  /** The version of its group that the server prefers. */
  readonly preferred: boolean;
}

export interface Discovery {
  /** Core group first, then in the server's order; preferred versions first. */
  all(client: Client): Promise<readonly ApiResource[]>;
  /** By plural, singular, short name or kind, with `.group` or `.version.group` if need be. Throws `Failure`. */
  find(client: Client, word: string): Promise<ApiResource>;
  /** Several kinds for a category such as `all`, else one. */
  expand(client: Client, word: string): Promise<readonly ApiResource[]>;
  findKind(client: Client, apiVersion: string, kind: string): Promise<ApiResource | undefined>;
  /** Group versions in the server's order. */
  versions(client: Client): Promise<readonly string[]>;
}

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/** Remembers what the server said; asks again once when a word is unknown. */
export function createDiscovery(): Discovery {
  let known: Promise<readonly ApiResource[]> | undefined;
  const load = (client: Client) => {
    const loading = discover(client);
    known = loading;
    loading.catch(() => {
      if (known === loading) known = undefined;
    });
    return loading;
  };
  const search = async <T>(client: Client, look: (resources: readonly ApiResource[]) => T | undefined): Promise<T | undefined> => {
    const fresh = !known;
    const found = look(await (known ?? load(client)));
    return found ?? (fresh ? undefined : look(await load(client)));
  };
  const discovery: Discovery = {
    all: (client) => load(client),
    async find(client, word) {
      const found = await search(client, (resources) => match(resources, word));
      if (!found) throw failure(`the server doesn't have a resource type ${JSON.stringify(word)}`);
      return found;
    },
    async expand(client, word) {
      const category = await search(client, (resources) => {
        const members = resources.filter(({ categories, preferred }) => preferred && categories.includes(word));
        return members.length ? members : match(resources, word) && [];
      });
      return category?.length ? category : [await discovery.find(client, word)];
    },
    findKind: (client, apiVersion, kind) =>
      search(client, (resources) => resources.find((resource) => apiVersionOf(resource) === apiVersion && resource.kind === kind)),
    async versions(client) {
      return [...new Set((await load(client)).map(apiVersionOf))];
    },
  };
  return discovery;
}

export const apiVersionOf = ({ group, version }: Pick<ApiResource, 'group' | 'version'>) => (group ? `${group}/${version}` : version);

/** `deployment.apps`: the way in which a kind is named beside an object. */
export const qualifiedName = (name: string, group: string) => (group ? `${name}.${group}` : name);

/** The path of a collection, an object or a subresource. */
export function pathOf(resource: ApiResource, namespace: string | undefined, name?: string, subresource?: string): string {
  const root = resource.group ? `/apis/${resource.group}/${resource.version}` : `/api/${resource.version}`;
  const inside = resource.namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${inside}/${resource.plural}${name === undefined ? '' : `/${encodeURIComponent(name)}`}${subresource ? `/${subresource}` : ''}`;
}

function match(resources: readonly ApiResource[], word: string): ApiResource | undefined {
  const wanted = word.toLowerCase();
  const [name = '', ...rest] = wanted.split('.');
  const suffix = rest.join('.');
  const named = (resource: ApiResource) =>
    resource.plural === name || resource.singular === name || resource.shortNames.includes(name) || resource.kind.toLowerCase() === name;
  if (!suffix) {
    const candidates = resources.filter((resource) => resource.preferred && named(resource));
    return candidates.find(({ plural, singular }) => plural === name || singular === name) ?? candidates[0];
  }
  return (
    resources.find((resource) => named(resource) && `${resource.version}.${resource.group}` === suffix) ??
    resources.find((resource) => named(resource) && resource.preferred && resource.group === suffix) ??
    resources.find((resource) => named(resource) && resource.group === suffix) ??
    resources.find((resource) => named(resource) && resource.group !== '' && resource.group.startsWith(`${suffix}.`)) ??
    resources.find((resource) => named(resource) && resource.group === '' && resource.version === suffix)
  );
}

async function discover(client: Client): Promise<readonly ApiResource[]> {
  const [core, groups] = await Promise.all([
    client.json<Fields>('/api', { accept: AGGREGATED }),
    client.json<Fields>('/apis', { accept: AGGREGATED }),
  ]);
  const read = (answer: Fields) =>
    answer.kind === 'APIGroupDiscoveryList'
      ? readAggregated(answer)
      : answer.kind === 'APIVersions'
        ? readCore(client, answer)
        : readGroups(client, answer);
  return (await Promise.all([read(core), read(groups)])).flat();
}

async function readAggregated(answer: Fields): Promise<ApiResource[]> {
  return ((answer.items ?? []) as Fields[]).flatMap((item) =>
    ((item.versions ?? []) as Fields[]).flatMap((version, at) =>
      ((version.resources ?? []) as Fields[]).map((resource) => ({
        group: String(item.metadata?.name ?? ''),
        version: String(version.version),
        kind: String(resource.responseKind?.kind ?? ''),
        plural: String(resource.resource),
        singular: String(resource.singularResource ?? ''),
        shortNames: resource.shortNames ?? [],
        categories: resource.categories ?? [],
        namespaced: resource.scope === 'Namespaced',
        verbs: resource.verbs ?? [],
        subresources: ((resource.subresources ?? []) as Fields[]).map((sub) => String(sub.subresource)),
        preferred: at === 0,
      })),
    ),
  );
}

async function readCore(client: Client, answer: Fields): Promise<ApiResource[]> {
  const versions = (answer.versions ?? []) as string[];
  const lists = versions.map((version, at) => readList(client, `/api/${version}`, '', version, at === 0));
  return (await Promise.all(lists)).flat();
}

async function readGroups(client: Client, answer: Fields): Promise<ApiResource[]> {
  const lists = ((answer.groups ?? []) as Fields[]).flatMap((group) => {
    const versions = [...((group.versions ?? []) as Fields[])];
    const best = group.preferredVersion?.version ?? versions[0]?.version;
    versions.sort((a, b) => Number(b.version === best) - Number(a.version === best));
    return versions.map(({ version }) => readList(client, `/apis/${group.name}/${version}`, group.name, version, version === best));
  });
  return (await Promise.all(lists)).flat();
}

async function readList(client: Client, path: string, group: string, version: string, preferred: boolean): Promise<ApiResource[]> {
  const { resources = [] } = await client.json<{ resources?: Fields[] }>(path);
  return resources
    .filter(({ name }) => !String(name).includes('/'))
    .map((resource) => ({
      group: String(resource.group ?? group),
      version: String(resource.version ?? version),
      kind: String(resource.kind),
      plural: String(resource.name),
      singular: String(resource.singularName || String(resource.kind).toLowerCase()),
      shortNames: resource.shortNames ?? [],
      categories: resource.categories ?? [],
      namespaced: Boolean(resource.namespaced),
      verbs: resource.verbs ?? [],
      subresources: resources
        .filter(({ name }) => String(name).startsWith(`${resource.name}/`))
        .map(({ name }) => String(name).slice(String(resource.name).length + 1)),
      preferred,
    }));
}
