// Which objects a line means: `pods`, `pods,svc`, `pod web db`, `pod/web svc/db`, -l, -f (cli-runtime's resource.Builder).
import type { Invocation } from './command.ts';
import { type ApiResource, pathOf } from './discovery.ts';
import { failure, isNotFound } from './failure.ts';
import { readManifests } from './manifests.ts';
import type { KubeObject } from './objects.ts';

/** One object by name, or a list of a kind. */
export interface Target {
  readonly resource: ApiResource;
  readonly namespace: string | undefined;
  /** Undefined: all that the selectors let through. */
  readonly name?: string;
}

export interface Selection {
  readonly targets: readonly Target[];
  /** One name was asked for: it is printed as itself, not as a list. */
  readonly single: boolean;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface SelectOptions {
  readonly args?: readonly string[];
  /** `kind` alone means all of them, as for get and describe. Else names, a selector or --all are needed. */
  readonly listByDefault?: boolean;
  /** How to begin the sentence when nothing was asked for. */
  readonly nothing?: string;
  /** --selector means something else to this command. */
  readonly ignoreSelector?: boolean;
}

const NOTHING = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

export async function select(invocation: Invocation, options: SelectOptions = {}): Promise<Selection> {
  const { flags } = invocation;
  const args = options.args ?? invocation.args;
  const labelSelector = options.ignoreSelector ? '' : flags.string('selector');
  const fieldSelector = flags.string('field-selector');
  const selectors = { ...(labelSelector ? { labelSelector } : {}), ...(fieldSelector ? { fieldSelector } : {}) };
  if (flags.has('filename') || flags.has('kustomize')) {
    if (args.length > 0) throw failure('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
    const manifests = await readManifests(invocation);
    const targets = manifests.map(({ resource, namespace, object }) => ({ resource, namespace, name: object.metadata.name }));
    return { targets, single: targets.length === 1 };
  }
  if (args.length === 0) throw failure(options.nothing ?? NOTHING);
  const wide = flags.bool('all-namespaces');
  const namespaceFor = (resource: ApiResource) => (resource.namespaced && !wide ? invocation.namespace : undefined);

  if (args.some((arg) => arg.includes('/'))) {
    const targets = await namedPairs(invocation, args, namespaceFor);
    if (wide) throw failure('a resource cannot be retrieved by name across all namespaces');
    if (labelSelector || fieldSelector)
      throw failure(`${labelSelector ? 'name' : 'field selector'} cannot be provided when a selector is specified`);
    return { targets, single: targets.length === 1 };
  }

  const [words = '', ...names] = args;
  const resources: ApiResource[] = [];
  for (const word of words.split(',').filter(Boolean)) {
    for (const each of await invocation.discovery.expand(invocation.client, word)) if (!resources.includes(each)) resources.push(each);
  }
  if (names.length > 0) {
    if (labelSelector) throw failure('name cannot be provided when a selector is specified');
    if (fieldSelector) throw failure('name cannot be provided when a selector is specified');
    if (flags.bool('all')) throw failure('name cannot be provided when --all is specified');
    if (wide) throw failure('a resource cannot be retrieved by name across all namespaces');
    const targets = resources.flatMap((resource) => names.map((name) => ({ resource, namespace: namespaceFor(resource), name })));
    return { targets, single: targets.length === 1 };
  }
  if (!options.listByDefault && !labelSelector && !fieldSelector && !flags.bool('all')) {
    throw failure('resource(s) were provided, but no name was specified');
  }
  return { targets: resources.map((resource) => ({ resource, namespace: namespaceFor(resource) })), single: false, ...selectors };
}

async function namedPairs(
  { discovery, client }: Invocation,
  args: readonly string[],
  namespaceFor: (resource: ApiResource) => string | undefined,
): Promise<readonly Target[]> {
  const targets: Target[] = [];
  for (const arg of args) {
    const [kind = '', name = '', ...more] = arg.split('/');
    if (more.length) throw failure('arguments in resource/name form may not have more than one slash');
    if (!arg.includes('/')) {
      throw failure(
        "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
      );
    }
    if (!kind || !name) throw failure('arguments in resource/name form must have a single resource and name');
    const resource = await discovery.find(client, kind);
    targets.push({ resource, namespace: namespaceFor(resource), name });
  }
  return targets;
}

export interface Found {
  readonly resource: ApiResource;
  readonly object: KubeObject;
  /** Of the object itself. */
  readonly path: string;
}

/** Reads what a selection means. One that is missing is in `errors`, and the rest is read all the same. */
export async function fetchAll(invocation: Invocation, selection: Selection): Promise<{ found: Found[]; errors: unknown[] }> {
  const { client, flags } = invocation;
  const found: Found[] = [];
  const errors: unknown[] = [];
  for (const { resource, namespace, name } of selection.targets) {
    try {
      if (name !== undefined) {
        const path = pathOf(resource, namespace, name);
        found.push({ resource, path, object: await client.json(path) });
        continue;
      }
      const { labelSelector, fieldSelector } = selection;
      for (const object of await listAll(invocation, pathOf(resource, namespace), { labelSelector, fieldSelector })) {
        const apiVersion = resource.group ? `${resource.group}/${resource.version}` : resource.version;
        const whole = { ...object, apiVersion, kind: resource.kind };
        found.push({ resource, path: pathOf(resource, object.metadata.namespace, object.metadata.name), object: whole });
      }
    } catch (error) {
      if (!isNotFound(error) || !flags.bool('ignore-not-found')) errors.push(error);
    }
  }
  return { found, errors };
}

/** Every object of a collection, page by page. */
export async function listAll(
  { client }: Invocation,
  path: string,
  query: { labelSelector?: string | undefined; fieldSelector?: string | undefined },
): Promise<readonly KubeObject[]> {
  const objects: KubeObject[] = [];
  let next: string | undefined;
  do {
    const list = await client.json<{ items?: KubeObject[]; metadata?: { continue?: string } }>(path, {
      query: { ...query, limit: 500, continue: next },
    });
    objects.push(...(list.items ?? []));
    next = list.metadata?.continue || undefined;
  } while (next);
  return objects;
}
