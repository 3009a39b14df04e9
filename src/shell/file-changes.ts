// What has become of a tree since it was made, as data: a file system can be brought back by making it again and changing it so.
import { contentOf, createFile, createFolder, type FileNode, type FolderNode, type Node } from './memory-tree.ts';
import { nameOf, parentOf } from './paths.ts';

interface KeptNode {
  readonly path: string;
  readonly mode: number;
  readonly modifiedMs: number;
  /** A file's content; bytes that are no text in base64. A folder has neither. */
  readonly text?: string;
  readonly base64?: string;
}

export interface FileChanges {
  /** When the tree was made. */
  readonly startMs: number;
  readonly removed: readonly string[];
  /** Folders before what is in them. */
  readonly nodes: readonly KeptNode[];
}

interface Original {
  readonly node: Node;
  readonly mode: number;
  readonly content: Uint8Array | undefined;
}

/** A tree as it was, to be compared with what it becomes. */
export type Beginning = ReadonlyMap<string, Original>;

export function beginningOf(root: FolderNode): Beginning {
  const nodes = new Map<string, Original>();
  for (const [path, node] of walk(root))
    nodes.set(path, { node, mode: node.mode, content: node.kind === 'file' ? contentOf(node) : undefined });
  return nodes;
}

export function changesSince(beginning: Beginning, root: FolderNode, startMs: number): FileChanges {
  const seen = new Set<string>();
  const nodes: KeptNode[] = [];
  for (const [path, node] of walk(root)) {
    seen.add(path);
    const original = beginning.get(path);
    if (original && isAsItWas(original, node)) continue;
    const { mode, modifiedMs } = node;
    nodes.push({ path, mode, modifiedMs, ...(node.kind === 'file' ? keptContent(contentOf(node)) : {}) });
  }
  const removed = [...beginning.keys()].filter((path) => !seen.has(path) && (parentOf(path) === '/' || seen.has(parentOf(path))));
  return { startMs, removed, nodes };
}

export function applyChanges(root: FolderNode, { removed, nodes }: FileChanges): void {
  const folderOf = (path: string): FolderNode | undefined => {
    let node: Node | undefined = root;
    for (const name of parentOf(path).split('/').filter(Boolean)) node = node?.kind === 'directory' ? node.children.get(name) : undefined;
    return node?.kind === 'directory' ? node : undefined;
  };
  for (const path of removed) folderOf(path)?.children.delete(nameOf(path));
  for (const { path, mode, modifiedMs, text, base64 } of nodes) {
    const folder = folderOf(path);
    if (!folder) throw new Error(`invariant violation: ${path} was kept without its folder`);
    const present = folder.children.get(nameOf(path));
    const content = text ?? (base64 === undefined ? undefined : Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
    if (content !== undefined) folder.children.set(nameOf(path), createFile(content, modifiedMs, mode));
    else if (present?.kind === 'directory') Object.assign(present, { mode, modifiedMs });
    else folder.children.set(nameOf(path), Object.assign(createFolder(modifiedMs), { mode }));
  }
}

function* walk(folder: FolderNode, path = ''): Generator<[string, Node]> {
  for (const [name, node] of folder.children) {
    if (node.kind === 'file' && node.device) continue;
    yield [`${path}/${name}`, node];
    if (node.kind === 'directory') yield* walk(node, `${path}/${name}`);
  }
}

/** A folder's own time tells of what came and went in it; its entries say the same. */
function isAsItWas({ node, mode, content }: Original, now: Node): boolean {
  return now === node && now.mode === mode && (now.kind === 'directory' || isUntouched(now, content));
}

const isUntouched = (file: FileNode, content: Uint8Array | undefined) => file.chunks.length === 1 && file.chunks[0] === content;

function keptContent(bytes: Uint8Array): Pick<KeptNode, 'text' | 'base64'> {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { base64: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
  }
}
