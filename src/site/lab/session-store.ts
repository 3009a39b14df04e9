// Sessions kept in the browser: one IndexedDB row a part. For pages and workers alike.
import type { SessionStore } from '../../session/index.ts';

const DATABASE = 'podkova';
/** Rows are bytes, by session and part. */
const PARTS = 'parts';

export function createIndexedDbStore(name: string = DATABASE): SessionStore {
  let opened: Promise<IDBDatabase> | undefined;
  const database = (): Promise<IDBDatabase> => {
    opened ??= open(name);
    // Storage that was forbidden may be allowed by the next time.
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };
  /** Resolves when everything that `work` asked for is in the database. */
  const change = async (work: (parts: IDBObjectStore) => void): Promise<void> => {
    const transaction = (await database()).transaction(PARTS, 'readwrite');
    work(transaction.objectStore(PARTS));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('the database gave up'));
    });
  };
  return {
    async load(sessionKey) {
      const parts = (await database()).transaction(PARTS).objectStore(PARTS);
      const range = all(sessionKey);
      const [keys, values] = await Promise.all([answer(parts.getAllKeys(range)), answer(parts.getAll(range))]);
      if (keys.length === 0) return undefined;
      return new Map(keys.map((key, at) => [(key as [string, string])[1], values[at] as Uint8Array]));
    },
    write(sessionKey, changes) {
      const copies = [...changes].map(([part, bytes]) => [part, bytes?.slice()] as const);
      return change((parts) => {
        for (const [part, bytes] of copies) {
          if (bytes) parts.put(bytes, [sessionKey, part]);
          else parts.delete([sessionKey, part]);
        }
      });
    },
    remove: (sessionKey) => change((parts) => void parts.delete(all(sessionKey))),
    async list() {
      const parts = (await database()).transaction(PARTS).objectStore(PARTS);
      const keys: string[] = [];
      // From one session's first part to the next session's first part.
      for (let after: string | undefined; ; ) {
        const range = after === undefined ? undefined : IDBKeyRange.lowerBound([after, []], true);
        const cursor = await answer(parts.openKeyCursor(range));
        if (!cursor) return keys;
        after = (cursor.key as [string, string])[0];
        keys.push(after);
      }
    },
  };
}

/** Every part of a session: in IndexedDB's order, an array comes after any text. */
const all = (sessionKey: string) => IDBKeyRange.bound([sessionKey], [sessionKey, []]);

function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(PARTS);
  return answer(request).then((database) => {
    // A later Podkova in another tab wants to change the database's form.
    database.onversionchange = () => database.close();
    return database;
  });
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
