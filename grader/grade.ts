// Grades one running lab: live checks while the learner works, proofs when the learner asks.
import type { Look } from './check.ts';
import type { GraderClock } from './clock.ts';
import type { Cluster, ClusterWriter } from './cluster.ts';
import { createDisturb } from './disturb.ts';
import { type Journal, undoAll } from './journal.ts';
import type { LabDefinition, Task } from './lab.ts';
import { createLiveCheck } from './live.ts';
import { look } from './look.ts';
import { eventually } from './patience.ts';
import type { AtStart } from './snapshot.ts';
import type { Outcome } from './verdict.ts';

export interface GraderParts {
  readonly lab: LabDefinition;
  readonly cluster: Cluster;
  readonly writer: ClusterWriter;
  readonly clock: GraderClock;
  readonly atStart: AtStart;
  readonly journal: Journal;
}

export interface TaskOutcome {
  readonly task: Task;
  readonly outcome: Outcome;
}

export interface Proofs {
  readonly tasks: readonly TaskOutcome[];
  /** Every proof has passed in this one run. */
  readonly solved: boolean;
}

export interface Grader {
  /** Runs the live checks until the returned function is called. Starts visible. */
  live(onOutcome: (taskId: string, outcome: Outcome) => void): { visible(isVisible: boolean): void; stop(): void };
  /** Runs every check once, without patience. */
  checkOnce(signal: AbortSignal): Promise<readonly TaskOutcome[]>;
  /**
   * Runs every proof: first all that only look, side by side; then those that disturb, one after the other; then the first
   * ones again, since what held must still hold. Live checks rest meanwhile. What was disturbed has been undone when it
   * resolves. Rejects only with a `Problem` (undo-failed), or with the signal's reason.
   */
  prove(signal: AbortSignal, onOutcome?: (taskId: string, outcome: Outcome) => void): Promise<Proofs>;
}

export function createGrader(parts: GraderParts): Grader {
  const { lab, cluster, writer, clock, journal } = parts;
  const running = new Set<{ rest(): void; go(): void }>();
  let nonces = 0;
  const nonce = () => `${Math.floor(clock.now() % 1e9).toString(36)}${(nonces++).toString(36)}`;

  const lookAt = async (seen: Cluster, signal: AbortSignal): Promise<Look> => ({
    cluster: seen,
    atStart: parts.atStart,
    answers: await readAnswers(seen),
    wait: (durationMs) => clock.sleep(durationMs, signal),
    now: () => clock.now(),
    signal,
  });

  return {
    live(onOutcome) {
      const checks = lab.tasks.map((task) =>
        createLiveCheck({ task, cluster, clock, lookAt, onOutcome: (outcome) => onOutcome(task.id, outcome), onChange }),
      );
      // What one check has read may decide another, that sends packets and reads nothing: a Service's slices, a policy.
      function onChange(): void {
        for (const check of checks) check.changed();
      }
      let visible = true;
      let resting = 0;
      const apply = () => {
        for (const check of checks) {
          if (visible && resting === 0) check.resume();
          else check.pause();
        }
      };
      const handle = {
        rest() {
          resting++;
          apply();
        },
        go() {
          resting--;
          apply();
        },
      };
      running.add(handle);
      apply();
      return {
        visible(isVisible) {
          visible = isVisible;
          apply();
        },
        stop() {
          running.delete(handle);
          for (const check of checks) check.stop();
        },
      };
    },

    async checkOnce(signal) {
      const outcomes: TaskOutcome[] = [];
      for (const task of lab.tasks)
        outcomes.push({ task, outcome: await look(async () => task.check(await lookAt(cluster, signal)), undefined) });
      return outcomes;
    },

    async prove(signal, onOutcome) {
      for (const live of running) live.rest();
      try {
        // What an earlier run could not finish undoing comes first.
        await undoAll(journal, writer);
        const outcomes = new Map<string, Outcome>();
        const tell = (task: Task, outcome: Outcome) => {
          outcomes.set(task.id, outcome);
          onOutcome?.(task.id, outcome);
        };
        const lookOnly = lab.tasks.filter(({ proof }) => proof === undefined);
        const patiently = async (task: Task) => {
          signal.throwIfAborted();
          return look(async () => eventually(task.check)(await lookAt(cluster, signal)), undefined);
        };
        await Promise.all(lookOnly.map(async (task) => tell(task, await patiently(task))));
        let disturbed = false;
        for (const task of lab.tasks) {
          const { proof } = task;
          if (!proof) continue;
          signal.throwIfAborted();
          const disturbing = createDisturb({ cluster, writer, clock, journal, signal }, nonce);
          const outcome = await look(async () => proof({ ...(await lookAt(cluster, signal)), disturb: disturbing.disturb }), undefined);
          if (await disturbing.undoRest()) disturbed = true;
          tell(task, outcome);
        }
        // What held before the disturbances must hold after them.
        if (disturbed) {
          const passed = lookOnly.filter(({ id }) => outcomes.get(id)?.status === 'passed');
          await Promise.all(
            passed.map(async (task) => {
              const outcome = await patiently(task);
              if (outcome.status !== 'passed') tell(task, outcome);
            }),
          );
        }
        const tasks = lab.tasks.map((task) => ({ task, outcome: outcomes.get(task.id) as Outcome }));
        return { tasks, solved: tasks.every(({ outcome }) => outcome.status === 'passed') };
      } finally {
        for (const live of running) live.go();
      }
    },
  };
}

const answersRef = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'course', name: 'answers' } as const;

async function readAnswers(cluster: Cluster): Promise<Readonly<Record<string, string>>> {
  const answers = await cluster.get<{ data?: Record<string, string> }>(answersRef);
  return answers?.data ?? {};
}
