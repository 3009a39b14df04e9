// Disturbances: what a proof may do to a cluster, each written into the journal before it is done.
import type { Disturb, Disturbance, Disturbed } from './check.ts';
import type { GraderClock } from './clock.ts';
import type { Cluster, ClusterWriter, ObjectRef, Place } from './cluster.ts';
import { type Journal, type Undo, undoEntry } from './journal.ts';
import type { KubeObject } from './objects.ts';
import { Problem } from './problem.ts';
import { isSettled } from './settled.ts';

/** How long a cluster may take to come to rest: a rolling update with slow probes fits in. */
const SETTLE_LIMIT_MS = 60_000;
const SETTLE_POLL_MS = 200;

export interface DisturbParts {
  readonly cluster: Cluster;
  readonly writer: ClusterWriter;
  readonly clock: GraderClock;
  readonly journal: Journal;
  readonly signal: AbortSignal;
}

/** `undoRest` undoes what the proof left, newest first, and tells whether anything had been disturbed at all. */
export function createDisturb(parts: DisturbParts, nonce: () => string): { disturb: Disturb; undoRest(): Promise<boolean> } {
  const { cluster, writer, clock, journal, signal } = parts;
  const done: Disturbed[] = [];
  const disturb: Disturb = async (disturbance) => {
    const { undo, act } = await plan(disturbance, cluster, writer, clock, nonce);
    const entry = { id: `${disturbance.kind}-${nonce()}`, undo };
    await journal.add(entry);
    const made = (await act()) ?? [];
    let undone: Promise<void> | undefined;
    const disturbed: Disturbed = {
      made,
      settled: () => waitForRest(cluster, clock, signal),
      undo() {
        undone ??= undoEntry(entry, journal, writer);
        return undone;
      },
    };
    done.push(disturbed);
    return disturbed;
  };
  return {
    disturb,
    async undoRest() {
      for (const disturbed of done.reverse()) await disturbed.undo();
      return done.length > 0;
    },
  };
}

async function waitForRest(cluster: Cluster, clock: GraderClock, signal: AbortSignal): Promise<void> {
  const untilMs = clock.now() + SETTLE_LIMIT_MS;
  while (!(await isSettled(cluster))) {
    if (clock.now() >= untilMs)
      throw new Problem('probe-failed', `the cluster had not settled ${SETTLE_LIMIT_MS / 1000} s after a disturbance`);
    await clock.sleep(SETTLE_POLL_MS, signal);
  }
}

interface Plan {
  readonly undo: readonly Undo[];
  /** Answers what it made, if anything. */
  act(): Promise<readonly ObjectRef[] | void>;
}

async function plan(
  disturbance: Disturbance,
  cluster: Cluster,
  writer: ClusterWriter,
  clock: GraderClock,
  nonce: () => string,
): Promise<Plan> {
  switch (disturbance.kind) {
    case 'delete': {
      const object = await existing(cluster, disturbance.object);
      return {
        undo: [{ kind: 'create', object: withoutServerFields(object) }],
        act: () => writer.remove(disturbance.object),
      };
    }
    case 'recreate': {
      const object = await existing(cluster, disturbance.object);
      const again = withoutServerFields(object);
      const owned = object.metadata.ownerReferences?.some(({ controller }) => controller) ?? false;
      return {
        undo: owned ? [] : [{ kind: 'create', object: again }],
        async act() {
          await writer.remove(disturbance.object);
          if (owned) return [];
          await waitUntilGone(cluster, clock, disturbance.object, object.metadata.uid);
          return [await writer.create(again)];
        },
      };
    }
    case 'restart': {
      // As `kubectl rollout restart` does. There is nothing to undo: taking the annotation away would roll the pods once more.
      const restartedAt = new Date(clock.now()).toISOString();
      const patch = { spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': restartedAt } } } } };
      await existing(cluster, disturbance.object);
      return { undo: [], act: () => writer.patch(disturbance.object, patch) };
    }
    case 'scale': {
      const before = (await existing(cluster, disturbance.object)) as KubeObject & { spec: { replicas?: number } };
      return {
        undo: [{ kind: 'patch', object: disturbance.object, patch: { spec: { replicas: before.spec.replicas ?? 1 } } }],
        act: () => writer.patch(disturbance.object, { spec: { replicas: disturbance.replicas } }),
      };
    }
    case 'patch': {
      const before = await existing(cluster, disturbance.object);
      return {
        undo: [{ kind: 'replace', object: withoutVersion(before) }],
        act: () => writer.patch(disturbance.object, disturbance.patch),
      };
    }
    case 'apply': {
      const suffix = nonce();
      const objects = disturbance.objects.map((object) => withSuffix(object as KubeObject, suffix));
      return {
        undo: objects.map((object) => ({ kind: 'remove', object: refOf(object) })),
        async act() {
          const made: ObjectRef[] = [];
          for (const object of objects) made.push(await writer.create(object));
          return made;
        },
      };
    }
    case 'remove-file': {
      const { place, path } = disturbance;
      const text = await run(writer, place, ['cat', path]);
      return { undo: [{ kind: 'write-file', place, path, text }], act: async () => void (await run(writer, place, ['rm', path])) };
    }
    case 'kill':
      return { undo: [], act: async () => void (await run(writer, disturbance.place, ['pkill', disturbance.process])) };
  }
}

async function run(writer: ClusterWriter, place: Place, argv: readonly string[]): Promise<string> {
  const { exitCode, output } = await writer.exec(place, argv);
  if (exitCode !== 0) throw new Problem('probe-failed', `${argv.join(' ')} exited with ${exitCode}: ${output}`);
  return output;
}

async function existing(cluster: Cluster, ref: ObjectRef): Promise<KubeObject> {
  const object = await cluster.get<KubeObject>(ref);
  if (!object) throw new Problem('probe-place-missing', `${ref.kind} ${ref.namespace ?? ''}/${ref.name} is not there to be disturbed`);
  return object;
}

async function waitUntilGone(cluster: Cluster, clock: GraderClock, ref: ObjectRef, uid: string): Promise<void> {
  const untilMs = clock.now() + SETTLE_LIMIT_MS;
  while ((await cluster.get<KubeObject>(ref))?.metadata.uid === uid) {
    if (clock.now() >= untilMs) throw new Problem('probe-failed', `${ref.kind} ${ref.name} was not gone after ${SETTLE_LIMIT_MS / 1000} s`);
    await clock.sleep(SETTLE_POLL_MS);
  }
}

function refOf({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  return { apiVersion, kind, name: metadata.name, ...(metadata.namespace ? { namespace: metadata.namespace } : {}) };
}

function withSuffix<T extends KubeObject>(object: T, suffix: string): T {
  return { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-${suffix}` } };
}

function withoutVersion(object: KubeObject): object {
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function withoutServerFields(object: KubeObject): object {
  const { uid: _uid, resourceVersion: _version, deletionTimestamp: _deleted, generation: _generation, ...metadata } = object.metadata;
  const { status: _status, ...rest } = object as KubeObject & { status?: unknown };
  return { ...rest, metadata };
}
