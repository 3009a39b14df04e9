// A policy lab's proofs on a real simulated cluster: they notice when nobody enforces, and nothing is passed by breaking things.
import { describe, expect, it } from 'vitest';
import type { KubeObject, Outcome, Proofs } from '../../grader/index.ts';
import { VirtualClock } from '../../src/clock.ts';
import { createSimDriver, type RunningSimCluster } from '../../src/cluster/sim/driver.ts';
import { findLabOnDisk } from '../../src/server/labs-on-disk.ts';
import { startAttempt } from '../../src/session/index.ts';

const bug = (error: unknown) => {
  throw error;
};
const policy = (name: string, spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec,
});
const solution = policy('db-from-backend', {
  podSelector: { matchLabels: { role: 'db' } },
  ingress: [{ from: [{ podSelector: { matchLabels: { role: 'backend' } } }] }],
});

async function prove(prepare: (running: RunningSimCluster) => Promise<void>) {
  const lab = await findLabOnDisk('first-policy');
  if (!lab) throw new Error('lab first-policy is gone');
  const driver = createSimDriver({ clock: new VirtualClock(Date.UTC(2026, 10, 20)), seed: 11, time: 'virtual', onBug: bug });
  const { signal } = new AbortController();
  const nothing = () => undefined;
  const attempt = await startAttempt({ lab, driver, visible: false, signal, onStep: nothing, onLive: nothing, onLost: nothing });
  const running = attempt.running as RunningSimCluster;
  try {
    const proofs = await running.clock.drive(
      (async () => {
        await prepare(running);
        await running.clock.sleep(2000);
        return attempt.grader.prove(signal);
      })(),
    );
    const left = await running.clock.drive(
      (async () => {
        await running.clock.sleep(60_000);
        const kinds = [
          ['v1', 'Namespace'],
          ['v1', 'Pod'],
          ['networking.k8s.io/v1', 'NetworkPolicy'],
        ] as const;
        const lists = await Promise.all(kinds.map(([apiVersion, kind]) => running.cluster.list<KubeObject>({ apiVersion, kind })));
        return lists.flat().map(({ kind, metadata }) => `${kind} ${metadata.name}`);
      })(),
    );
    return { proofs, left };
  } finally {
    await attempt.stop();
  }
}

const told = ({ tasks }: Proofs) => Object.fromEntries(tasks.map(({ task, outcome }) => [task.id, wordOf(outcome)]));
const wordOf = (outcome: Outcome) =>
  outcome.status === 'failed' ? outcome.messageId : outcome.status === 'errored' ? `errored ${outcome.problem.code}` : outcome.status;

describe('the proofs of a policy lab', () => {
  it('leave nothing behind that the learner did not make', async () => {
    const { proofs, left } = await prove(async ({ writer }) => void (await writer.create(solution)));
    expect(proofs.solved).toBe(true);
    expect(left.filter((name) => /canary|NetworkPolicy/.test(name))).toEqual(['NetworkPolicy db-from-backend']);
    const pods = left.filter((name) => /^Pod (backend|db|stranger|web)-/.test(name)).map((name) => name.replace(/-.*/, ''));
    expect(pods.sort()).toEqual(['Pod backend', 'Pod db', 'Pod stranger', 'Pod web']);
  });

  it('never say “wrong” where nobody enforces policies', async () => {
    const { proofs, left } = await prove(async ({ writer, clock }) => {
      await writer.remove({ apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'kube-system', name: 'kindnet' });
      await clock.sleep(40_000);
      await writer.create(solution);
    });
    expect(told(proofs)['db-protected']).toBe('errored policies-ignored');
    expect(proofs.solved).toBe(false);
    expect(left.filter((name) => name.includes('canary'))).toEqual([]);
  });

  it.each([
    [
      'everything is scaled to zero',
      async ({ writer }: RunningSimCluster) => {
        for (const [namespace, name] of [
          ['shop', 'db'],
          ['shop', 'backend'],
          ['shop', 'web'],
          ['other', 'stranger'],
        ] as const) {
          await writer.patch({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name }, { spec: { replicas: 0 } });
        }
      },
    ],
    [
      'CoreDNS is deleted',
      ({ writer }: RunningSimCluster) =>
        writer.remove({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'kube-system', name: 'coredns' }),
    ],
    [
      'everything is denied',
      async ({ writer }: RunningSimCluster) => {
        for (const namespace of ['shop', 'other', 'kube-system']) {
          const denied = policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
          await writer.create({ ...denied, metadata: { name: 'deny', namespace } });
        }
      },
    ],
    [
      'the node’s pods are all gone',
      async ({ writer }: RunningSimCluster) => writer.remove({ apiVersion: 'v1', kind: 'Namespace', name: 'shop' }),
    ],
  ])('pass no goal when %s', async (_, breakIt) => {
    const { proofs } = await prove(breakIt);
    const goals = proofs.tasks.filter(({ task }) => task.kind === 'goal');
    expect(goals.map(({ outcome }) => outcome.status)).not.toContain('passed');
    expect(proofs.solved).toBe(false);
  });
});
