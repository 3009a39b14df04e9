import { describe, expect, it } from 'vitest';
import { endpointSlices, endpoints, pods, services } from '../../../src/simulator/apiserver/index.ts';
import type { Endpoints, Service } from '../../../src/simulator/objects.ts';
import { createWorld, type World } from '../kubelet/world.ts';

const expose = ({ api }: World, spec: object, labels = {}) =>
  api.create(services, { metadata: { name: 'web', namespace: 'default', labels }, spec } as unknown as Service);
const slices = ({ api }: World) => api.list(endpointSlices, { namespace: 'default', labelSelector: 'kubernetes.io/service-name=web' });
const serve = { command: ['serve', '8080'], readinessProbe: { tcpSocket: { port: 8080 } } as never };

describe('the slices of a Service', () => {
  it('are one empty slice when its selector matches nothing', async () => {
    const world = await createWorld();
    expose(world, { selector: { app: 'wbe' }, ports: [{ port: 80, targetPort: 8080 }] }, { team: 'a' });
    await world.clock.advance(100);
    const [slice, ...more] = slices(world);
    expect(more).toEqual([]);
    expect([slice?.endpoints, slice?.ports]).toEqual([[], []]);
    expect(slice?.metadata).toMatchObject({
      generateName: 'web-',
      labels: { team: 'a', 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' },
      ownerReferences: [{ kind: 'Service', name: 'web', controller: true }],
    });
  });

  it('follow a pod from not ready over ready to terminating', async () => {
    const world = await createWorld();
    expose(world, { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] });
    world.runPod('web', { ...serve, command: ['serve', '8080', '200', '5000'] });
    const conditions = () => slices(world)[0]?.endpoints.map((endpoint) => endpoint.conditions);
    await world.clock.advance(3000);
    expect(conditions()).toEqual([{ ready: false, serving: false, terminating: false }]);
    await world.clock.advance(15_000);
    expect(conditions()).toEqual([{ ready: true, serving: true, terminating: false }]);
    expect(slices(world)[0]?.endpoints[0]).toMatchObject({
      addresses: ['10.244.0.2'],
      nodeName: 'node0',
      targetRef: { kind: 'Pod', namespace: 'default', name: 'web' },
    });
    world.api.change(pods, 'default', 'web', (copy) => {
      copy.metadata.finalizers = ['test/hold'];
    });
    world.runPod('slow', { ...serve, command: ['slow', '9000'], readinessProbe: { exec: { command: ['exit', '0'] } } as never });
    world.api.change(pods, 'default', 'slow', (copy) => {
      copy.metadata.labels = { app: 'web' };
    });
    world.api.delete(pods, 'default', 'web', { gracePeriodSeconds: 0 });
    await world.clock.advance(3000);
    world.api.delete(pods, 'default', 'slow');
    await world.clock.advance(1000);
    expect(conditions()).toContainEqual({ ready: false, serving: true, terminating: true });
  });

  it('resolve a named target port pod by pod', async () => {
    const world = await createWorld();
    const ports = (containerPort: number) => [{ name: 'http', containerPort, protocol: 'TCP' as const }];
    world.runPod('a', { command: ['serve', '8080'], ports: ports(8080) });
    world.runPod('b', { command: ['serve', '9090'], ports: ports(9090) });
    world.runPod('c', { command: ['idle'] });
    for (const name of ['a', 'b', 'c'])
      world.api.change(pods, 'default', name, (copy) => {
        copy.metadata.labels = { app: 'web' };
      });
    expose(world, { selector: { app: 'web' }, ports: [{ name: 'main', port: 80, targetPort: 'http' }] });
    await world.clock.advance(3000);
    const found = slices(world).map(({ ports: own, endpoints: all }) => [
      own.map(({ name, port }) => `${name}:${port}`).join(),
      all.length,
    ]);
    expect(found.sort()).toEqual([
      ['', 1],
      ['main:8080', 1],
      ['main:9090', 1],
    ]);
  });

  it('publish what is not ready when they are told to, and carry the headless label', async () => {
    const world = await createWorld();
    expose(world, { clusterIP: 'None', publishNotReadyAddresses: true, selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] });
    world.runPod('web', { ...serve, command: ['idle'] });
    await world.clock.advance(3000);
    expect(slices(world)[0]?.endpoints[0]?.conditions).toEqual({ ready: true, serving: false, terminating: false });
    expect(slices(world)[0]?.metadata.labels).toHaveProperty('service.kubernetes.io/headless', '');
  });

  it('mirror hand-written Endpoints of a Service without a selector, and go with the Service', async () => {
    const world = await createWorld();
    expose(world, { ports: [{ port: 80, targetPort: 8080 }] });
    const subsets = [{ addresses: [{ ip: '192.0.2.7' }], ports: [{ port: 8080, protocol: 'TCP' }] }];
    world.api.create(endpoints, { metadata: { name: 'web', namespace: 'default' }, subsets } as unknown as Endpoints);
    await world.clock.advance(100);
    expect(
      slices(world).map((slice) => [slice.metadata.labels?.['endpointslice.kubernetes.io/managed-by'], slice.endpoints[0]?.addresses]),
    ).toEqual([['endpointslicemirroring-controller.k8s.io', ['192.0.2.7']]]);
    world.api.delete(services, 'default', 'web');
    await world.clock.advance(100);
    expect(slices(world)).toEqual([]);
  });
});

describe('the Endpoints object', () => {
  it('separates ready addresses from others', async () => {
    const world = await createWorld();
    expose(world, { selector: { role: 'web' }, ports: [{ port: 80, targetPort: 8080 }] });
    world.runPod('good', serve);
    world.runPod('bad', { ...serve, command: ['idle'] });
    for (const name of ['good', 'bad'])
      world.api.change(pods, 'default', name, (copy) => {
        copy.metadata.labels = { role: 'web' };
      });
    await world.clock.advance(3000);
    const [subset] = world.api.find(endpoints, 'default', 'web')?.subsets ?? [];
    expect(subset?.addresses?.map(({ targetRef }) => targetRef?.name)).toEqual(['good']);
    expect(subset?.notReadyAddresses?.map(({ targetRef }) => targetRef?.name)).toEqual(['bad']);
    expect(subset?.ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
  });
});
