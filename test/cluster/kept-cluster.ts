// A simulated cluster that is kept in a store, its host's death, and its return.

import { VirtualClock } from '../../src/clock.ts';
import type { ClusterSpec } from '../../src/cluster/driver.ts';
import { createSimDriver, type RunningSimCluster } from '../../src/cluster/sim/index.ts';
import { createKeeper, createMemoryStore, type Keeper, type SessionStore } from '../../src/session/index.ts';
import { allObjects } from '../../src/simulator/index.ts';

/** Any moment will do. */
const START_MS = Date.UTC(2026, 0, 15, 9);

export interface KeptCluster {
  readonly cluster: RunningSimCluster;
  readonly keeper: Keeper;
  /** Everything up to now is in the store. */
  saved(): Promise<void>;
  /** The host goes without a word; whatever it does from now on reaches nobody. Answers what the store gives the next one. */
  crash(): SessionStore;
}

/** Begins with what the store holds. Moves its own time only when it is told to. */
export async function hostCluster(spec: ClusterSpec, store: SessionStore = createMemoryStore(), seed = 7): Promise<KeptCluster> {
  const clock = new VirtualClock(START_MS);
  const bugs: unknown[] = [];
  const driver = createSimDriver({ clock, seed, time: 'virtual', onBug: (error) => bugs.push(error) });
  const keeper = createKeeper({
    store: cutOff(store, () => crashed),
    key: 'lab',
    clock,
    found: await store.load('lab'),
    onFailure: (error) => bugs.push(error),
  });
  let crashed = false;
  const cluster = await driver.start(spec, { signal: new AbortController().signal, onStep: () => undefined, parts: keeper });
  keeper.begin();
  if (bugs.length > 0) throw bugs[0];
  return {
    cluster,
    keeper,
    saved: () => keeper.flush(),
    crash() {
      crashed = true;
      if (bugs.length > 0) throw bugs[0];
      return store;
    },
  };
}

/** What a dead process still tries to write. */
function cutOff(store: SessionStore, isCut: () => boolean): SessionStore {
  return { ...store, write: async (key, changes) => (isCut() ? undefined : store.write(key, changes)) };
}

export const objectsOf = ({ cluster }: KeptCluster) =>
  Object.fromEntries(
    allObjects(cluster.simulator.api).map((object) => [
      `${object.kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`,
      JSON.parse(JSON.stringify(object)) as unknown,
    ]),
  );
