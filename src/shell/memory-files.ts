// The file system in memory. Mounts are trees that their owner provides; what is written into one lies over it.
import type { Clock } from '../clock.ts';
import { applyChanges, beginningOf, changesSince, type FileChanges } from './file-changes.ts';
import { FileError, type FileSystem } from './files.ts';
import { bytesOf, contentOf, createFile, createFolder, type FileNode, type FolderNode, type Node, treeOf } from './memory-tree.ts';
import { nameOf, parentOf } from './paths.ts';

interface Mount {
  readonly path: string;
  readonly provide: () => Readonly<Record<string, string>>;
  readonly readOnly: boolean;
  /** What was written here, by path relative to the mount; undefined where it was removed. */
  readonly written: Map<string, string | undefined>;
}

export interface MemoryFileSystem extends FileSystem {
  /** What has become of it since it was made; mounts have no part in it. */
  changes(): FileChanges;
}

export interface MemoryFilesOptions {
  /** What had become of an earlier one that began with the same files. */
  readonly changes?: FileChanges | undefined;
  readonly onChange?: () => void;
}

/**
 * A file system that lives in memory and starts with `files` (absolute path to text; a path that ends in '/' is an empty
 * folder) beside /tmp and /dev/null. A mount's paths are relative to its mount point; '' makes it a single file.
 */
