import { describe, expect, it } from 'vitest';
import { ApiError, configMaps, deployments, namespaces, pods, services } from '../../../src/simulator/apiserver/index.ts';
import { startServer } from './cluster.ts';

const webSpec = { containers: [{ name: 'web', image: 'nginx:1.27' }] } as never;

describe('writing', () => {
  it('refuses a change that was made on an old version', () => {
    const { api } = startServer();
    const old = api.create(configMaps, { metadata: { name: 'a', namespace: 'default' } });
    api.update(configMaps, { ...old, data: { x: '1' } });
    expect(() => api.update(configMaps, { ...old, data: { x: '2' } })).toThrowErrorMatchingInlineSnapshot(
      `[ApiError: Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again]`,
    );
  });

  it('writes nothing when nothing changes', () => {
    const { api } = startServer();
    const before = api.create(configMaps, { metadata: { name: 'a', namespace: 'default' } });
    expect(api.change(configMaps, 'default', 'a', () => undefined)).toBe(before);
  });

  it('hands out objects that nobody can change', () => {
    const { api } = startServer();
    const map = api.create(configMaps, { metadata: { name: 'a', namespace: 'default' }, data: { x: '1' } });
    expect(() => Object.assign(map.data ?? {}, { x: '2' })).toThrow(TypeError);
  });

  it('counts generations of the spec, not of the status', () => {
    const { api } = startServer();
    const labels = { app: 'web' };
    const template = { metadata: { labels }, spec: webSpec };
    api.create(deployments, {
      metadata: { name: 'web', namespace: 'default' },
      spec: { selector: { matchLabels: labels }, template },
    } as never);
    const status = { subresource: 'status' } as const;
    const after = api.change(deployments, 'default', 'web', (copy) => Object.assign(copy.status, { replicas: 1 }), status);
    expect(after?.metadata.generation).toBe(1);
    const scaled = api.change(deployments, 'default', 'web', (copy) => Object.assign(copy.spec, { replicas: 3 }));
    expect(scaled).toMatchObject({ metadata: { generation: 2 }, status: { replicas: 1 } });
  });

  it('gives every service an address and a port of its own, beyond those that people choose', () => {
    const { api } = startServer();
    const made = Array.from({ length: 50 }, (_, at) =>
      api.create(services, {
        metadata: { name: `s${at}`, namespace: 'default' },
        spec: { type: 'NodePort', ports: [{ port: 80 }] },
      } as never),
    );
    const addresses = made.map(({ spec }) => spec.clusterIP ?? '');
    const ports = made.map(({ spec }) => spec.ports?.[0]?.nodePort ?? 0);
    expect(new Set(addresses).size).toBe(50);
    expect(new Set(ports).size).toBe(50);
    expect(addresses.every((address) => /^10\.96\.(?!0\.)/.test(address))).toBe(true);
    expect(ports.every((port) => port >= 30_086 && port <= 32_767)).toBe(true);
  });

  it('gives an address back when its service goes', () => {
    const { api } = startServer();
    const create = (name: string) =>
      api.create(services, { metadata: { name, namespace: 'default' }, spec: { clusterIP: '10.96.0.77', ports: [{ port: 80 }] } } as never);
    create('a');
    expect(() => create('b')).toThrow('provided IP is already allocated');
    api.delete(services, 'default', 'a');
    expect(create('b').spec.clusterIP).toBe('10.96.0.77');
  });
});

describe('deleting', () => {
  it('leaves a pod on a node until its kubelet says that it has ended', () => {
    const { api } = startServer();
    const metadata = { name: 'web', namespace: 'default' };
    api.create(pods, { metadata, spec: { ...(webSpec as object), nodeName: 'worker' } } as never);
    const dying = api.delete(pods, 'default', 'web', { gracePeriodSeconds: 5 });
    expect(dying?.metadata).toMatchObject({ deletionTimestamp: '2026-11-20T10:00:05Z', deletionGracePeriodSeconds: 5 });
    expect(api.find(pods, 'default', 'web')).toBeDefined();
    const sooner = api.delete(pods, 'default', 'web', { gracePeriodSeconds: 2 });
    expect(sooner?.metadata.deletionTimestamp).toBe('2026-11-20T10:00:02Z');
    expect(api.delete(pods, 'default', 'web', { gracePeriodSeconds: 60 })?.metadata.deletionGracePeriodSeconds).toBe(2);
    api.delete(pods, 'default', 'web', { gracePeriodSeconds: 0 });
    expect(api.find(pods, 'default', 'web')).toBeUndefined();
  });

  it('waits for the last finalizer', () => {
    const { api } = startServer();
    api.create(configMaps, { metadata: { name: 'a', namespace: 'default', finalizers: ['example.com/a', 'example.com/b'] } });
    api.delete(configMaps, 'default', 'a');
    const finish = (finalizers: string[]) =>
      api.change(configMaps, 'default', 'a', (map) => {
        map.metadata.finalizers = finalizers;
      });
    finish(['example.com/b']);
    expect(api.find(configMaps, 'default', 'a')?.metadata.deletionTimestamp).toBeDefined();
    finish([]);
    expect(api.find(configMaps, 'default', 'a')).toBeUndefined();
  });

  it('ends a namespace when its own finalizer is taken away', () => {
    const { api } = startServer();
    api.create(namespaces, { metadata: { name: 'shop' }, spec: {} });
    expect(api.delete(namespaces, undefined, 'shop')?.status.phase).toBe('Terminating');
    expect(() => api.create(configMaps, { metadata: { name: 'a', namespace: 'shop' } })).toThrow(
      'unable to create new content in namespace shop because it is being terminated',
    );
    const emptied = (namespace: { spec: { finalizers?: string[] } }) => {
      namespace.spec.finalizers = [];
    };
    api.change(namespaces, undefined, 'shop', emptied);
    expect(api.find(namespaces, undefined, 'shop')).toBeDefined();
    api.change(namespaces, undefined, 'shop', emptied, { subresource: 'finalize' });
    expect(api.find(namespaces, undefined, 'shop')).toBeUndefined();
  });

  it('says nothing of what was not there, and throws for a wrong precondition', () => {
    const { api } = startServer();
    expect(api.delete(pods, 'default', 'nosuch')).toBeUndefined();
    api.create(configMaps, { metadata: { name: 'a', namespace: 'default' } });
    expect(() => api.delete(configMaps, 'default', 'a', { preconditions: { uid: 'other' } })).toThrow(ApiError);
  });
});
