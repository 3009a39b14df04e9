// Tables, read as kubectl reads them, against the cells of real output.
import { describe, expect, it } from 'vitest';
import { endpointSlices, endpoints, pods, services } from '../../../src/simulator/apiserver/index.ts';
import { startServer } from './cluster.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const FIVE_MINUTES_MS = 300_000;

interface Table {
  readonly columnDefinitions: readonly { name: string; priority: number }[];
  readonly rows: readonly { cells: readonly unknown[]; object: { kind: string; metadata: { name: string } } }[];
}

async function startShop() {
  const cluster = startServer();
  const { api, clock } = cluster;
  const namespace = 'default';
  const service = (name: string, spec: object) => api.create(services, { metadata: { name, namespace }, spec } as never);
  service('web', { selector: { app: 'web' }, clusterIP: '10.96.12.34', ports: [{ port: 80, targetPort: 8080 }] });
  service('web-np', {
    type: 'NodePort',
    selector: { tier: 'frontend', app: 'web' },
    clusterIP: '10.96.12.35',
    ports: [{ port: 80, nodePort: 30080 }],
  });
  service('web-lb', {
    type: 'LoadBalancer',
    selector: { app: 'web' },
    clusterIP: '10.96.12.36',
    ports: [
      { name: 'http', port: 80, nodePort: 31234 },
      { name: 'https', port: 443, nodePort: 31235 },
    ],
  });
  service('web-hl', { clusterIP: 'None', selector: { app: 'web' }, ports: [{ port: 80 }] });
  service('ext', { type: 'ExternalName', externalName: 'db.example.com' });
  const addresses = (...ips: string[]) => ips.map((ip) => ({ ip }));
  api.create(endpoints, {
    metadata: { name: 'web', namespace },
    subsets: [{ addresses: addresses('10.244.1.5', '10.244.2.7'), ports: [{ port: 8080 }] }],
  });
  api.create(endpoints, { metadata: { name: 'broken', namespace } });
  api.create(endpoints, {
    metadata: { name: 'unready', namespace },
    subsets: [{ notReadyAddresses: addresses('10.244.1.5'), ports: [{ port: 8080 }] }],
  });
  api.create(endpoints, {
    metadata: { name: 'many', namespace },
    subsets: [{ addresses: addresses('10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'), ports: [{ port: 80 }] }],
  });
  const slice = (name: string, ips: string[], ports: number[]) =>
    api.create(endpointSlices, {
      metadata: { name, namespace },
      addressType: 'IPv4',
      endpoints: ips.map((ip) => ({ addresses: [ip], conditions: { ready: ip !== '10.244.2.8' } })),
      ports: ports.map((port) => ({ name: `p${port}`, port })),
    });
  slice('web-x7k2p', ['10.244.1.5', '10.244.2.7', '10.244.2.8'], [8080]);
  slice('web-lb-aaaaa', ['10.244.1.5', '10.244.1.6', '10.244.1.7', '10.244.1.8'], [8080, 8443]);
  slice('broken-ccccc', [], []);
  const pod = api.create(pods, {
    metadata: { name: 'web-6d4cf56db6-abcde', namespace },
    spec: { nodeName: 'kind-worker', containers: [{ name: 'web', image: 'nginx:1.27' }] },
  } as never);
  api.change(
    pods,
    namespace,
    pod.metadata.name,
    ({ status }) => {
      status.phase = 'Running';
      status.podIPs = [{ ip: '10.244.1.5' }];
      status.containerStatuses = [
        {
          name: 'web',
          ready: true,
          restartCount: 0,
          image: 'nginx:1.27',
          imageID: '',
          state: { running: { startedAt: '' } },
          lastState: {},
        },
      ];
    },
    { subresource: 'status' },
  );
  await clock.advance(FIVE_MINUTES_MS);
  const read = async (path: string, priority: 0 | 1 = 0): Promise<string[]> => {
    const table = (await (await cluster.fetch(path, { headers: { accept: TABLE } })).json()) as Table;
    const shown = table.columnDefinitions.map((column) => column.priority <= priority);
    const line = (cells: readonly unknown[]) => cells.filter((_, at) => shown[at]).join(' | ');
    return [line(table.columnDefinitions.map(({ name }) => name.toUpperCase())), ...table.rows.map(({ cells }) => line(cells))];
  };
  return { ...cluster, read };
}

