// The driver of simulated clusters: in this process, in milliseconds, on a time of their own.
import { type Cluster, type Feature, features, type Localized, Problem } from '../../../grader/index.ts';
import { type Clock, VirtualClock } from '../../clock.ts';
import { createSimulator, findKeptCore, noParts, type Simulator } from '../../simulator/index.ts';
import { type ApiObjects, createApiObjects } from '../api-objects.ts';
import type { ClusterDriver, ClusterSpec, RunningCluster, StartOptions } from '../driver.ts';
import { createFacts } from './facts.ts';
import { createProbes } from './probes.ts';
import { applyManifests, waitForRest } from './setup.ts';
import { standpoints } from './standpoints.ts';
import { createWorkstation, type Workstation } from './workstation.ts';
import { createWriter } from './writer.ts';

export interface SimDriverOptions {
  /** The time that a cluster follows once it has started. */
  readonly clock: Clock;
  /** The same seed gives the same cluster, name by name; without it each is its own. */
  readonly seed?: number;
  /** `virtual`: a started cluster stands still until somebody drives its clock. For tests and receipts. */
  readonly time?: 'following' | 'virtual';
  /** Hears of an exception that is no way for a program or controller to end. */
  readonly onBug: (error: unknown) => void;
}

export interface RunningSimCluster extends RunningCluster {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
}

export interface SimDriver extends ClusterDriver {
  readonly name: 'sim';
  start(spec: ClusterSpec, options: StartOptions): Promise<RunningSimCluster>;
  list(): Promise<readonly RunningSimCluster[]>;
}

/** What the simulator does not have: yet, or (a kernel) ever. */
const missing: ReadonlySet<Feature> = new Set(['kernel', 'cni-without-policy', 'load-balancer', 'http-entry', 'musl', 'node-shell']);

/** A cluster begins its life so long before now, and makes up for it while it starts: objects have an age, clocks agree. */
const HEAD_START_MS = 45_000;

/** How long a kept cluster's servers get to listen again before anybody may ask them, on its own clock. */
const RETURN_MS = 300;

const steps = {
  nodes: { en: 'Starting the nodes', ru: 'Запускаем ноды' },
  objects: { en: 'Creating the lab’s objects', ru: 'Создаём объекты лабы' },
  pods: { en: 'Waiting for pods', ru: 'Ждём поды' },
  kept: { en: 'Bringing your cluster back', ru: 'Возвращаем ваш кластер' },
  shell: { en: 'Opening your shell', ru: 'Открываем шелл' },
} as const satisfies Record<string, Localized>;

export function createSimDriver(options: SimDriverOptions): SimDriver {
  const running = new Map<string, RunningSimCluster>();
  return {
    name: 'sim',
    keeps: true,
    features: new Set(features.filter((feature) => !missing.has(feature))),
    unavailable: async () => undefined,
    list: async () => [...running.values()],
    async start(spec, start) {
      const { signal, onStep, parts = noParts } = start;
      const kept = findKeptCore(parts);
      const seed = options.seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 1;
      const clock = new VirtualClock(kept?.nowMs ?? options.clock.now() - HEAD_START_MS);
      onStep(kept ? steps.kept : steps.nodes);
      const simulator = createSimulator({ clock, seed, nodes: spec.nodes === 'three-nodes' ? 3 : 1, onBug: options.onBug, parts });
      try {
        const assembled = assemble(simulator, spec, options);
        if (kept) await clock.advance(RETURN_MS);
        else await clock.drive(setUp(assembled, spec, start));
        if (options.time !== 'virtual') {
          // In a cluster that nobody hosted no time has passed.
          if (kept) clock.resume(options.clock);
          else await clock.follow(options.clock);
        }
        signal.throwIfAborted();
        const cluster = assembled.running;
        running.set(cluster.id, cluster);
        void cluster.stopped.then(() => running.delete(cluster.id));
        return cluster;
      } catch (error) {
        await simulator.stop();
        throw error;
      }
    },
  };
}

interface Assembled {
  readonly running: RunningSimCluster & { readonly stopped: Promise<void> };
  readonly objects: ApiObjects;
  readonly workstation: Workstation;
}

function assemble(simulator: Simulator, spec: ClusterSpec, { onBug, clock: outerClock }: SimDriverOptions): Assembled {
  const { clock } = simulator;
  const admin = simulator.connect({ name: 'grader', groups: ['system:masters'] });
  const learner = simulator.connect({ name: 'learner', groups: ['system:authenticated'] });
  const objects = createApiObjects((request) => admin.fetch(request), clock);
  const find = standpoints(simulator);
  const cluster: Cluster = {
    get: objects.get,
    list: objects.list,
    watch: objects.watch,
    ...createProbes(find, clock),
    ...createFacts(find, simulator),
    may: async () => {
      throw new Problem('unsupported', 'this cluster does not model rights yet');
    },
  };
  const workstation = createWorkstation({
    connection: learner,
    net: simulator.workstation,
    clock,
    namespace: spec.namespace,
    labFiles: spec.files,
    parts: simulator.parts,
    onBug,
  });
  let stopping: Promise<void> | undefined;
  let tellStopped = () => {};
  const stopped = new Promise<void>((resolve) => {
    tellStopped = resolve;
  });
  const running: Assembled['running'] = {
    id: `sim-${spec.labId}-${simulator.id}`,
    simulator,
    clock,
    stopped,
    cluster,
    writer: createWriter(objects, simulator),
    learner,
    terminal: async (id, size) => workstation.terminal(id, size),
    pause: async () => clock.pause(),
    resume: async () => clock.resume(outerClock),
    // It lives and dies with this process.
    onLost: () => () => {},
    stop() {
      stopping ??= (async () => {
        await workstation.shutDown();
        await simulator.stop();
        tellStopped();
      })();
      return stopping;
    },
  };
  return { running, objects, workstation };
}

/** Brings a fresh cluster to where the lab begins. */
async function setUp(
  { running: { cluster, clock, simulator }, objects, workstation }: Assembled,
  spec: ClusterSpec,
  { signal, onStep }: StartOptions,
): Promise<void> {
  await waitForRest(cluster, clock, simulator.lastChangeMs, signal);
  onStep(steps.objects);
  await applyManifests(spec.setupYaml, objects, clock);
  onStep(steps.pods);
  await waitForRest(cluster, clock, simulator.lastChangeMs, signal);
  if (spec.setupScript !== undefined) {
    const { exitCode, output } = await workstation.run(spec.setupScript);
    if (exitCode !== 0) throw new Problem('setup-failed', `setup.sh exited with ${exitCode}:\n${output}`);
    await waitForRest(cluster, clock, simulator.lastChangeMs, signal);
  }
  onStep(steps.shell);
}
