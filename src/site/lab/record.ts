// Keeps what a view tells of the learner's progress.
import { realClock } from '../../clock.ts';
import { browserProgress, type LabProgress } from '../../progress/index.ts';
import type { SessionView } from '../../session/index.ts';

const store = browserProgress(localStorage);

/** How far the view has been recorded. */
export interface Recorded {
  readonly proofs: number;
}

export function recordView(recorded: Recorded | undefined, { labId, tasks, proofs, phase }: SessionView): Recorded {
  for (const { id: taskId, hints } of tasks) {
    if (hints.length > 0) store.record({ type: 'hints-opened', labId, taskId, count: hints.length });
  }
  if (recorded && proofs > recorded.proofs) {
    store.record({ type: 'proved', labId, solved: phase === 'solved', at: new Date(realClock.now()).toISOString() });
  }
  return { proofs };
}

export const progressOf = (labId: string): LabProgress | undefined => store.read().labs[labId];
