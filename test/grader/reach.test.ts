// The matrix of who reaches whom, over a cluster whose network is a table.
import { describe, expect, it } from 'vitest';
import { type Cluster, type ConnectOutcome, type Look, type ReachOptions, reach, type Verdict } from '../../grader/index.ts';
import { clusterInMemory } from './cluster-in-memory.ts';

const app = (name: string) => ({ namespace: 'shop', name });
const db = { host: 'db.shop', port: 5432 };

function shop(outcomes: Readonly<Record<string, ConnectOutcome>>, names = ['backend', 'web']): Look {
  const memory = clusterInMemory();
  for (const name of names) {
    const owner = (kind: string, of: string) => [{ kind, name: of, uid: `${kind}-${of}`, controller: true }];
    memory.put({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { namespace: 'shop', name, uid: `ReplicaSet-${name}`, ownerReferences: owner('Deployment', name) },
    });
    memory.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: 'shop', name: `${name}-1`, uid: name, ownerReferences: owner('ReplicaSet', name) },
      status: { podIP: '10.0.0.1', conditions: [{ type: 'Ready', status: 'True' }] },
    });
  }
  const cluster: Cluster = {
    ...memory.cluster,
    connect: async ({ from, host, port }) => {
      const caller = from === 'outside' || 'node' in from ? '' : from.pod.name.replace(/-1$/, '');
      return [outcomes[`${caller} ${host}:${port}`] ?? outcomes[caller] ?? 'timed-out'];
    },
  };
  return { cluster, atStart: cluster, answers: {}, wait: async () => undefined, now: () => 0, signal: new AbortController().signal };
}

const onlyBackend: ReachOptions = { open: [[app('backend'), db]], closed: [[app('web'), db]] };
const told = (verdict: Verdict) => (verdict.status === 'failed' ? `${verdict.reason}: ${verdict.messageId}` : verdict.status);

describe('a matrix', () => {
  it.each([
    ['who may gets through, who may not meets silence', { backend: 'connected', web: 'timed-out' }, 'passed'],
    ['who may not gets through', { backend: 'connected', web: 'connected' }, 'wrong: admitted'],
    ['nobody gets through', { backend: 'timed-out', web: 'timed-out' }, 'broken-target: target-down'],
    ['the name is gone', { backend: 'unresolved', web: 'unresolved' }, 'broken-target: target-down'],
    ['the server is gone', { backend: 'refused', web: 'refused' }, 'broken-target: target-down'],
    ['who may not is refused, and not by a policy', { backend: 'connected', web: 'refused' }, 'wrong: not-silent'],
    ['who may not cannot find the name', { backend: 'connected', web: 'unresolved' }, 'wrong: not-silent'],
    ['who may does not get through, though who may not does', { backend: 'timed-out', web: 'connected' }, 'wrong: admitted'],
  ] as const)('%s', async (_, outcomes, verdict) => {
    expect(told(await reach(onlyBackend)(shop(outcomes)))).toBe(verdict);
  });

  it('judges nothing when a caller has no pod', async () => {
    expect(told(await reach(onlyBackend)(shop({ backend: 'connected' }, ['backend'])))).toBe('broken-target: nobody-calls');
  });

  it('cannot be written without a control', () => {
    expect(() => reach({ open: [[app('backend'), { host: 'web.shop', port: 80 }]], closed: [[app('web'), db]] })).toThrow(
      'shop/web must not reach db.shop:5432, but nobody is named who must: give the target a control',
    );
  });

  it('calls every pod of a Deployment, and takes one that answers for open', async () => {
    const pods = { podsOf: app('backend'), port: 80 };
    const options: ReachOptions = { open: [[app('backend'), pods]], closed: [[app('web'), pods]] };
    expect(told(await reach(options)(shop({ backend: 'connected', 'web 10.0.0.1:80': 'connected' })))).toBe('wrong: admitted');
    expect(told(await reach(options)(shop({ backend: 'connected' })))).toBe('passed');
  });

  it('shows what was expected and what was observed, and leaves out what nobody asked', async () => {
    const verdict = await reach({
      ...onlyBackend,
      open: [
        [app('backend'), db],
        [app('web'), { host: 'backend.shop', port: 80 }],
      ],
    })(shop({ backend: 'connected', web: 'connected' }));
    expect(verdict.status === 'failed' && verdict.evidence).toEqual({
      kind: 'matrix',
      rows: ['shop/backend', 'shop/web'],
      columns: ['db.shop:5432', 'backend.shop:80'],
      cells: [
        [{ expected: 'connected', observed: 'connected' }, null],
        [
          { expected: 'timed-out', observed: 'connected' },
          { expected: 'connected', observed: 'connected' },
        ],
      ],
    });
  });
});