export function createMemoryFileSystem(
  clock: Clock,
  files: Readonly<Record<string, string>> = {},
  { changes, onChange }: MemoryFilesOptions = {},
): MemoryFileSystem {
  const startMs = changes?.startMs ?? clock.now();
  const root = treeOf({ '/tmp/': '', '/dev/': '', ...files }, startMs) as FolderNode;
  const mounts: Mount[] = [];
  const device: FileNode = { kind: 'file', chunks: [], sizeBytes: 0, modifiedMs: startMs, mode: 0o666, device: true };
  (root.children.get('dev') as FolderNode).children.set('null', device);
  const beginning = beginningOf(root);
  if (changes) applyChanges(root, changes);

  const mountOf = (path: string): Mount | undefined => {
    let found: Mount | undefined;
    for (const mount of mounts) {
      const inside = path === mount.path || path.startsWith(`${mount.path}/`);
      if (inside && (!found || mount.path.length >= found.path.length)) found = mount;
    }
    return found;
  };

  const mountedTree = (mount: Mount): Node => {
    const provided: Record<string, string> = {};
    for (const [name, text] of Object.entries(mount.provide())) provided[name.replace(/^\//, '')] = text;
    for (const [name, text] of mount.written) {
      if (text === undefined) {
        for (const other of Object.keys(provided)) if (other === name || other.startsWith(`${name}/`)) delete provided[other];
      } else provided[name] = text;
    }
    return treeOf(provided, startMs);
  };

  const find = (path: string): Node | undefined => {
    const mount = mountOf(path);
    let node: Node | undefined = mount ? mountedTree(mount) : root;
    for (const name of path.slice(mount?.path.length ?? 0).split('/')) {
      if (!name) continue;
      if (node?.kind !== 'directory') return undefined;
      node = node.children.get(name);
    }
    return node;
  };

  const need = (path: string): Node => {
    const node = find(path);
    if (node) return node;
    for (let above = parentOf(path); above !== '/'; above = parentOf(above)) {
      if (find(above)?.kind === 'file') throw new FileError('ENOTDIR', path);
    }
    throw new FileError('ENOENT', path);
  };

  const needFile = (path: string): FileNode => {
    const node = need(path);
    if (node.kind === 'directory') throw new FileError('EISDIR', path);
    return node;
  };

  const needFolder = (path: string, asked: string): FolderNode => {
    const node = find(path);
    if (!node) throw new FileError('ENOENT', asked);
    if (node.kind !== 'directory') throw new FileError('ENOTDIR', asked);
    return node;
  };

  /** The mount that a change of `path` goes to, or undefined for the tree itself. */
  const writableMount = (path: string): Mount | undefined => {
    const mount = mountOf(path);
    if (mount?.readOnly) throw new FileError('EROFS', path);
    return mount;
  };

  const fs: MemoryFileSystem = {
    changes: () => changesSince(beginning, root, startMs),
    status(path) {
      const node = find(path);
      if (!node) return undefined;
      const sizeBytes = node.kind === 'file' ? node.sizeBytes : 4096;
      return { kind: node.kind, sizeBytes, modifiedMs: node.modifiedMs, mode: node.mode };
    },
    read: (path) => contentOf(needFile(path)),
    readText: (path) => new TextDecoder().decode(contentOf(needFile(path))),
    write(path, content, options = {}) {
      const existing = find(path);
      if (existing?.kind === 'directory') throw new FileError('EISDIR', path);
      if (existing?.device) return;
      const mount = writableMount(path);
      const folder = needFolder(parentOf(path), path);
      if (mount) {
        const before = options.append && existing ? new TextDecoder().decode(contentOf(existing)) : '';
        const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
        mount.written.set(path.slice(mount.path.length + 1), before + text);
        return;
      }
      const bytes = bytesOf(content);
      if (!existing) {
        folder.children.set(nameOf(path), createFile(bytes.slice(), clock.now(), options.mode));
        folder.modifiedMs = clock.now();
        return;
      }
      if (!options.append) Object.assign(existing, { chunks: [], sizeBytes: 0 });
      existing.chunks.push(bytes.slice());
      existing.sizeBytes += bytes.length;
      existing.modifiedMs = clock.now();
      if (options.mode !== undefined) existing.mode = options.mode;
    },
    list(path) {
      const node = need(path);
      if (node.kind !== 'directory') throw new FileError('ENOTDIR', path);
      const names = new Set(node.children.keys());
      for (const mount of mounts) if (mount.path !== path && parentOf(mount.path) === path) names.add(nameOf(mount.path));
      return [...names].sort();
    },
    makeFolder(path, options = {}) {
      const existing = find(path);
      if (existing) {
        if (options.parents && existing.kind === 'directory') return;
        throw new FileError('EEXIST', path);
      }
      const mount = writableMount(path);
      if (options.parents && !find(parentOf(path))) fs.makeFolder(parentOf(path), options);
      const folder = needFolder(parentOf(path), path);
      if (mount) mount.written.set(`${path.slice(mount.path.length + 1)}/`, '');
      else folder.children.set(nameOf(path), createFolder(clock.now()));
    },
    remove(path, options = {}) {
      const node = need(path);
      if (node.kind === 'directory' && !options.recursive) {
        if (node.children.size > 0) throw new FileError('ENOTEMPTY', path);
      }
      if (path === '/' || mounts.some((mount) => mount.path === path)) throw new FileError('EINVAL', path);
      const mount = writableMount(path);
      if (mount) {
        const relative = path.slice(mount.path.length + 1);
        for (const name of [...mount.written.keys()]) if (name === relative || name.startsWith(`${relative}/`)) mount.written.delete(name);
        mount.written.set(relative, undefined);
      } else needFolder(parentOf(path), path).children.delete(nameOf(path));
    },
    rename(from, to) {
      const node = need(from);
      if (from === to) return;
      if (to.startsWith(`${from}/`)) throw new FileError('EINVAL', to);
      const target = find(to);
      if (target?.kind === 'directory' && node.kind === 'file') throw new FileError('EISDIR', to);
      if (target?.kind === 'directory' && target.children.size > 0) throw new FileError('ENOTEMPTY', to);
      const folder = needFolder(parentOf(to), to);
      const mounted = writableMount(to) ?? writableMount(from);
      if (mounted) {
        if (node.kind === 'directory') throw new FileError('EINVAL', to);
        fs.write(to, contentOf(node));
        fs.remove(from);
        return;
      }
      needFolder(parentOf(from), from).children.delete(nameOf(from));
      folder.children.set(nameOf(to), node);
    },
    changeMode(path, mode) {
      const node = need(path);
      writableMount(path);
      node.mode = mode;
    },
    mount(path, provide, options = {}) {
      const mount: Mount = { path, provide, readOnly: options.readOnly ?? false, written: new Map() };
      const parent = parentOf(path);
      if (!find(parent)) fs.makeFolder(parent, { parents: true });
      mounts.push(mount);
      return () => {
        const at = mounts.indexOf(mount);
        if (at >= 0) mounts.splice(at, 1);
      };
    },
  };
  return onChange ? noticing(fs, onChange) : fs;
}

function noticing(files: MemoryFileSystem, onChange: () => void): MemoryFileSystem {
  const telling =
    <A extends readonly unknown[]>(act: (...args: A) => void) =>
    (...args: A) => {
      act(...args);
      onChange();
    };
  return {
    ...files,
    write: telling(files.write),
    makeFolder: telling(files.makeFolder),
    remove: telling(files.remove),
    rename: telling(files.rename),
    changeMode: telling(files.changeMode),
  };
}
