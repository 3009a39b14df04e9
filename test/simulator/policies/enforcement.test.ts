// How policies behave beyond who reaches whom: connections that last, probes, nodes, other people's rules.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Place } from '../../../grader/index.ts';
import { pods as podResource } from '../../../src/simulator/apiserver/index.ts';
import { type PolicyCluster, startPolicyCluster } from './cluster.ts';

const pod = (name: string, rest = '', node = 'worker') => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}
spec:
  nodeName: podkova-${node}
  ${rest}
  containers:
  - name: agnhost
    image: registry.k8s.io/e2e-test-images/agnhost:2.56
    args: [netexec, --http-port=8080, --udp-port=-1]
    ports: [{name: web, containerPort: 8080}]
    readinessProbe: {httpGet: {path: /hostname, port: 8080}, periodSeconds: 1, failureThreshold: 1}
---
`;
const setup = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
${pod('server')}${pod('near')}${pod('far', '', 'worker2')}${pod('guest', 'hostNetwork: true', 'worker2').replaceAll('8080', '18080')}apiVersion: v1
kind: Service
metadata: {name: server, namespace: shop}
spec: {selector: {app: server}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: empty, namespace: shop}
spec: {selector: {app: nobody}, ports: [{port: 80}]}
`;

const denyAll = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
const from = (name: string): Place => ({ pod: { namespace: 'shop', name } });

let cluster: PolicyCluster;
let address: string;

beforeAll(async () => {
  cluster = await startPolicyCluster(setup);
  address = (await cluster.drive(cluster.pod({ namespace: 'shop', name: 'server' }))).status.podIP as string;
}, 60_000);
afterAll(() => cluster?.running.stop());
beforeEach(async () => {
  await cluster.drive(
    (async () => {
      for (const { metadata } of await cluster.policies()) await cluster.removePolicy(metadata.namespace ?? '', metadata.name);
      await cluster.running.clock.sleep(200);
    })(),
  );
});

const apply = (spec: object, settleMs = 200) =>
  cluster.drive(
    (async () => {
      await cluster.applyPolicy('shop', 'policy', spec);
      await cluster.running.clock.sleep(settleMs);
    })(),
  );
const connect = async (place: Place, host: string, port: number) =>
  (await cluster.drive(cluster.running.cluster.connect({ from: place, host, port })))[0];
const outcomes = async (host: string, port: number, places: readonly Place[]) => {
  const found = [];
  for (const place of places) found.push(await connect(place, host, port));
  return found;
};

