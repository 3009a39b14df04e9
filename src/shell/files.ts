// The file system that programs see: a tree in memory, into which others mount what they provide (volumes, /proc).
// Knows nothing of what is mounted.

export type FileErrorCode = 'ENOENT' | 'EEXIST' | 'ENOTDIR' | 'EISDIR' | 'ENOTEMPTY' | 'EACCES' | 'EROFS' | 'EINVAL';

export class FileError extends Error {
  override readonly name = 'FileError';
  readonly code: FileErrorCode;
  readonly path: string;
  constructor(code: FileErrorCode, path: string) {
    super(`${code}: ${path}`);
    this.code = code;
    this.path = path;
  }
}

export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'link';
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Permission bits, e.g. 0o644. */
  readonly mode: number;
}

/** Paths are absolute and normalised by the caller through `resolvePath`. Every failure throws `FileError`. */
export interface FileSystem {
  status(path: string): FileStatus | undefined;
  read(path: string): Uint8Array;
  readText(path: string): string;
  write(path: string, content: Uint8Array | string, options?: { readonly append?: boolean; readonly mode?: number }): void;
  /** Names in the folder, sorted. */
  list(path: string): readonly string[];
  makeFolder(path: string, options?: { readonly parents?: boolean }): void;
  remove(path: string, options?: { readonly recursive?: boolean }): void;
  rename(from: string, to: string): void;
  changeMode(path: string, mode: number): void;
  /** Replaces whatever is at `path` by a tree of text files that is asked for anew on every read. Returns the undo. */
  mount(path: string, provide: () => Readonly<Record<string, string>>, options?: { readonly readOnly?: boolean }): () => void;
}
