import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/clock.ts';
import {
  configMaps,
  daemonSets,
  deployments,
  namespaces,
  nodes,
  pods,
  replicaSets,
  serviceAccounts,
} from '../../../src/simulator/apiserver/index.ts';
import { createQueue } from '../../../src/simulator/controllers/controller.ts';
import type { DaemonSet, Deployment, Pod } from '../../../src/simulator/objects.ts';
import { createRandom } from '../../../src/simulator/random.ts';
import { createWorld, type World } from '../kubelet/world.ts';

const containers = [{ name: 'app', image: 'test/app:1', command: ['serve', '8080'] }];
const template = { metadata: { labels: { app: 'web' } }, spec: { containers } };

function deploy({ api }: World, namespace = 'default'): void {
  const spec = { replicas: 2, selector: { matchLabels: { app: 'web' } }, template };
  api.create(deployments, { metadata: { name: 'web', namespace }, spec } as unknown as Deployment);
}

describe('deleting', () => {
  it('a Deployment takes its ReplicaSets and pods along', async () => {
    const world = await createWorld();
    deploy(world);
    await world.clock.advance(3000);
    world.api.delete(deployments, 'default', 'web', { propagationPolicy: 'Background' });
    expect(world.api.find(deployments, 'default', 'web')).toBeUndefined();
    await world.clock.advance(3000);
    expect([...world.api.list(replicaSets), ...world.api.list(pods)]).toEqual([]);
  });

  it('in the foreground keeps the owner until its dependents have gone', async () => {
    const world = await createWorld();
    deploy(world);
    await world.clock.advance(3000);
    world.api.delete(deployments, 'default', 'web', { propagationPolicy: 'Foreground' });
    expect(world.api.find(deployments, 'default', 'web')?.metadata.finalizers).toEqual(['foregroundDeletion']);
    await world.clock.advance(5000);
    expect([...world.api.list(deployments), ...world.api.list(replicaSets), ...world.api.list(pods)]).toEqual([]);
  });

  it('with orphans leaves the ReplicaSet running without an owner', async () => {
    const world = await createWorld();
    deploy(world);
    await world.clock.advance(3000);
    world.api.delete(deployments, 'default', 'web', { propagationPolicy: 'Orphan' });
    await world.clock.advance(3000);
    expect(world.api.list(deployments)).toEqual([]);
    expect(world.api.list(replicaSets).map(({ metadata }) => metadata.ownerReferences)).toEqual([undefined]);
    expect(world.api.list(pods)).toHaveLength(2);
  });

  it('a namespace empties it first, waiting for its pods', async () => {
    const world = await createWorld();
    world.api.create(namespaces, { metadata: { name: 'shop' }, spec: {} });
    await world.clock.advance(100);
    expect(world.api.find(serviceAccounts, 'shop', 'default')).toBeDefined();
    expect(world.api.find(configMaps, 'shop', 'kube-root-ca.crt')?.data?.['ca.crt']).toContain('BEGIN CERTIFICATE');
    deploy(world, 'shop');
    world.api.create(pods, {
      metadata: { name: 'slow', namespace: 'shop' },
      spec: { containers: [{ name: 'app', image: 'test/app:1', command: ['slow', '5000'] }] },
    } as unknown as Pod);
    await world.clock.advance(3000);
    world.api.delete(namespaces, undefined, 'shop');
    await world.clock.advance(3000);
    const ending = world.api.find(namespaces, undefined, 'shop');
    expect(ending?.status.phase).toBe('Terminating');
    expect(ending?.status.conditions?.find(({ type }) => type === 'NamespaceContentRemaining')?.message).toBe(
      'Some resources are remaining: pods. has 1 resource instances',
    );
    await world.clock.advance(5000);
    expect(world.api.find(namespaces, undefined, 'shop')).toBeUndefined();
    expect(world.bugs).toEqual([]);
    expect(world.clock.pending).toBe(0);
  });
});

