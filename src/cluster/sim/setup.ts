// Brings a fresh simulated cluster to where a lab begins: setup.yaml, setup.sh, and rest.

import type { Cluster } from '../../../grader/index.ts';
import { isSettled, Problem } from '../../../grader/index.ts';
import type { Clock } from '../../clock.ts';
import { type ApiObjects, ApiRefusal } from '../api-objects.ts';
import { type Manifest, parseManifests } from '../manifests.ts';

const POLL_MS = 100;
/** Within this time a lab's pods have started, on the cluster's own clock. A lab whose pods never settle begins then. */
const SETTLE_LIMIT_MS = 60_000;
/** Probes with a delay come after the pods run; so long nothing may have changed. */
const QUIET_MS = 3_000;
const ACCOUNT_LIMIT_MS = 5_000;

/** Rejects with `setup-failed`: the line of setup.yaml, what the API server says of it, and what to do. */
export async function applyManifests(text: string, objects: ApiObjects, clock: Clock): Promise<void> {
  const manifests = parseManifests(text);
  for (const manifest of manifests) {
    await create(manifest, objects);
    if (manifest.object.kind === 'Namespace') await waitForAccount(manifest.object.metadata.name, objects, clock);
  }
}

async function create({ line, lineOf, object }: Manifest, objects: ApiObjects): Promise<void> {
  try {
    await objects.create(object, { strict: true });
  } catch (error) {
    if (error instanceof ApiRefusal || (error instanceof Problem && error.code === 'unsupported')) {
      const what = `${object.kind} ${object.metadata.namespace ? `${object.metadata.namespace}/` : ''}${object.metadata.name}`;
      const field = /"(\w+(?:[.[\]]+\w+)+)"|\b(\w+(?:\[\d+\]|\.\w+)+):/.exec(error.message);
      const at = field ? lineOf((field[1] ?? field[2]) as string) : line;
      throw new Problem(
        'setup-failed',
        `setup.yaml:${at}: ${what}: ${error.message}. Mend the manifest there; a real cluster would refuse it too.`,
        { cause: error },
      );
    }
    throw error;
  }
}

/** A pod needs its namespace's default ServiceAccount, which a controller makes. */
async function waitForAccount(namespace: string, objects: ApiObjects, clock: Clock): Promise<void> {
  const untilMs = clock.now() + ACCOUNT_LIMIT_MS;
  while (!(await objects.get({ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name: 'default' }))) {
    if (clock.now() > untilMs)
      throw new Problem('setup-failed', `namespace ${namespace} got no default ServiceAccount within ${ACCOUNT_LIMIT_MS / 1000} s`);
    await clock.sleep(1);
  }
}

/** Resolves when every workload has come to rest and nothing has changed for a while. */
export async function waitForRest(cluster: Cluster, clock: Clock, lastChangeMs: () => number, signal: AbortSignal): Promise<void> {
  const untilMs = clock.now() + SETTLE_LIMIT_MS;
  while (clock.now() < untilMs) {
    if (clock.now() - lastChangeMs() >= QUIET_MS && (await isSettled(cluster))) return;
    await clock.sleep(POLL_MS, signal);
  }
}
