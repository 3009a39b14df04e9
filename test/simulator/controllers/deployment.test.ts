import { describe, expect, it } from 'vitest';
import { deployments, pods, replicaSets } from '../../../src/simulator/apiserver/index.ts';
import type { Deployment, Pod } from '../../../src/simulator/objects.ts';
import { createWorld, type World } from '../kubelet/world.ts';

const LABELS = { app: 'web' };

function deploy({ api }: World, spec: object = {}, command = ['serve', '8080']): void {
  const readinessProbe = { tcpSocket: { port: 8080 } };
  const template = { metadata: { labels: LABELS }, spec: { containers: [{ name: 'app', image: 'test/app:1', command, readinessProbe }] } };
  api.create(deployments, {
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas: 4, selector: { matchLabels: LABELS }, template, ...spec },
  } as unknown as Deployment);
}

const setImage = ({ api }: World, image: string) =>
  api.change(deployments, 'default', 'web', (copy) => {
    for (const container of copy.spec.template.spec.containers) container.image = image;
  });
const current = ({ api }: World) => api.find(deployments, 'default', 'web') as Deployment;
const progress = (world: World) => current(world).status.conditions?.find(({ type }) => type === 'Progressing');
const imagesOf = ({ api }: World) => api.list(pods, { namespace: 'default' }).map(({ spec }) => spec.containers[0]?.image);
const isReady = (pod: Pod) => pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

describe('a Deployment', () => {
  it('becomes available and says so', async () => {
    const world = await createWorld();
    deploy(world);
    await world.clock.advance(3000);
    const { status } = current(world);
    expect(status).toMatchObject({ replicas: 4, updatedReplicas: 4, readyReplicas: 4, availableReplicas: 4, observedGeneration: 1 });
    const [set] = world.api.list(replicaSets);
    expect(set?.metadata.name).toBe(`web-${set?.metadata.labels?.['pod-template-hash']}`);
    expect(status.conditions?.map(({ type, reason, message }) => `${type} ${reason}: ${message}`)).toEqual([
      'Available MinimumReplicasAvailable: Deployment has minimum availability.',
      `Progressing NewReplicaSetAvailable: ReplicaSet "${set?.metadata.name}" has successfully progressed.`,
    ]);
    expect(world.eventsOf('web')).toEqual([`ScalingReplicaSet: Scaled up replica set ${set?.metadata.name} from 0 to 4`]);
    expect(world.bugs).toEqual([]);
  });

  it('keeps enough pods ready and not too many during a rolling update', async () => {
    const world = await createWorld();
    deploy(world, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } } });
    await world.clock.advance(3000);
    const seen: { ready: number; total: number }[] = [];
    world.api.watch(replicaSets, {}, () => {
      const running = world.api.list(pods, { namespace: 'default' }).filter(({ metadata }) => !metadata.deletionTimestamp);
      const total = world.api.list(replicaSets).reduce((sum, { spec }) => sum + spec.replicas, 0);
      seen.push({ ready: running.filter(isReady).length, total });
    });
    setImage(world, 'test/app:2');
    await world.clock.advance(20_000);
    expect(new Set(imagesOf(world))).toEqual(new Set(['test/app:2']));
    expect(imagesOf(world)).toHaveLength(4);
    expect(Math.min(...seen.map(({ ready }) => ready))).toBe(3);
    expect(Math.max(...seen.map(({ total }) => total))).toBe(5);
  });

  it('goes back to an old template under a new revision, with the ReplicaSet that it had', async () => {
    const world = await createWorld();
    deploy(world);
    await world.clock.advance(3000);
    const [first] = world.api.list(replicaSets);
    setImage(world, 'test/app:2');
    await world.clock.advance(20_000);
    setImage(world, 'test/app:1');
    await world.clock.advance(20_000);
    const again = world.api.find(replicaSets, 'default', first?.metadata.name ?? '');
    expect(again?.spec.replicas).toBe(4);
    expect(again?.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
    expect(current(world).metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3');
    expect(world.api.list(replicaSets)).toHaveLength(2);
  });

  it('keeps no more history than it is told to', async () => {
    const world = await createWorld();
    deploy(world, { revisionHistoryLimit: 1 });
    for (const tag of [2, 3, 4]) {
      await world.clock.advance(20_000);
      setImage(world, `test/app:${tag}`);
    }
    await world.clock.advance(20_000);
    expect(
      world.api
        .list(replicaSets)
        .map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision'])
        .sort(),
    ).toEqual(['3', '4']);
  });

  it('with Recreate never runs old and new pods at once', async () => {
    const world = await createWorld();
    deploy(world, { strategy: { type: 'Recreate' } }, ['slow', '3000']);
    await world.clock.advance(3000);
    let mixed = false;
    world.api.watch(pods, { namespace: 'default' }, () => {
      mixed ||= new Set(imagesOf(world)).size > 1;
    });
    setImage(world, 'test/app:2');
    await world.clock.advance(10_000);
    expect(imagesOf(world)).toEqual(Array(4).fill('test/app:2'));
    expect(mixed).toBe(false);
  });

  it('leaves the old pods alone when the new ones never become ready, and reports it after the deadline', async () => {
    const world = await createWorld();
    deploy(world, { progressDeadlineSeconds: 60 });
    await world.clock.advance(3000);
    setImage(world, 'nowhere/app:2');
    await world.clock.advance(30_000);
    expect(current(world).status).toMatchObject({ updatedReplicas: 2, availableReplicas: 3, unavailableReplicas: 2 });
    expect(progress(world)?.reason).toBe('ReplicaSetUpdated');
    await world.clock.advance(60_000);
    expect(progress(world)).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
    expect(progress(world)?.message).toMatch(/^ReplicaSet "web-\w+" has timed out progressing\.$/);
  });

  it('does nothing about its template while paused, but scales', async () => {
    const world = await createWorld();
    deploy(world);
    await world.clock.advance(3000);
    world.api.change(deployments, 'default', 'web', (copy) => {
      copy.spec.paused = true;
      copy.spec.replicas = 2;
    });
    setImage(world, 'test/app:2');
    await world.clock.advance(5000);
    expect(imagesOf(world)).toEqual(['test/app:1', 'test/app:1']);
    expect(progress(world)?.reason).toBe('DeploymentPaused');
    world.api.change(deployments, 'default', 'web', (copy) => {
      copy.spec.paused = false;
    });
    await world.clock.advance(20_000);
    expect(imagesOf(world)).toEqual(['test/app:2', 'test/app:2']);
  });
});

