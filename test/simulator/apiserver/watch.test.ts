import { describe, expect, it } from 'vitest';
import { configMaps, pods } from '../../../src/simulator/apiserver/index.ts';
import { startServer } from './cluster.ts';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

interface Event {
  readonly type: string;
  readonly object: {
    kind: string;
    code?: number;
    message?: string;
    metadata: { name: string; resourceVersion: string; annotations?: object };
  };
}

/** Everything that a watch tells until its timeout. */
async function watch({ fetch, clock }: ReturnType<typeof startServer>, query: string, meanwhile?: () => void): Promise<Event[]> {
  const response = await fetch(`${CONFIG_MAPS}?watch=1&timeoutSeconds=1&${query}`);
  meanwhile?.();
  const text = await clock.drive(response.text());
  return text
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Event);
}

const brief = (events: readonly Event[]) => events.map(({ type, object }) => `${type} ${object.metadata.name}`);

describe('a watch over HTTP', () => {
  it('begins with everything and then tells every change in order', async () => {
    const cluster = startServer();
    const { api } = cluster;
    const create = (name: string) => api.create(configMaps, { metadata: { name, namespace: 'default' } });
    create('a');
    const events = await watch(cluster, '', () => {
      create('b');
      api.change(configMaps, 'default', 'a', (map) => {
        map.data = { x: '1' };
      });
      api.delete(configMaps, 'default', 'b');
    });
    expect(brief(events)).toEqual(['ADDED a', 'ADDED b', 'MODIFIED a', 'DELETED b']);
    const versions = events.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });

  it('goes on from a resource version without losing or repeating a change', async () => {
    const cluster = startServer();
    const { api } = cluster;
    const { metadata } = api.create(configMaps, { metadata: { name: 'a', namespace: 'default' } });
    api.create(configMaps, { metadata: { name: 'b', namespace: 'default' } });
    expect(brief(await watch(cluster, `resourceVersion=${metadata.resourceVersion}`))).toEqual(['ADDED b']);
  });

  it('says 410 Gone when that version is no longer remembered', async () => {
    const cluster = startServer();
    const { api } = cluster;
    const { metadata } = api.create(configMaps, { metadata: { name: 'a', namespace: 'default' } });
    for (let value = 0; value < 1100; value++) {
      api.change(configMaps, 'default', 'a', (map) => {
        map.data = { value: String(value) };
      });
    }
    const [event, ...more] = await watch(cluster, `resourceVersion=${metadata.resourceVersion}`);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
    expect(event?.object.message).toMatch(/^too old resource version: \d+ \(\d+\)$/);
  });

  it('shows an object that begins to match as added and one that ceases to as deleted', async () => {
    const cluster = startServer();
    const { api } = cluster;
    api.create(configMaps, { metadata: { name: 'a', namespace: 'default', labels: { app: 'web' } } });
    api.create(configMaps, { metadata: { name: 'b', namespace: 'default' } });
    const label = (name: string, app: string) =>
      api.change(configMaps, 'default', name, (map) => {
        map.metadata.labels = { app };
      });
    const events = await watch(cluster, 'labelSelector=app%3Dweb', () => {
      label('a', 'other');
      label('b', 'web');
    });
    expect(brief(events)).toEqual(['ADDED a', 'DELETED a', 'ADDED b']);
  });

  it('marks the end of the initial events for those who ask', async () => {
    const cluster = startServer();
    cluster.api.create(configMaps, { metadata: { name: 'a', namespace: 'default' } });
    const query = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const [added, bookmark] = await watch(cluster, query);
    expect(added?.type).toBe('ADDED');
    expect(bookmark).toMatchObject({ type: 'BOOKMARK', object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } } });
  });

  it('ends when the client goes away, and leaves no timer behind', async () => {
    const { fetch, clock } = startServer();
    const stop = new AbortController();
    const response = await fetch(`${CONFIG_MAPS}?watch=1&timeoutSeconds=1000`, { signal: stop.signal });
    const text = response.text();
    expect(clock.pending).toBe(1);
    stop.abort();
    expect(await text).toBe('');
    expect(clock.pending).toBe(0);
  });

  it('prints tables whose columns come once', async () => {
    const { api, fetch, clock } = startServer();
    for (const name of ['a', 'b']) api.create(configMaps, { metadata: { name, namespace: 'default' } });
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const response = await fetch(`${CONFIG_MAPS}?watch=1&timeoutSeconds=1`, { headers: { accept } });
    const tables = (await clock.drive(response.text()))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).object);
    expect(tables.map(({ rows }) => rows[0].cells[0])).toEqual(['a', 'b']);
    expect(tables.map(({ columnDefinitions }) => columnDefinitions?.length)).toEqual([3, undefined]);
  });
});

describe('a watch in the process', () => {
  it('tells each change in a microtask of its own, and nothing after it was stopped', async () => {
    const { api } = startServer();
    const seen: string[] = [];
    const stop = api.watch(pods, { fieldSelector: 'spec.nodeName=' }, ({ type, object }) => {
      seen.push(`${type} ${object.metadata.name}`);
      if (seen.length === 2) stop();
    });
    const spec = { containers: [{ name: 'a', image: 'a' }] } as never;
    for (const name of ['a', 'b', 'c']) api.create(pods, { metadata: { name, namespace: 'default' }, spec });
    expect(seen).toEqual([]);
    await undefined;
    expect(seen).toEqual(['ADDED a', 'ADDED b']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual(['ADDED a', 'ADDED b']);
  });
});

describe('a list in pages', () => {
  it('gives every object once, and says how many are left', async () => {
    const { api, fetch } = startServer();
    for (let at = 0; at < 7; at++) api.create(configMaps, { metadata: { name: `m${at}`, namespace: 'default' } });
    const names: string[] = [];
    const left: (number | undefined)[] = [];
    let token = '';
    do {
      const page = await (await fetch(`${CONFIG_MAPS}?limit=3&continue=${encodeURIComponent(token)}`)).json();
      names.push(...page.items.map((item: { metadata: { name: string } }) => item.metadata.name));
      left.push(page.metadata.remainingItemCount);
      token = page.metadata.continue ?? '';
    } while (token);
    expect(names).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6']);
    expect(left).toEqual([4, 1, undefined]);
  });
});
