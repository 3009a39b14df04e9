// Does the repair outlive the pods in which it was made?
import type { Check, Proof } from '../check.ts';
import { eventually } from '../patience.ts';
import type { Failed } from '../verdict.ts';

/**
 * A proof: `before` must pass, then the Deployment is restarted as `kubectl rollout restart` does, and once it has settled
 * `after` must pass within a minute. A failure of `after` is worded by `explain`.
 */
export function survivesRestart(options: {
  readonly deployment: { readonly namespace: string; readonly name: string };
  readonly before: Check;
  readonly after: Check;
  readonly explain: (failed: Failed) => Partial<Failed>;
}): Proof {
  return async (look) => {
    const ready = await eventually(options.before)(look);
    if (ready.status === 'failed') return ready;
    const restarted = await look.disturb({ kind: 'restart', object: { apiVersion: 'apps/v1', kind: 'Deployment', ...options.deployment } });
    await restarted.settled();
    const verdict = await eventually(options.after, 60_000)(look);
    return verdict.status === 'passed' ? verdict : { ...verdict, ...options.explain(verdict) };
  };
}
