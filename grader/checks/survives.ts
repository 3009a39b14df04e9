// Does the repair outlive the pods in which it was made?
import type { Check, Proof } from '../check.ts';
import { eventually } from '../patience.ts';
import type { Failed, Verdict } from '../verdict.ts';

interface DeploymentName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * A proof: `before` must pass, then the Deployment is restarted as `kubectl rollout restart` does, and once it has settled
 * `after` must pass within a minute. Of several Deployments one is restarted after the other, with `after` in between. A failure of
 * `after` is worded by `explain`, which is told whose restart it followed.
 */
export function survivesRestart(options: {
  readonly deployment: DeploymentName | readonly DeploymentName[];
  readonly before: Check;
  readonly after: Check;
  readonly explain: (failed: Failed, restarted: DeploymentName) => Partial<Failed>;
}): Proof {
  const { deployment } = options;
  const deployments = 'name' in deployment ? [deployment] : deployment;
  return async (look) => {
    const ready = await eventually(options.before)(look);
    if (ready.status === 'failed') return ready;
    let last: Verdict = ready;
    for (const name of deployments) {
      const restarted = await look.disturb({ kind: 'restart', object: { apiVersion: 'apps/v1', kind: 'Deployment', ...name } });
      await restarted.settled();
      last = await eventually(options.after, 60_000)(look);
      if (last.status === 'failed') return { ...last, ...options.explain(last, name) };
    }
    return last;
  };
}
