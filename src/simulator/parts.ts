// What a cluster is made of while nothing of it runs, piece by piece. Knows nothing of where the pieces are kept.

/**
 * Names are paths. A piece is a value of JSON or bytes. What has changed is written soon, all pieces of one moment
 * together: what is found again is a whole.
 */
export interface Parts {
  /** What the piece held when the host went; undefined when there was none, or it has gone since. */
  find<T>(name: string): T | undefined;
  findBytes(name: string): Uint8Array | undefined;
  /** Of all pieces that were there when the host went, have not gone since, and whose names begin so. */
  names(prefix: string): readonly string[];
  /** `read` is asked for what the piece holds when it is written. Costs next to nothing until then. */
  changed(name: string, read: () => unknown): void;
  /** As `changed`, for what may be written some seconds later when nothing else is. */
  changedLater(name: string, read: () => unknown): void;
  gone(name: string): void;
}

/** Keeps nothing. */
export const noParts: Parts = {
  find: () => undefined,
  findBytes: () => undefined,
  names: () => [],
  changed: () => undefined,
  changedLater: () => undefined,
  gone: () => undefined,
};
