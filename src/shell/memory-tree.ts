// A tree of files and folders in memory, without paths: what createMemoryFileSystem walks.

export interface FileNode {
  readonly kind: 'file';
  /** Joined when read, so that many small writes stay cheap. */
  chunks: Uint8Array[];
  sizeBytes: number;
  modifiedMs: number;
  mode: number;
  /** As /dev/null: takes everything and holds nothing. */
  readonly device?: true;
}

export interface FolderNode {
  readonly kind: 'directory';
  readonly children: Map<string, Node>;
  modifiedMs: number;
  mode: number;
}

export type Node = FileNode | FolderNode;

const encoder = new TextEncoder();

export function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? encoder.encode(content) : content;
}

export function createFile(content: Uint8Array | string, modifiedMs: number, mode = 0o644): FileNode {
  const bytes = bytesOf(content);
  return { kind: 'file', chunks: [bytes], sizeBytes: bytes.length, modifiedMs, mode };
}

export function createFolder(modifiedMs: number): FolderNode {
  return { kind: 'directory', children: new Map(), modifiedMs, mode: 0o755 };
}

export function contentOf(file: FileNode): Uint8Array {
  if (file.chunks.length === 1) return file.chunks[0] as Uint8Array;
  const all = new Uint8Array(file.sizeBytes);
  let at = 0;
  for (const chunk of file.chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  file.chunks = [all];
  return all;
}

/** A tree of text files by relative path; the path '' makes the tree a single file. */
export function treeOf(files: Readonly<Record<string, string>>, modifiedMs: number): Node {
  if (files[''] !== undefined) return createFile(files[''], modifiedMs);
  const root = createFolder(modifiedMs);
  for (const [path, text] of Object.entries(files)) {
    const names = path.split('/').filter(Boolean);
    const last = path.endsWith('/') ? undefined : names.pop();
    let folder = root;
    for (const name of names) {
      const child = folder.children.get(name);
      if (child?.kind === 'directory') folder = child;
      else {
        const made = createFolder(modifiedMs);
        folder.children.set(name, made);
        folder = made;
      }
    }
    if (last !== undefined) folder.children.set(last, createFile(text, modifiedMs));
  }
  return root;
}
