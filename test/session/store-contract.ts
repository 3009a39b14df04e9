// What every store of sessions promises: memory, IndexedDB, SQLite.
import { describe, expect, it } from 'vitest';
import type { SessionStore } from '../../src/session/index.ts';

const bytes = (...values: number[]) => new Uint8Array(values);
const plain = async (store: SessionStore, key: string) => {
  const parts = await store.load(key);
  return parts && Object.fromEntries([...parts].map(([name, value]) => [name, [...value]]));
};

/** `open` gives an empty store; `reopen`, where there is one, the same store as the next process finds it. */
export function storeContract(name: string, open: () => Promise<{ readonly store: SessionStore; reopen?(): Promise<SessionStore> }>): void {
  describe(`sessions kept in ${name}`, () => {
    it('knows nothing of a session that nobody has written', async () => {
      const { store } = await open();
      expect(await store.load('one')).toBeUndefined();
      expect(await store.list()).toEqual([]);
      await store.remove('one');
    });

    it('gives back every part as it was last written, byte for byte', async () => {
      const { store, reopen } = await open();
      await store.write(
        'one',
        new Map([
          ['core', bytes(0, 255, 7)],
          ['object/pods/a', bytes()],
        ]),
      );
      await store.write(
        'one',
        new Map([
          ['core', bytes(1)],
          ['object/pods/b', bytes(9, 9)],
        ]),
      );
      const expected = { core: [1], 'object/pods/a': [], 'object/pods/b': [9, 9] };
      expect(await plain(store, 'one')).toEqual(expected);
      if (reopen) expect(await plain(await reopen(), 'one')).toEqual(expected);
    });

    it('takes a part out when it is written as undefined', async () => {
      const { store } = await open();
      await store.write(
        'one',
        new Map([
          ['a', bytes(1)],
          ['b', bytes(2)],
        ]),
      );
      await store.write(
        'one',
        new Map([
          ['a', undefined],
          ['c', bytes(3)],
        ]),
      );
      expect(await plain(store, 'one')).toEqual({ b: [2], c: [3] });
    });

    it('keeps sessions apart, and removes one with all its parts', async () => {
      const { store } = await open();
      await store.write('one', new Map([['a', bytes(1)]]));
      await store.write('one/two', new Map([['a', bytes(2)]]));
      expect([...(await store.list())].sort()).toEqual(['one', 'one/two']);
      await store.remove('one');
      expect(await store.list()).toEqual(['one/two']);
      expect(await store.load('one')).toBeUndefined();
      expect(await plain(store, 'one/two')).toEqual({ a: [2] });
    });

    it('applies writes in the order in which they were asked for, without being waited for', async () => {
      const { store } = await open();
      const writes = Array.from({ length: 50 }, (_, at) =>
        store.write(
          'one',
          new Map([
            ['a', bytes(at)],
            [`only-${at}`, bytes(at)],
          ]),
        ),
      );
      await Promise.all(writes);
      const parts = await plain(store, 'one');
      expect(parts?.a).toEqual([49]);
      expect(Object.keys(parts ?? {})).toHaveLength(51);
    });

    it('is not changed by what happens to the bytes afterwards', async () => {
      const { store } = await open();
      const written = bytes(1, 2);
      const done = store.write('one', new Map([['a', written]]));
      written[0] = 99;
      await done;
      const read = (await store.load('one'))?.get('a');
      expect([...(read ?? [])]).toEqual([1, 2]);
      read?.fill(0);
      expect(await plain(store, 'one')).toEqual({ a: [1, 2] });
    });

    it('forgets a removed session also when a write came just before', async () => {
      const { store } = await open();
      const written = store.write('one', new Map([['a', bytes(1)]]));
      const removed = store.remove('one');
      await Promise.all([written, removed]);
      expect(await store.load('one')).toBeUndefined();
    });
  });
}
