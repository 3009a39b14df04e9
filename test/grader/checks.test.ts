// The library of checks about names, settings and what must not appear, on a cluster whose DNS is a table.
import { describe, expect, it } from 'vitest';
import {
  answeredFrom,
  type Check,
  type Cluster,
  type DnsAnswer,
  doesNotResolve,
  envValue,
  type HttpAnswer,
  type KubeObject,
  type Look,
  noObject,
  resolves,
  say,
  survivesRestart,
  urlNamesNamespace,
  type Verdict,
} from '../../grader/index.ts';
import { clusterInMemory } from './cluster-in-memory.ts';

const namespace = 'cvat';
const meta = (name: string, more: object = {}) => ({ name, namespace, uid: name, resourceVersion: '1', ...more });
const owned = (kind: string, name: string) => ({ ownerReferences: [{ kind, name, uid: name, controller: true }] });
const spec = (value?: string) => ({
  containers: [{ name: 'server', image: 'x', env: value === undefined ? [] : [{ name: 'URL', value }] }],
});
const replicaSet = (name: string, revision: number) => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: meta(name, { ...owned('Deployment', 'backend'), annotations: { 'deployment.kubernetes.io/revision': String(revision) } }),
});
const pod = (name: string, set: string, value: string, ready = true, phase = 'Running') => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: meta(name, owned('ReplicaSet', set)),
  spec: spec(value),
  status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});
const deployment = (value?: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: meta('backend'),
  spec: { template: { spec: spec(value) } },
});
const from = { namespace, name: 'backend' };

/** `names`: what a libc lookup gives; anything else is NXDOMAIN. */
function looking(objects: readonly object[], more: { names?: Record<string, string>; http?: Record<string, HttpAnswer> } = {}): Look {
  const memory = clusterInMemory();
  for (const object of objects) memory.put(object);
  const cluster: Cluster = {
    ...memory.cluster,
    async resolve({ name }): Promise<DnsAnswer> {
      const data = more.names?.[name];
      const full = `${name}.cvat.svc.cluster.local.`;
      if (data === 'TIMEOUT') return { rcode: 'TIMEOUT', records: [], questions: [{ name: full, type: 'A', rcode: 'timed-out' }] };
      const rcode = data === undefined ? 'NXDOMAIN' : 'NOERROR';
      const questions = ['A', 'AAAA'].map((type) => ({ name: full, type, rcode }));
      return { rcode, records: data ? [{ name, type: 'A', ttlSeconds: 0, data }] : [], questions };
    },
    async request({ url }) {
      return [more.http?.[url] ?? { failed: 'unresolved' }];
    },
  };
  const now = () => 0;
  return { cluster, atStart: memory.cluster, answers: {}, now, wait: async () => undefined, signal: new AbortController().signal };
}

const outcome = (verdict: Verdict) => (verdict.status === 'passed' ? 'passed' : `${verdict.reason} ${verdict.messageId}`);
const verdictOf = async (check: Check, look: Look) => outcome(await check(look));
const backendPod = [replicaSet('backend-1', 1), pod('backend-1-a', 'backend-1', 'http://minio')];

describe('a check that a name leads nowhere', () => {
  const check = doesNotResolve({ from, name: 'minio', control: 'minio.minio' });

  it('passes only while the control resolves from the same place', async () => {
    expect(await verdictOf(check, looking(backendPod, { names: { 'minio.minio': '10.96.0.5' } }))).toBe('passed');
    expect(await verdictOf(check, looking(backendPod, { names: { 'minio.minio': '10.96.0.5', minio: '10.96.0.5' } }))).toBe(
      'wrong resolves',
    );
  });

  it('concludes nothing from a cluster in which all is broken', async () => {
    expect(await verdictOf(check, looking(backendPod))).toBe('broken-target control-unresolved');
    expect(await verdictOf(check, looking(backendPod, { names: { 'minio.minio': 'TIMEOUT', minio: 'TIMEOUT' } }))).toBe(
      'broken-target control-unresolved',
    );
    expect(await verdictOf(check, looking(backendPod, { names: { 'minio.minio': '10.96.0.5', minio: 'TIMEOUT' } }))).toBe(
      'broken-target dns-silent',
    );
  });

  it('says what was found instead, with the questions that led there', async () => {
    const verdict = await check(looking(backendPod, { names: { 'minio.minio': '10.96.0.5', minio: '10.96.0.9' } }));
    expect(verdict).toMatchObject({
      found: { values: { address: '10.96.0.9' } },
      evidence: {
        kind: 'lookup',
        wanted: false,
        questions: [{ name: 'minio.cvat.svc.cluster.local.', rcode: 'NOERROR', addresses: ['10.96.0.9'] }],
      },
    });
  });
});

describe('a check that a name resolves', () => {
  it.each([
    ['10.96.0.5', 'passed'],
    [undefined, 'wrong no-such-name'],
    ['', 'wrong no-address'],
    ['TIMEOUT', 'wrong dns-silent'],
  ])('of one that leads to %o is: %s', async (data, expected) => {
    const look = looking(backendPod, { names: data === undefined ? {} : { 'minio.minio': data } });
    expect(await verdictOf(resolves({ from, name: 'minio.minio' }), look)).toBe(expected);
  });
});

