// Which of a task's two outcomes still counts: the live check sees more often, the proof looks harder.
import type { Outcome, Task } from '../../grader/index.ts';
import type { TaskView } from './host.ts';

/**
 * A proof that has not passed speaks until a live check disproves it: at once where the live check is all there is
 * to the proof, else when the live check has failed since and passes again.
 */
export function withLive(view: TaskView, live: Outcome, task: Task): TaskView {
  const { proof, ...rest } = view;
  if (!proof || proof.status === 'passed') return { ...view, live };
  const disproved = live.status === 'passed' && (task.proof === undefined || view.live?.status === 'failed');
  return disproved ? { ...rest, live } : { ...view, live };
}

/** A proof is newer than any live check before it. */
export function withProof(view: TaskView, proof: Outcome): TaskView {
  const { live: _, ...rest } = view;
  return proof.status === 'passed' ? { ...rest, live: proof, proof } : { ...rest, proof };
}
