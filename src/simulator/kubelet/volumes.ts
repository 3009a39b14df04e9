// The volumes of one pod (pkg/volume/{configmap,projected,downwardapi,emptydir,hostpath}).
import type { Clock } from '../../clock.ts';
import { createMemoryFileSystem, FileError, type FileSystem, type MemoryFileSystem, resolvePath } from '../../shell/index.ts';
import { type Api, configMaps } from '../apiserver/index.ts';
import type { Container, Pod, Volume } from '../objects.ts';
import type { Parts } from '../parts.ts';
import { findField, type PodAddresses } from './fields.ts';
import { type Bind, joinFiles } from './joined-files.ts';
import { seenPart, volumePart } from './kept-pod.ts';

/** Text files by path below the volume. */
type Tree = Readonly<Record<string, string>>;

export interface PodVolumes {
  /** Why a volume cannot be set up yet, as in a FailedMount event. */
  findProblem(): string | undefined;
  /** `base` with the container's mounts in place. What ConfigMaps hold stays live; a subPath is a copy. */
  mountInto(base: FileSystem, container: Container): FileSystem;
}

export interface VolumeParts {
  readonly api: Api;
  readonly clock: Clock;
  readonly pod: () => Pod;
  readonly addresses: PodAddresses;
  /** The node's own files, for hostPath. */
  readonly nodeFiles: FileSystem;
  readonly tokenOf: (pod: Pod) => string;
  readonly keeping: Parts;
}

interface Source {
  readonly configMap?: { readonly name: string; readonly items?: readonly Item[]; readonly optional?: boolean };
  readonly secret?: { readonly name?: string; readonly optional?: boolean };
  readonly downwardAPI?: { readonly items?: readonly { readonly path: string; readonly fieldRef?: { readonly fieldPath: string } }[] };
  readonly serviceAccountToken?: { readonly path: string };
}

interface Item {
  readonly key: string;
  readonly path: string;
}

const nothing: Tree = {};