describe('tables', () => {
  it('show services as kubectl get svc -o wide prints them', async () => {
    const { read } = await startShop();
    expect(await read('/api/v1/namespaces/default/services?labelSelector=!component', 1)).toEqual([
      'NAME | TYPE | CLUSTER-IP | EXTERNAL-IP | PORT(S) | AGE | SELECTOR',
      'ext | ExternalName | <none> | db.example.com | <none> | 5m | <none>',
      'web | ClusterIP | 10.96.12.34 | <none> | 80/TCP | 5m | app=web',
      'web-hl | ClusterIP | None | <none> | 80/TCP | 5m | app=web',
      'web-lb | LoadBalancer | 10.96.12.36 | <pending> | 80:31234/TCP,443:31235/TCP | 5m | app=web',
      'web-np | NodePort | 10.96.12.35 | <none> | 80:30080/TCP | 5m | app=web,tier=frontend',
    ]);
  });

  it('show at most three endpoints, none as <none>, unready ones as nothing', async () => {
    const { read } = await startShop();
    expect(await read('/api/v1/namespaces/default/endpoints')).toEqual([
      'NAME | ENDPOINTS | AGE',
      'broken | <none> | 5m',
      'many | 10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 1 more... | 5m',
      'unready |  | 5m',
      'web | 10.244.1.5:8080,10.244.2.7:8080 | 5m',
    ]);
  });

  it('show every address of a slice, ready or not', async () => {
    const { read } = await startShop();
    expect(await read('/apis/discovery.k8s.io/v1/namespaces/default/endpointslices')).toEqual([
      'NAME | ADDRESSTYPE | PORTS | ENDPOINTS | AGE',
      'broken-ccccc | IPv4 | <unset> | <unset> | 5m',
      'web-lb-aaaaa | IPv4 | 8080,8443 | 10.244.1.5,10.244.1.6,10.244.1.7 + 1 more... | 5m',
      'web-x7k2p | IPv4 | 8080 | 10.244.1.5,10.244.2.7,10.244.2.8 | 5m',
    ]);
  });

  it('show pods and namespaces', async () => {
    const { read } = await startShop();
    expect(await read('/api/v1/namespaces/default/pods', 1)).toEqual([
      'NAME | READY | STATUS | RESTARTS | AGE | IP | NODE | NOMINATED NODE | READINESS GATES',
      'web-6d4cf56db6-abcde | 1/1 | Running | 0 | 5m | 10.244.1.5 | kind-worker | <none> | <none>',
    ]);
    expect(await read('/api/v1/namespaces')).toContain('default | Active | 5m');
  });

  it.each([
    ['a crash loop', { waiting: { reason: 'CrashLoopBackOff' } }, 3, '0/1 | CrashLoopBackOff | 3 (2m ago)'],
    ['an image that cannot be pulled', { waiting: { reason: 'ErrImagePull' } }, 0, '0/1 | ErrImagePull | 0'],
    ['an exit code', { terminated: { exitCode: 2 } }, 0, '0/1 | ExitCode:2 | 0'],
    ['a finished container', { terminated: { exitCode: 0, reason: 'Completed' } }, 0, '0/1 | Completed | 0'],
  ])('tell of %s', async (_, state, restartCount, expected) => {
    const { api, read } = await startShop();
    api.change(
      pods,
      'default',
      'web-6d4cf56db6-abcde',
      ({ status }) => {
        const lastState = restartCount ? { terminated: { exitCode: 1, finishedAt: '2026-11-20T10:03:00Z' } } : {};
        status.containerStatuses = [{ name: 'web', ready: false, restartCount, image: '', imageID: '', state, lastState }];
      },
      { subresource: 'status' },
    );
    const [, row] = await read('/api/v1/namespaces/default/pods');
    expect(row).toBe(`web-6d4cf56db6-abcde | ${expected} | 5m`);
  });
});
