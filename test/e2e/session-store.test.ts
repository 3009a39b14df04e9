// Sessions that are kept in a browser's IndexedDB, by the code that pages and workers run.
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import type { SessionStore } from '../../src/session/index.ts';
import { storeContract } from '../session/store-contract.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
let page: Page;
let databases = 0;
beforeAll(async () => {
  browser = await launchChromium();
  // The site's policy allows no script from elsewhere.
  page = await browser.newPage({ bypassCSP: true });
  await page.goto(inject('site'));
  const source = await readFile(new URL('../../src/site/lab/session-store.ts', import.meta.url), 'utf8');
  await page.addScriptTag({
    type: 'module',
    content: `${stripTypeScriptTypes(source)}\nObject.assign(globalThis, { createIndexedDbStore });`,
  });
  await page.waitForFunction(() => 'createIndexedDbStore' in globalThis);
});
afterAll(() => browser.close());

type Methods = 'load' | 'write' | 'remove' | 'list';
type Plain = readonly (readonly [string, readonly number[] | null])[];

/** The page's store under this name, opened anew. */
async function storeIn(name: string): Promise<SessionStore> {
  const handle = await page.evaluateHandle(
    (database) => (globalThis as unknown as { createIndexedDbStore(name: string): SessionStore }).createIndexedDbStore(database),
    name,
  );
  const call = (method: Methods, key = '', changes: Plain = []) =>
    handle.evaluate(
      async (store, [asked, session, given]) => {
        if (asked === 'list') return store.list();
        if (asked === 'remove') return store.remove(session);
        if (asked === 'write')
          return store.write(session, new Map(given.map(([part, bytes]) => [part, bytes ? new Uint8Array(bytes) : undefined])));
        const parts = await store.load(session);
        return parts && [...parts].map(([part, bytes]) => [part, [...bytes]] as const);
      },
      [method, key, changes] as const,
    ) as Promise<unknown>;
  return {
    async load(key) {
      const parts = (await call('load', key)) as [string, number[]][] | undefined;
      return parts && new Map(parts.map(([part, bytes]) => [part, new Uint8Array(bytes)]));
    },
    write: async (key, changes) =>
      void (await call(
        'write',
        key,
        [...changes].map(([part, bytes]) => [part, bytes ? [...bytes] : null] as const),
      )),
    remove: async (key) => void (await call('remove', key)),
    list: async () => (await call('list')) as string[],
  };
}

storeContract('IndexedDB', async () => {
  const name = `contract-${databases++}`;
  return { store: await storeIn(name), reopen: () => storeIn(name) };
});