describe('a ReplicaSet', () => {
  it('lets a pod go whose labels were changed, and makes another', async () => {
    const world = await createWorld();
    deploy(world, { replicas: 2 });
    await world.clock.advance(3000);
    const [orphan] = world.api.list(pods, { namespace: 'default' });
    const name = orphan?.metadata.name ?? '';
    world.api.change(pods, 'default', name, (copy) => {
      copy.metadata.labels = { app: 'debug' };
    });
    await world.clock.advance(5000);
    expect(world.pod(name).metadata.ownerReferences).toBeUndefined();
    expect(world.pod(name).status.phase).toBe('Running');
    expect(world.api.list(pods, { namespace: 'default', labelSelector: 'app=web' })).toHaveLength(2);
  });

  it('adopts an orphan with its labels, and then removes the pod that is not ready first', async () => {
    const world = await createWorld();
    deploy(world, { replicas: 2 });
    await world.clock.advance(3000);
    const [set] = world.api.list(replicaSets);
    world.runPod('stray', { command: ['idle'] });
    world.api.change(pods, 'default', 'stray', (copy) => {
      copy.metadata.labels = { ...set?.spec.selector.matchLabels };
    });
    await world.clock.advance(5000);
    expect(world.api.find(pods, 'default', 'stray')).toBeUndefined();
    expect(world.eventsOf(set?.metadata.name ?? '').at(-1)).toBe('SuccessfulDelete: Deleted pod: stray');
  });
});