describe('a policy', () => {
  it('takes effect within 0.2 s, and so does its end', async () => {
    await apply({ podSelector: { matchLabels: { app: 'server' } } });
    expect(await outcomes(address, 8080, [from('near'), from('far')])).toEqual(['timed-out', 'timed-out']);
    await cluster.drive(Promise.all([cluster.removePolicy('shop', 'policy'), cluster.running.clock.sleep(200)]));
    expect(await outcomes(address, 8080, [from('near'), from('far')])).toEqual(['connected', 'connected']);
  });

  it.each(['near', 'far'])('leaves a connection from %s that stands already alone', async (name) => {
    const { simulator, clock } = cluster.running;
    const client = simulator.api.find(podResource, 'shop', name);
    const net = simulator.network.namespaceOf(client?.metadata.uid ?? '');
    const connection = await cluster.drive(net?.connect(address, 8080) ?? Promise.reject(new Error('no such pod')));
    await apply(denyAll);
    expect(await connect(from(name), address, 8080)).toBe('timed-out');
    await cluster.drive(connection.write('GET /hostname HTTP/1.1\r\nHost: server\r\n\r\n'));
    const answer = await cluster.drive(Promise.race([connection.read(), clock.sleep(2000)]));
    expect(new TextDecoder().decode(answer ?? undefined)).toMatch(/^HTTP\/1\.1 200 OK/);
    connection.reset();
  });

  it('keeps the kubelet’s probes going: pods stay Ready when everything is denied', async () => {
    await apply(denyAll, 10_000);
    for (const name of ['server', 'near', 'far']) {
      const { status } = await cluster.drive(cluster.pod({ namespace: 'shop', name }));
      expect(status.conditions?.find(({ type }) => type === 'Ready')?.status, name).toBe('True');
    }
    const { simulator } = cluster.running;
    const [own, other] = ['podkova-worker', 'podkova-worker2'].map((node): Place => ({ node }));
    expect(simulator.network.nodes().map(({ name }) => name)).toContain('podkova-worker');
    expect(await outcomes(address, 8080, [own as Place, other as Place])).toEqual(['connected', 'timed-out']);
  });

  it('never stands between a pod and itself, not even by way of its Service', async () => {
    await apply({
      ...denyAll,
      egress: [{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }] }],
    });
    expect(await connect(from('server'), address, 8080)).toBe('connected');
    expect(await connect(from('server'), 'server.shop', 80)).toBe('connected');
    expect(await connect(from('near'), 'server.shop', 80)).toBe('timed-out');
  });

  it('passes pods of the host’s network by', async () => {
    await apply(denyAll);
    const guest = (await cluster.drive(cluster.pod({ namespace: 'shop', name: 'guest' }))).status.podIP as string;
    expect(await connect('outside', guest, 18_080)).toBe('connected');
  });

  it('leaves kube-proxy’s refusal for a Service without endpoints as it is', async () => {
    await apply({ podSelector: { matchLabels: { app: 'server' } } });
    expect(await connect(from('near'), 'empty', 80)).toBe('refused');
  });

  it('counts ports after translation: by number, by the called pod’s names, as a range', async () => {
    const admit = (port: object) => ({ podSelector: { matchLabels: { app: 'server' } }, ingress: [{ ports: [port] }] });
    const observed = [];
    for (const port of [{ port: 80 }, { port: 8080 }, { port: 'web' }, { port: 'nobody' }, { port: 8000, endPort: 8080 }]) {
      await apply(admit(port));
      observed.push(await connect(from('far'), 'server', 80));
    }
    expect(observed).toEqual(['timed-out', 'connected', 'connected', 'timed-out', 'connected']);
  });

  it('sees the pod’s address and never the Service’s', async () => {
    const { spec } = await cluster.drive(cluster.service('shop', 'server'));
    const to = (host: string) => ({
      podSelector: { matchLabels: { app: 'near' } },
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: `${host}/32` } }] }],
    });
    await apply(to(spec.clusterIP as string));
    expect(await connect(from('near'), spec.clusterIP as string, 80)).toBe('timed-out');
    await apply(to(address));
    expect(await connect(from('near'), spec.clusterIP as string, 80)).toBe('connected');
  });
});

describe('a namespace that is being deleted', () => {
  it('keeps its policies as long as it has pods', async () => {
    const { writer, clock } = cluster.running;
    const object = (kind: string, name: string) => ({ apiVersion: 'v1', kind, namespace: 'leaving', name });
    const dying = await cluster.drive(
      (async () => {
        await writer.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'leaving' } });
        await clock.sleep(1000);
        await writer.create({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'slow', namespace: 'leaving', finalizers: ['course/hold'] },
          spec: {
            containers: [{ name: 'agnhost', image: 'registry.k8s.io/e2e-test-images/agnhost:2.56', args: ['pause'] }],
          },
        });
        await clock.sleep(10_000);
        await cluster.applyPolicy('leaving', 'closed', denyAll);
        await writer.remove({ apiVersion: 'v1', kind: 'Namespace', name: 'leaving' });
        await clock.sleep(40_000);
        const policies = await cluster.policies();
        await writer.patch(object('Pod', 'slow'), { metadata: { finalizers: null } });
        await clock.sleep(5000);
        return policies.map(({ metadata }) => metadata.name);
      })(),
    );
    expect(dying).toEqual(['closed']);
    expect(await cluster.drive(cluster.policies())).toEqual([]);
  });
});

