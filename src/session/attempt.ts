// A lab on a running cluster, from its start to its end.
import {
  atStart,
  type Cluster,
  type ClusterWriter,
  createGrader,
  createMemoryJournal,
  type Grader,
  type Journal,
  type Localized,
  type ObjectSnapshot,
  type Outcome,
  Problem,
  takeSnapshot,
  undoAll,
} from '../../grader/index.ts';
import type { ClusterDriver, ClusterSpec, RunningCluster } from '../cluster/driver.ts';
import { createKeptJournal } from './kept-journal.ts';
import type { KeptSession } from './kept-session.ts';
import type { LabSource } from './lab-source.ts';

export interface AttemptParts {
  readonly lab: LabSource;
  readonly driver: ClusterDriver;
  readonly visible: boolean;
  readonly signal: AbortSignal;
  readonly onStep: (step: Localized) => void;
  readonly onLive: (taskId: string, outcome: Outcome) => void;
  readonly onLost: (problem: Problem) => void;
  /** Where the attempt is kept beyond this process; what came back from there goes on. */
  readonly kept?: KeptSession | undefined;
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
  const { lab, driver, signal, kept } = parts;
  const missing = lab.definition.requires.filter((feature) => !driver.features.has(feature));
  if (missing.length > 0) throw new Problem('feature-missing', `lab ${lab.definition.id} on ${driver.name} lacks ${missing.join(', ')}`);
  const unavailable = await driver.unavailable();
  if (unavailable) throw unavailable;
  const running = await driver.start(specOf(lab), { signal, onStep: parts.onStep, ...(kept ? { parts: kept.keeper } : {}) });
  try {
    signal.throwIfAborted();
    const { cluster, writer, clock } = running;
    const journal = kept ? createKeptJournal(kept.keeper) : createMemoryJournal();
    if (kept?.returned) await putBack(journal, writer);
    const start = atStart(await startOf(cluster, kept));
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

/** What could not be put back now is tried again before the next proof, which tells the learner. */
async function putBack(journal: Journal, writer: ClusterWriter): Promise<void> {
  try {
    await undoAll(journal, writer);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

const START = 'at-start';

async function startOf(cluster: Cluster, kept: KeptSession | undefined): Promise<ObjectSnapshot> {
  const known = kept?.keeper.find<ObjectSnapshot>(START);
  if (known) return known;
  const objects = await takeSnapshot(cluster);
  kept?.keeper.changed(START, () => objects);
  return objects;
}

export function specOf({ definition, setupYaml, setupScript, files }: LabSource): ClusterSpec {
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
