// One file system in which folders of others appear, as bind mounts do: volumes that containers share.
import { FileError, type FileSystem } from '../../shell/index.ts';

export interface Bind {
  /** Where it appears; an existing folder. */
  readonly at: string;
  readonly files: FileSystem;
  /** Which folder of `files` it is. */
  readonly from: string;
  readonly readOnly: boolean;
}

/** Everything outside the binds is `base`'s own. The longest matching bind counts. */
export function joinFiles(base: FileSystem, binds: readonly Bind[]): FileSystem {
  if (binds.length === 0) return base;
  const byLength = [...binds].sort((a, b) => b.at.length - a.at.length);

  function locate(path: string): { files: FileSystem; path: string; bind?: Bind } {
    const bind = byLength.find(({ at }) => path === at || path.startsWith(at === '/' ? '/' : `${at}/`));
    if (!bind) return { files: base, path };
    const inside = `${bind.from === '/' ? '' : bind.from}${path.slice(bind.at.length)}`;
    return { files: bind.files, path: inside || '/', bind };
  }

  function writable(path: string): { files: FileSystem; path: string; bind?: Bind } {
    const located = locate(path);
    if (located.bind?.readOnly) throw new FileError('EROFS', path);
    return located;
  }

  /** Errors name the path as the program knows it. */
  function inside<T>(path: string, located: { files: FileSystem; path: string }, act: (files: FileSystem, path: string) => T): T {
    try {
      return act(located.files, located.path);
    } catch (error) {
      if (error instanceof FileError && error.path === located.path) throw new FileError(error.code, path);
      throw error;
    }
  }

  return {
    status: (path) => inside(path, locate(path), (files, own) => files.status(own)),
    read: (path) => inside(path, locate(path), (files, own) => files.read(own)),
    readText: (path) => inside(path, locate(path), (files, own) => files.readText(own)),
    list: (path) => inside(path, locate(path), (files, own) => files.list(own)),
    write: (path, content, options) => inside(path, writable(path), (files, own) => files.write(own, content, options)),
    makeFolder: (path, options) => inside(path, writable(path), (files, own) => files.makeFolder(own, options)),
    remove: (path, options) => inside(path, writable(path), (files, own) => files.remove(own, options)),
    changeMode: (path, mode) => inside(path, writable(path), (files, own) => files.changeMode(own, mode)),
    rename(from, to) {
      const [source, target] = [writable(from), writable(to)];
      if (source.files !== target.files) {
        target.files.write(target.path, source.files.read(source.path));
        source.files.remove(source.path);
      } else inside(from, source, (files, own) => files.rename(own, target.path));
    },
    mount: (path, provide, options) => inside(path, locate(path), (files, own) => files.mount(own, provide, options)),
  };
}
