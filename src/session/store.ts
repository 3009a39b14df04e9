// Where sessions are kept between two lives of the place that hosts them. Knows nothing of what their parts mean.

/** Named pieces of a session; each is written when it changes, and only then. */
export type Parts = ReadonlyMap<string, Uint8Array>;

/** A part that is `undefined` is taken out. */
export type PartChanges = ReadonlyMap<string, Uint8Array | undefined>;

/** Implemented on memory, IndexedDB and SQLite. Methods reject when the storage cannot do what is asked, and have then done none of it. */
export interface SessionStore {
  /** Everything that `write` has resolved for; undefined when nothing is kept of that session. */
  load(sessionKey: string): Promise<Parts | undefined>;
  /** All of the changes or none, also when the machine dies meanwhile; writes of one session take effect in the order of their calls. Bytes are not kept by reference. */
  write(sessionKey: string, changes: PartChanges): Promise<void>;
  /** With all its parts. Nothing happens when there is none. */
  remove(sessionKey: string): Promise<void>;
  /** Keys of the sessions of which at least one part is kept, in no promised order. */
  list(): Promise<readonly string[]>;
}