describe('a DaemonSet', () => {
  const create = ({ api }: World, spec: object = {}) =>
    api.create(daemonSets, {
      metadata: { name: 'agent', namespace: 'default' },
      spec: { selector: { matchLabels: { app: 'web' } }, template: { ...template, spec: { containers, ...spec } } },
    } as unknown as DaemonSet);
  const placed = ({ api }: World) =>
    api
      .list(pods, { namespace: 'default' })
      .map(({ spec }) => spec.nodeName)
      .sort();

  it('has one pod on every node, and none where its nodeSelector does not fit', async () => {
    const world = await createWorld({ nodes: 3 });
    create(world, { nodeSelector: { 'lab/proxy': 'on' } });
    for (const name of ['node0', 'node1'])
      world.api.change(nodes, undefined, name, (copy) => {
        copy.metadata.labels = { ...copy.metadata.labels, 'lab/proxy': 'on' };
      });
    await world.clock.advance(3000);
    expect(placed(world)).toEqual(['node0', 'node1']);
    world.api.change(daemonSets, 'default', 'agent', (copy) => {
      delete copy.spec.template.spec.nodeSelector;
    });
    await world.clock.advance(10_000);
    expect(placed(world)).toEqual(['node0', 'node1', 'node2']);
    expect(world.api.find(daemonSets, 'default', 'agent')?.status).toMatchObject({
      desiredNumberScheduled: 3,
      numberReady: 3,
      updatedNumberScheduled: 3,
    });
  });

  it('replaces its pods one node at a time', async () => {
    const world = await createWorld({ nodes: 3 });
    create(world);
    await world.clock.advance(3000);
    let fewest = 3;
    world.api.watch(daemonSets, {}, ({ object }) => {
      fewest = Math.min(fewest, object.status.numberReady);
    });
    world.api.change(daemonSets, 'default', 'agent', (copy) => {
      copy.spec.template.metadata = { ...copy.spec.template.metadata, annotations: { restarted: 'now' } };
    });
    await world.clock.advance(30_000);
    expect(world.api.list(pods, { namespace: 'default' }).map(({ metadata }) => metadata.annotations?.restarted)).toEqual([
      'now',
      'now',
      'now',
    ]);
    expect(fewest).toBe(2);
  });
});

describe('the scheduler', () => {
  it('says why a pod has no node, and gives it one when that changes', async () => {
    const world = await createWorld({ nodes: 2 });
    world.api.change(nodes, undefined, 'node0', (copy) => {
      copy.spec.taints = [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }];
    });
    world.runPod('picky', { command: ['idle'] }, { nodeSelector: { disk: 'ssd' } });
    await world.clock.advance(1000);
    expect(world.event('picky', 'FailedScheduling')?.message).toBe(
      "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.",
    );
    expect(world.pod('picky').status.conditions).toMatchObject([{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }]);
    world.api.change(nodes, undefined, 'node1', (copy) => {
      copy.metadata.labels = { ...copy.metadata.labels, disk: 'ssd' };
    });
    await world.clock.advance(3000);
    expect(world.pod('picky').spec.nodeName).toBe('node1');
  });

  it('spreads replicas, and keeps required anti-affinity and requests', async () => {
    const world = await createWorld({ nodes: 2 });
    deploy(world);
    await world.clock.advance(1000);
    expect(new Set(world.api.list(pods).map(({ spec }) => spec.nodeName)).size).toBe(2);
    world.runPod('big', { command: ['idle'], resources: { requests: { cpu: '5' } } });
    const term = { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' };
    world.runPod(
      'alone',
      { command: ['idle'] },
      { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } },
    );
    await world.clock.advance(1000);
    expect(world.event('big', 'FailedScheduling')?.message).toContain('0/2 nodes are available: 2 Insufficient cpu.');
    expect(world.event('alone', 'FailedScheduling')?.message).toContain("2 node(s) didn't match pod anti-affinity rules.");
  });
});

describe('the queue of a controller', () => {
  it('reports an exception that is not the API server’s, once, and goes on with other keys', async () => {
    const clock = new VirtualClock(0);
    const bugs: string[] = [];
    const done: string[] = [];
    const context = { api: undefined as never, clock, random: createRandom(1), onBug: (_: unknown, where: string) => bugs.push(where) };
    const queue = createQueue(context, 'test', (key) => {
      if (key === 'bad') throw new TypeError('oops');
      done.push(key);
    });
    for (const key of ['bad', 'good', 'good']) queue.add(key);
    await clock.advance(60_000);
    expect([bugs, done, clock.pending]).toEqual([['test bad'], ['good'], 0]);
  });
});
