// Objects that a page looks at with the learner's rights, kept up to date for as long as it looks.
import { Problem } from '../../grader/index.ts';
import type { Clock } from '../clock.ts';
import type { RunningCluster } from '../cluster/driver.ts';
import type { ReadQuery, Unsubscribe } from './host.ts';
import { type ApiObject, findResource, get, type LearnerApi, watch } from './learner-api.ts';

/** After the cluster did not answer, or does not serve the kind (yet: a CustomResourceDefinition may come). */
const RETRY_MS = 3_000;

interface Reading {
  readonly query: ReadQuery;
  readonly onChange: (objects: readonly object[]) => void;
  stop: AbortController;
}

export interface Reads {
  add(query: ReadQuery, onChange: (objects: readonly object[]) => void): Unsubscribe;
  /** The cluster has changed: everything is read anew. Without a cluster there is nothing to see. */
  restart(cluster: RunningCluster | undefined): void;
}

export function createReads(clock: Clock): Reads {
  const readings = new Set<Reading>();
  let api: LearnerApi | undefined;

  const begin = (reading: Reading) => {
    reading.stop.abort();
    reading.stop = new AbortController();
    if (api) void follow(api, reading, reading.stop.signal, clock);
    else reading.onChange([]);
  };
  return {
    add(query, onChange) {
      const reading: Reading = { query, onChange, stop: new AbortController() };
      readings.add(reading);
      begin(reading);
      return () => {
        readings.delete(reading);
        reading.stop.abort();
      };
    },
    restart(cluster) {
      api = cluster?.learner;
      for (const reading of readings) begin(reading);
    },
  };
}

async function follow(api: LearnerApi, { query, onChange }: Reading, signal: AbortSignal, clock: Clock): Promise<void> {
  while (!signal.aborted) {
    try {
      await listAndWatch(api, query, onChange, signal);
    } catch (error) {
      if (signal.aborted) return;
      // A lesson's picture waits for a cluster that cannot answer now; a bug of ours must be seen.
      if (!(error instanceof Problem)) throw error;
      onChange([]);
      await clock.sleep(RETRY_MS, signal).catch(() => undefined);
    }
  }
}

async function listAndWatch(
  api: LearnerApi,
  query: ReadQuery,
  onChange: (objects: readonly object[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const url = await findResource(api, query, signal);
  const list = await get<{ metadata: { resourceVersion: string }; items: readonly ApiObject[] }>(api, url, signal);
  const objects = new Map(list.items.map((object) => [keyOf(object), object]));
  let due = false;
  const tell = () => {
    due = false;
    if (!signal.aborted) onChange([...objects.values()]);
  };
  tell();
  for await (const event of watch(api, url, list.metadata.resourceVersion, signal)) {
    // Too old a version, as after a long sleep: list again.
    if (event.type === 'ERROR') return;
    if (event.type === 'BOOKMARK') continue;
    if (event.type === 'DELETED') objects.delete(keyOf(event.object));
    else objects.set(keyOf(event.object), event.object);
    if (due) continue;
    due = true;
    queueMicrotask(tell);
  }
}

const keyOf = ({ metadata }: ApiObject) => `${metadata.namespace ?? ''}/${metadata.name}`;