describe('a check of the URL in a variable', () => {
  const check = urlNamesNamespace({ deployment: from, variable: 'URL', namespace: 'minio' });

  it.each([
    ['http://minio.minio', 'passed'],
    ['http://minio.minio.svc:80', 'passed'],
    ['http://MinIO.minio.svc.cluster.local:80/', 'passed'],
    ['http://minio.minio.svc.cluster.local.:80', 'passed'],
    ['http://minio:80', 'wrong bare-name'],
    ['http://minio.', 'wrong bare-name'],
    ['http://minio.svc', 'wrong other-namespace'],
    ['http://minio.cvat.svc.cluster.local', 'wrong other-namespace'],
    ['http://10.96.12.34:80', 'wrong address'],
    ['http://0x0a600c22/', 'wrong address'],
    ['http://[fd00::1]:80', 'wrong address'],
    ['minio.minio:80', 'wrong no-url'],
    ['', 'wrong no-url'],
    [undefined, 'wrong not-set'],
  ])('judges %s: %s', async (value, expected) => {
    expect(await verdictOf(check, looking([deployment(value)]))).toBe(expected);
  });

  it('reads it as the container gets it: from a ConfigMap, with other variables filled in, the last one wins', async () => {
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('settings'), data: { HOST: 'minio.minio', url: 'http://map' } };
    const read = (container: object) => envValue(looking([map]), namespace, { containers: [container] }, 'URL');
    expect(await read({ env: [{ name: 'URL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'url' } } }] })).toBe('http://map');
    expect(await read({ envFrom: [{ configMapRef: { name: 'settings' } }], env: [{ name: 'URL', value: 'http://$(HOST):$(PORT)' }] })).toBe(
      'http://minio.minio:$(PORT)',
    );
    expect(
      await read({
        env: [
          { name: 'URL', value: 'a' },
          { name: 'URL', valueFrom: { fieldRef: {} } },
        ],
      }),
    ).toBeUndefined();
  });
});

describe('a check of who answers at the URL that a pod was given', () => {
  const check = answeredFrom({ from, variable: 'URL', path: '/hostname', namespace: 'minio' });
  const storage = { apiVersion: 'v1', kind: 'Pod', metadata: { ...meta('minio-1'), namespace: 'minio' } };
  const body = (text: string, status = 200): HttpAnswer => ({ status, headers: {}, body: text });
  const withUrl = (value: string) => [storage, replicaSet('backend-1', 1), pod('backend-1-a', 'backend-1', value, false)];

  it.each([
    ['http://minio.minio', { 'http://minio.minio/hostname': body('minio-1\n') }, 'passed'],
    ['http://minio.minio:80/', { 'http://minio.minio/hostname': body('minio-1') }, 'passed'],
    ['http://minio', {}, 'wrong unresolved'],
    ['http://minio.minio:81', { 'http://minio.minio:81/hostname': { failed: 'timed-out' as const } }, 'wrong timed-out'],
    ['http://minio.minio/x', { 'http://minio.minio/x/hostname': body('', 404) }, 'wrong http-status'],
    ['http://minio.minio', { 'http://minio.minio/hostname': body('impostor') }, 'wrong stranger-answers'],
    ['https://minio.minio', {}, 'wrong no-url'],
  ])('with %s and %o is: %s', async (value, http, expected) => {
    expect(await verdictOf(check, looking(withUrl(value), { http }))).toBe(expected);
  });

  it('looks from the latest revision, ready or not, as soon as it runs', async () => {
    const http = { 'http://minio.minio/hostname': body('minio-1') };
    const old = [storage, replicaSet('backend-1', 1), pod('backend-1-a', 'backend-1', 'http://minio')];
    const next = (phase: string) => [replicaSet('backend-2', 2), pod('backend-2-a', 'backend-2', 'http://minio.minio', false, phase)];
    expect(await verdictOf(check, looking([...old, ...next('Pending')], { http }))).toBe('wrong unresolved');
    expect(await verdictOf(check, looking([...old, ...next('Running')], { http }))).toBe('passed');
  });
});

describe('a check that nothing of a name appears', () => {
  const service = (type: string): KubeObject & { spec: object } => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta('minio'),
    spec: { type },
  });

  it('fails for any of its kinds, and words the ones that it knows', async () => {
    const check = noObject({
      namespace,
      name: 'minio',
      explain: (object) => (object.kind === 'Service' ? { messageId: 'twin', found: say('a', 'б') } : undefined),
    });
    expect(await verdictOf(check, looking([{ ...service('ClusterIP'), metadata: { ...meta('minio'), namespace: 'minio' } }]))).toBe(
      'passed',
    );
    expect(await verdictOf(check, looking([service('ClusterIP')]))).toBe('wrong twin');
    expect(await verdictOf(check, looking([{ ...deployment(), metadata: meta('minio') }]))).toBe('wrong object-appeared');
  });
});

describe('a proof that survives restarts', () => {
  it('restarts one Deployment after the other, and tells after whose restart it broke', async () => {
    const restarted: string[] = [];
    const good: Check = async () => ({ status: 'passed' });
    const untilStorage: Check = async () =>
      restarted.length < 2
        ? { status: 'passed' }
        : {
            status: 'failed',
            reason: 'wrong',
            messageId: 'x',
            expected: say('a', 'б'),
            found: say('a', 'б'),
            evidence: { kind: 'none' },
            lookAt: [],
          };
    const proof = survivesRestart({
      deployment: [from, { namespace: 'minio', name: 'minio' }, { namespace: 'never', name: 'reached' }],
      before: good,
      after: untilStorage,
      explain: (_, { name }) => ({ messageId: `died-with-${name}` }),
    });
    const look = looking([]);
    let now = 0;
    const verdict = await proof({
      ...look,
      now: () => now,
      wait: async (ms) => {
        now += ms;
      },
      async disturb(disturbance) {
        if (disturbance.kind === 'restart') restarted.push(disturbance.object.name);
        return { made: [], settled: async () => undefined, undo: async () => undefined };
      },
    });
    expect({ restarted, verdict: outcome(verdict) }).toEqual({ restarted: ['backend', 'minio'], verdict: 'wrong died-with-minio' });
  });
});
