// What the server keeps.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { realClock } from '../../src/clock.ts';
import { openStore, type Store } from '../../src/server/store/index.ts';
import { storeContract } from '../session/store-contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'podkova-store-'));
const opened: Store[] = [];
let files = 0;
const open = (path: string) => {
  const store = openStore(path, realClock);
  opened.push(store);
  return store;
};
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  rmSync(folder, { recursive: true, force: true });
});

storeContract('SQLite', async () => {
  const path = join(folder, `${files++}.sqlite`);
  const first = open(path);
  return {
    store: first.kept,
    async reopen() {
      opened.splice(opened.indexOf(first), 1);
      first.close();
      return open(path).kept;
    },
  };
});

describe('the state of the server', () => {
  it('is there after a restart: learners, their labs, what they have done', () => {
    const path = join(folder, 'state.sqlite');
    const before = openStore(path, realClock);
    before.learners.add('anna', 1);
    before.sessions.add({ id: 's1', learner: 'anna', lab: 'empty-endpoints', driver: null, running: false }, 1);
    before.sessions.set('s1', { driver: 'sim', running: true }, 2);
    before.progress.record('anna', { type: 'proved', labId: 'empty-endpoints', solved: true, at: '2026-04-01T00:00:00.000Z' });
    before.close();
    const after = open(path);
    expect([after.learners.has('anna'), after.learners.has('boris')]).toEqual([true, false]);
    expect(after.sessions.findLab('anna', 'empty-endpoints')).toMatchObject({ id: 's1', driver: 'sim', running: true });
    expect(after.progress.read('anna').labs['empty-endpoints']).toMatchObject({ proofs: 1, solvedAt: '2026-04-01T00:00:00.000Z' });
  });

  it('belongs to one server at a time', () => {
    const path = join(folder, 'state.sqlite');
    open(path);
    expect(() => openStore(path, realClock)).toThrow(/Does another server use it\?/);
  });
});