export function createPodVolumes(parts: VolumeParts): PodVolumes {
  const { api, clock, pod, addresses, nodeFiles, tokenOf, keeping } = parts;
  const shared = new Map<string, FileSystem>();
  /** ConfigMaps' data as the pod saw it last, by name. */
  const seen = new Map(keeping.find<readonly (readonly [string, Tree])[]>(seenPart(pod().metadata.uid)));
  /** What a volume held last: a source that is deleted leaves its files where they are. */
  const remembered = new Map<Source, Tree>();

  function sourcesOf(volume: Volume): readonly Source[] | undefined {
    if (volume.configMap) return [{ configMap: volume.configMap }];
    if (volume.downwardAPI) return [{ downwardAPI: volume.downwardAPI }];
    if (volume.projected) return (volume.projected.sources ?? []) as readonly Source[];
    if (volume.secret) return [{ secret: { name: volume.secret.secretName, optional: volume.secret.optional ?? false } }];
    return undefined;
  }

  /** Throws what a FailedMount event says. */
  function read(source: Source): Tree {
    if (source.secret) {
      if (source.secret.optional) return {};
      throw new Error(`secret ${JSON.stringify(source.secret.name)} not found`);
    }
    if (source.configMap) return readConfigMap(source.configMap);
    if (source.serviceAccountToken) return { [source.serviceAccountToken.path]: tokenOf(pod()) };
    const items = source.downwardAPI?.items ?? [];
    return Object.fromEntries(items.map(({ path, fieldRef }) => [path, findField(pod(), fieldRef?.fieldPath ?? '', addresses) ?? '']));
  }

  function readConfigMap({ name, items, optional }: NonNullable<Source['configMap']>): Tree {
    const data = dataOf(name);
    if (!data) {
      if (optional) return {};
      throw new Error(`configmap ${JSON.stringify(name)} not found`);
    }
    if (!items) return data;
    const wanted = items.filter(({ key }) => data[key] !== undefined || !optional);
    const missing = wanted.find(({ key }) => data[key] === undefined);
    if (missing) throw new Error(`configmap references non-existent config key: ${missing.key}`);
    return Object.fromEntries(wanted.map(({ key, path }) => [path, data[key] ?? '']));
  }

  /** A ConfigMap that is deleted leaves its files where they are. */
  function dataOf(name: string): Tree | undefined {
    const found = api.find(configMaps, pod().metadata.namespace, name);
    const data = found && (found.data ?? nothing);
    if (!data || data === seen.get(name)) return data ?? seen.get(name);
    seen.set(name, data);
    const part = seenPart(pod().metadata.uid);
    keeping.changed(part, () => [...seen]);
    return data;
  }

  function treeOf(sources: readonly Source[]): Tree {
    const tree: Record<string, string> = {};
    for (const source of sources) {
      try {
        remembered.set(source, read(source));
      } catch (error) {
        if (!remembered.has(source)) throw error;
      }
      Object.assign(tree, remembered.get(source));
    }
    return tree;
  }

  function sharedFiles(volume: Volume): FileSystem {
    const known = shared.get(volume.name);
    if (known) return known;
    const part = volumePart(pod().metadata.uid, volume.name);
    const files: MemoryFileSystem = createMemoryFileSystem(
      clock,
      { '/volume/': '' },
      { changes: keeping.find(part), onChange: () => keeping.changed(part, () => files.changes()) },
    );
    shared.set(volume.name, files);
    return files;
  }

  function bindOf(volume: Volume, at: string, subPath: string | undefined, readOnly: boolean): Bind {
    const [files, root] = volume.hostPath ? [nodeFiles, volume.hostPath.path] : [sharedFiles(volume), '/volume'];
    const from = resolvePath(root, subPath ?? '.');
    if (!files.status(from)) {
      ensureFolder(files, resolvePath(from, volume.hostPath?.type === 'FileOrCreate' ? '..' : '.'));
      if (volume.hostPath?.type === 'FileOrCreate') files.write(from, '');
    }
    return { at, files, from, readOnly };
  }

  return {
    findProblem() {
      for (const volume of pod().spec.volumes ?? []) {
        try {
          treeOf(sourcesOf(volume) ?? []);
        } catch (error) {
          return `MountVolume.SetUp failed for volume ${JSON.stringify(volume.name)} : ${(error as Error).message}`;
        }
      }
      return undefined;
    },
    mountInto(base, container) {
      const binds: Bind[] = [];
      for (const mount of container.volumeMounts ?? []) {
        const volume = pod().spec.volumes?.find(({ name }) => name === mount.name);
        if (!volume) continue;
        const at = resolvePath('/', mount.mountPath);
        const sources = sourcesOf(volume);
        if (sources) mountTree(base, at, mount.subPath, () => treeOf(sources));
        else {
          ensureFolder(base, at);
          binds.push(bindOf(volume, at, mount.subPath, mount.readOnly ?? false));
        }
      }
      return joinFiles(base, binds);
    },
  };
}

/** Such volumes are read-only whatever the mount says. */
function mountTree(base: FileSystem, at: string, subPath: string | undefined, provide: () => Tree): void {
  ensureFolder(base, resolvePath(at, '..'));
  if (!subPath) {
    base.mount(at, provide, { readOnly: true });
    return;
  }
  const copy = { ...provide() };
  const text = copy[subPath];
  const below = Object.entries(copy).flatMap(([path, content]) =>
    path.startsWith(`${subPath}/`) ? [[path.slice(subPath.length + 1), content]] : [],
  );
  base.mount(at, () => (text === undefined ? Object.fromEntries(below) : { '': text }), { readOnly: true });
}

function ensureFolder(files: FileSystem, path: string): void {
  const status = files.status(path);
  if (!status) files.makeFolder(path, { parents: true });
  else if (status.kind === 'file') throw new FileError('ENOTDIR', path);
}
