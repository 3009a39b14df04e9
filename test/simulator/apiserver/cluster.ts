// An API server alone, with what a fresh cluster's bootstrap makes in it.
import { VirtualClock } from '../../../src/clock.ts';
import { createApiServer, namespaces, serviceAccounts, services } from '../../../src/simulator/apiserver/index.ts';
import type { FindNode } from '../../../src/simulator/apiserver/node-connection.ts';
import { createRandom } from '../../../src/simulator/random.ts';

export const START_MS = Date.UTC(2026, 10, 20, 10);

export function startServer(findNode: FindNode = () => undefined) {
  const clock = new VirtualClock(START_MS);
  const server = createApiServer({ clock, random: createRandom(1), findNode });
  const { api } = server;
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) api.create(namespaces, { metadata: { name }, spec: {} });
  api.create(serviceAccounts, { metadata: { name: 'default', namespace: 'default' } });
  const spec = {
    type: 'ClusterIP',
    sessionAffinity: 'None',
    clusterIP: '10.96.0.1',
    ports: [{ name: 'https', port: 443, targetPort: 6443, protocol: 'TCP' }],
  } as const;
  api.create(services, {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: { ...spec, ports: [...spec.ports] },
  });
  const connection = server.connect({ name: 'kubernetes-admin', groups: ['system:masters'] });
  const fetch = (path: string, init?: RequestInit) => connection.fetch(new Request(`https://server${path}`, init));
  return { api, clock, server, connection, fetch };
}