describe('the node’s rules', () => {
  const rules = async (node: string) => {
    const text = await cluster.running.cluster.read({ node: `podkova-${node}` }, 'iptables');
    return text.split('\n').filter((line) => /KIND-N(ETPOL|P-)/.test(line));
  };

  it('can be read', async () => {
    await apply({
      podSelector: { matchLabels: { app: 'server' } },
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { app: 'near' } } }, { ipBlock: { cidr: '10.0.0.0/30', except: ['10.0.0.2/32'] } }],
          ports: [{ port: 8080 }, { port: 9000, endPort: 9010 }],
        },
      ],
    });
    const near = (await cluster.drive(cluster.pod({ namespace: 'shop', name: 'near' }))).status.podIP;
    const text = (await rules('worker')).join('\n').replaceAll(address, 'SERVER').replaceAll(String(near), 'NEAR');
    expect(text).toMatchInlineSnapshot(`
      ":KIND-NETPOL - [0:0]
      :KIND-NP-3JFCSSDAUBTFECA4 - [0:0]
      -A FORWARD -m comment --comment "kind-netpol: NetworkPolicy" -j KIND-NETPOL
      -A KIND-NETPOL -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
      -A KIND-NETPOL -d SERVER/32 -m comment --comment "ingress of shop/server" -j KIND-NP-3JFCSSDAUBTFECA4
      -A KIND-NP-3JFCSSDAUBTFECA4 -s SERVER/32 -m comment --comment "a pod reaches itself" -j RETURN
      -A KIND-NP-3JFCSSDAUBTFECA4 -s NEAR/32 -p tcp -m comment --comment shop/policy -m tcp --dport 8080 -j RETURN
      -A KIND-NP-3JFCSSDAUBTFECA4 -s NEAR/32 -p tcp -m comment --comment shop/policy -m tcp --dport 9000:9010 -j RETURN
      -A KIND-NP-3JFCSSDAUBTFECA4 -s 10.0.0.0/31 -p tcp -m comment --comment shop/policy -m tcp --dport 8080 -j RETURN
      -A KIND-NP-3JFCSSDAUBTFECA4 -s 10.0.0.0/31 -p tcp -m comment --comment shop/policy -m tcp --dport 9000:9010 -j RETURN
      -A KIND-NP-3JFCSSDAUBTFECA4 -s 10.0.0.3/32 -p tcp -m comment --comment shop/policy -m tcp --dport 8080 -j RETURN
      -A KIND-NP-3JFCSSDAUBTFECA4 -s 10.0.0.3/32 -p tcp -m comment --comment shop/policy -m tcp --dport 9000:9010 -j RETURN
      -A KIND-NP-3JFCSSDAUBTFECA4 -m comment --comment "no policy allows this ingress of shop/server" -j DROP"
    `);
  });

  it('stand only where the pod is, and before kube-proxy’s', async () => {
    await apply({ podSelector: { matchLabels: { app: 'server' } } });
    expect((await rules('worker')).filter((line) => line.includes('-j DROP'))).toHaveLength(1);
    expect((await rules('worker2')).filter((line) => line.includes('-j DROP'))).toHaveLength(0);
    const text = await cluster.running.cluster.read({ node: 'podkova-worker' }, 'iptables');
    expect(text.split('\n').find((line) => line.startsWith('-A FORWARD'))).toContain('KIND-NETPOL');
  });

  it('stay as they are when the agent is gone', async () => {
    await apply({ podSelector: { matchLabels: { app: 'server' } } });
    const before = await rules('worker');
    const { api } = cluster.running.simulator;
    await cluster.drive(
      (async () => {
        await cluster.running.writer.remove({ apiVersion: 'apps/v1', kind: 'DaemonSet', namespace: 'kube-system', name: 'kindnet' });
        await cluster.running.clock.sleep(40_000);
      })(),
    );
    expect(api.list(podResource, { namespace: 'kube-system', labelSelector: 'app=kindnet' })).toEqual([]);
    await cluster.drive(Promise.all([cluster.removePolicy('shop', 'policy'), cluster.running.clock.sleep(500)]));
    expect(await rules('worker')).toEqual(before);
    expect(await connect(from('near'), address, 8080)).toBe('timed-out');
  });
});
