// Objects from -f: files, directories, standard input; YAML or JSON, several documents, lists taken apart.
import { type DocumentOptions, isMap, LineCounter, type ParseOptions, parseAllDocuments, type SchemaOptions } from 'yaml';
import { readAll } from '../shell/pipe.ts';
import type { Invocation } from './command.ts';
import { absolute } from './config.ts';
import { type ApiResource, pathOf } from './discovery.ts';
import { failure } from './failure.ts';
import { type Fields, isFields, type KubeObject } from './objects.ts';

export interface Manifest {
  readonly object: KubeObject;
  readonly resource: ApiResource;
  /** Where it goes: its own namespace, else the invocation's; undefined for kinds without one. */
  readonly namespace: string | undefined;
  /** As errors name it: the path, or STDIN. */
  readonly source: string;
  readonly path: string;
}

/** Everything that -f names, in order. Throws `Failure` when none is given or one cannot be read. */
export async function readManifests(invocation: Invocation): Promise<readonly Manifest[]> {
  const { flags } = invocation;
  if (flags.has('kustomize')) throw failure('this kubectl does not have kustomize: -k cannot be used');
  if (!flags.has('filename')) throw failure('must specify one of -f and -k');
  const manifests: Manifest[] = [];
  for (const [source, text] of await readSources(invocation)) {
    for (const document of parseDocuments(text, source)) {
      const items =
        isFields(document) && Array.isArray(document.items) && String(document.kind).endsWith('List') ? document.items : [document];
      for (const item of items as Fields[]) manifests.push(await toManifest(invocation, item, source));
    }
  }
  if (manifests.length === 0) throw failure(`no objects passed to ${invocation.path.split(' ').slice(1).join(' ')}`);
  return manifests;
}

async function readSources(invocation: Invocation): Promise<readonly (readonly [string, string])[]> {
  const { process, flags } = invocation;
  const { files } = process;
  const sources: [string, string][] = [];
  const addFolder = (folder: string, path: string) => {
    for (const name of files.list(path)) {
      const status = files.status(`${path}/${name}`);
      if (status?.kind === 'directory' && flags.bool('recursive')) addFolder(`${folder}/${name}`, `${path}/${name}`);
      if (status?.kind !== 'directory' && /\.(json|yaml|yml)$/.test(name))
        sources.push([`${folder}/${name}`, files.readText(`${path}/${name}`)]);
    }
  };
  for (const name of flags.list('filename')) {
    if (/^https?:\/\//.test(name)) throw failure(`this kubectl does not read manifests from the web: ${name}`);
    const path = absolute(process, name);
    const status = name === '-' ? undefined : files.status(path);
    if (name === '-') sources.push(['STDIN', await readAll(process.stdin, process.signal)]);
    else if (!status) throw failure(`the path ${JSON.stringify(name)} does not exist`);
    else if (status.kind === 'directory') {
      const before = sources.length;
      addFolder(name.replace(/\/$/, ''), path);
      if (sources.length === before) throw failure(`error reading [${name}]: recognized file extensions are [.json .yaml .yml]`);
    } else sources.push([name, files.readText(path)]);
  }
  return sources;
}

/** Tags of YAML 1.1 that go-yaml leaves as text. */
const untouched: ReadonlySet<string> = new Set(['timestamp', 'binary', 'set', 'omap', 'pairs'].map((name) => `tag:yaml.org,2002:${name}`));

/** YAML as sigs.k8s.io/yaml reads it: `y` and `on` are booleans, `1:30` and dates are text. */
export const yamlOptions: ParseOptions & DocumentOptions & SchemaOptions = {
  version: '1.1',
  merge: true,
  uniqueKeys: false,
  customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !(untouched.has(tag.tag) || tag.format === 'TIME')),
};

/** Each document as JSON; empty ones left out. */
export function parseDocuments(text: string, source: string): readonly unknown[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, ...yamlOptions });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const fault = document.errors[0];
    if (fault)
      throw failure(
        `error parsing ${source}: error converting YAML to JSON: yaml: ${lineText(lines.linePos(fault.pos[0]).line)}${faultText(fault.code, fault.message)}`,
      );
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (value === null || value === undefined || (isMap(document.contents) && document.contents.items.length === 0)) return [];
    return [value];
  });
}

/** go-yaml does not name the first line. */
const lineText = (line: number) => (line > 1 ? `line ${line}: ` : '');

const faultTexts: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: 'mapping values are not allowed in this context',
  TAB_AS_INDENT: 'found character that cannot start any token',
  BAD_INDENT: 'did not find expected key',
  MISSING_CHAR: 'did not find expected key',
  UNEXPECTED_TOKEN: 'did not find expected key',
};

const faultText = (code: string, message: string) => faultTexts[code] ?? (message.split('\n')[0] ?? '').replace(/ at line .*$/, '');

async function toManifest(invocation: Invocation, item: unknown, source: string): Promise<Manifest> {
  const { client, discovery, namespace, namespaceGiven } = invocation;
  if (!isFields(item))
    throw failure(
      `error validating ${JSON.stringify(source)}: error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
  const { apiVersion, kind } = item;
  const missing = [...(apiVersion ? [] : ['apiVersion not set']), ...(kind ? [] : ['kind not set'])];
  if (missing.length) {
    const which = missing.length > 1 ? `[${missing.join(', ')}]` : missing[0];
    throw failure(
      `error validating ${JSON.stringify(source)}: error validating data: ${which}; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
  }
  const object = { ...item, metadata: { ...(item.metadata ?? {}) } } as KubeObject;
  const name = object.metadata.name ?? '';
  const resource = await discovery.findKind(client, String(apiVersion), String(kind));
  if (!resource) {
    throw failure(
      `resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(object.metadata.namespace ?? '')} from ${JSON.stringify(source)}: no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}\nensure CRDs are installed first`,
    );
  }
  if (!resource.namespaced) return { object, resource, namespace: undefined, source, path: pathOf(resource, undefined, name) };
  if (namespaceGiven && object.metadata.namespace && object.metadata.namespace !== namespace) {
    throw failure(
      `the namespace from the provided object ${JSON.stringify(object.metadata.namespace)} does not match the namespace ${JSON.stringify(namespace)}. You must pass '--namespace=${object.metadata.namespace}' to perform this operation.`,
    );
  }
  object.metadata.namespace ??= namespace;
  return { object, resource, namespace: object.metadata.namespace, source, path: pathOf(resource, object.metadata.namespace, name) };
}
