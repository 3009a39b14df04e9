// A lab on a running cluster, from its start to its end.
import {
  atStart,
  createGrader,
  createMemoryJournal,
  type Grader,
  type Localized,
  type Outcome,
  Problem,
  takeSnapshot,
} from '../../grader/index.ts';
import type { ClusterDriver, ClusterSpec, RunningCluster } from '../cluster/driver.ts';
import type { LabSource } from './lab-source.ts';

export interface AttemptParts {
  readonly lab: LabSource;
  readonly driver: ClusterDriver;
  readonly visible: boolean;
  readonly signal: AbortSignal;
  readonly onStep: (step: Localized) => void;
  readonly onLive: (taskId: string, outcome: Outcome) => void;
  readonly onLost: (problem: Problem) => void;
}

export interface Attempt {
  readonly running: RunningCluster;
  readonly grader: Grader;
  visible(isVisible: boolean): void;
  /** May be called twice. Resolves when nothing of it is left. */
  stop(): Promise<void>;
}

/** Resolves when the learner can begin. Leaves nothing behind when it rejects. */
export async function startAttempt(parts: AttemptParts): Promise<Attempt> {
  const { lab, driver, signal } = parts;
  const missing = lab.definition.requires.filter((feature) => !driver.features.has(feature));
  if (missing.length > 0) throw new Problem('feature-missing', `lab ${lab.definition.id} on ${driver.name} lacks ${missing.join(', ')}`);
  const unavailable = await driver.unavailable();
  if (unavailable) throw unavailable;
  const running = await driver.start(specOf(lab), { signal, onStep: parts.onStep });
  try {
    signal.throwIfAborted();
    const { cluster, writer, clock } = running;
    const journal = createMemoryJournal();
    const start = atStart(await takeSnapshot(cluster));
    const grader = createGrader({ lab: lab.definition, cluster, writer, clock, journal, atStart: start });
    signal.throwIfAborted();
    const live = grader.live(parts.onLive);
    live.visible(parts.visible);
    const unsubscribe = running.onLost((problem) => {
      live.stop();
      parts.onLost(problem);
    });
    return {
      running,
      grader,
      visible: (isVisible) => live.visible(isVisible),
      stop() {
        unsubscribe();
        live.stop();
        return running.stop();
      },
    };
  } catch (error) {
    await running.stop();
    throw error;
  }
}

function specOf({ definition, setupYaml, setupScript, files }: LabSource): ClusterSpec {
  return {
    labId: definition.id,
    nodes: definition.cluster === 'three-nodes' ? 'three-nodes' : 'one-node',
    requires: definition.requires,
    setupYaml,
    ...(setupScript === undefined ? {} : { setupScript }),
    files,
    namespace: definition.namespace ?? 'default',
  };
}
