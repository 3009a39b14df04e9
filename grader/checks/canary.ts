// Does anybody in this cluster enforce NetworkPolicies? Asked before a policy is judged: an API server stores them either way.
import type { Disturb, Look } from '../check.ts';
import type { ConnectOutcome, PodRef } from '../cluster.ts';
import { isReady, type Pod } from '../objects.ts';
import { Problem } from '../problem.ts';
import type { BlockedWord } from './reach.ts';

const IMAGE = 'registry.k8s.io/e2e-test-images/agnhost:2.56';
const PORT = 8080;
const ACCOUNT_WAIT_MS = 10_000;
/** Enforcers need a moment; kindnet's is 0.2 s, others take seconds. */
const ENFORCED_WITHIN_MS = 10_000;
const POLL_MS = 200;

type Looking = Look & { readonly disturb: Disturb };

/**
 * Makes a namespace of its own with two pods and a policy that denies, sees the call go through before and fail after, and
 * takes everything away again. Answers how the failure looks here. Throws `policies-ignored` when the policy changes nothing.
 */
export async function canary(look: Looking): Promise<BlockedWord> {
  const space = await look.disturb({
    kind: 'apply',
    objects: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'course-canary' } }],
  });
  const namespace = space.made[0]?.name ?? '';
  try {
    await accountOf(look, namespace);
    const pods = await look.disturb({ kind: 'apply', objects: ['singer', 'listener'].map((name) => podOf(namespace, name)) });
    await pods.settled();
    const [singer, listener] = pods.made.map(({ name }): PodRef => ({ namespace, name }));
    if (!singer || !listener) throw new Problem('probe-failed', 'the canary’s pods were not made');
    const address = await addressOf(look, singer);
    const call = async (): Promise<ConnectOutcome> =>
      (await look.cluster.connect({ from: { pod: listener }, host: address, port: PORT }))[0] ?? 'timed-out';
    const before = await call();
    if (before !== 'connected') throw new Problem('probe-failed', `the canary’s pods do not reach each other without a policy: ${before}`);
    await look.disturb({ kind: 'apply', objects: [denyIn(namespace)] });
    const untilMs = look.now() + ENFORCED_WITHIN_MS;
    for (;;) {
      const after = await call();
      if (after === 'timed-out' || after === 'refused') return after;
      if (look.now() > untilMs) throw new Problem('policies-ignored', `a policy that denies everything left the canary ${after}`);
      await look.wait(POLL_MS);
    }
  } finally {
    await space.undo();
  }
}

const podOf = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace, name },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [{ name: 'agnhost', image: IMAGE, args: ['netexec', `--http-port=${PORT}`, '--udp-port=-1'] }],
  },
});

const denyIn = (namespace: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace, name: 'deny' },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
});

/** Pods are refused until a controller has made their namespace's account. */
async function accountOf(look: Look, namespace: string): Promise<void> {
  const untilMs = look.now() + ACCOUNT_WAIT_MS;
  while (!(await look.cluster.get({ apiVersion: 'v1', kind: 'ServiceAccount', namespace, name: 'default' }))) {
    if (look.now() > untilMs) throw new Problem('probe-failed', `namespace ${namespace} got no default ServiceAccount`);
    await look.wait(POLL_MS);
  }
}

async function addressOf({ cluster }: Look, { namespace, name }: PodRef): Promise<string> {
  const pod = await cluster.get<Pod>({ apiVersion: 'v1', kind: 'Pod', namespace, name });
  if (!pod?.status?.podIP || !isReady(pod)) throw new Problem('probe-failed', `the canary’s pod ${name} did not become ready`);
  return pod.status.podIP;
}
