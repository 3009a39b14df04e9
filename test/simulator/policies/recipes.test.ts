// The recipes of github.com/ahmetb/kubernetes-network-policy-recipes, judged by what the specification says.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Place } from '../../../grader/index.ts';
import { type PolicyCluster, type Protocol, startPolicyCluster } from './cluster.ts';
import recipes from './recipes-cases.json' with { type: 'json' };

interface End {
  /** null: a host outside of the cluster. */
  readonly namespace: string | null;
  readonly name?: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Recipe {
  readonly id: string;
  readonly title: string;
  readonly policies: readonly { readonly metadata: { readonly name: string; readonly namespace: string }; readonly spec: object }[];
  readonly probes: readonly {
    readonly label: string;
    readonly source: End;
    readonly dest: End;
    readonly port: number;
    readonly proto: string;
    readonly specSays: 'allow' | 'deny';
  }[];
}

const all = recipes as unknown as readonly Recipe[];
const probes = all.flatMap((recipe) => recipe.probes);
/** What the recipes label before they begin. */
const namespaceLabels: Readonly<Record<string, Record<string, string>>> = {
  prod: { purpose: 'production' },
  other: { team: 'operations' },
};
const inCluster = (end: End): end is End & { namespace: string } => end.namespace !== null && end.namespace !== 'kube-system';
const sourceName = ({ labels }: End) => ['client', ...Object.values(labels)].join('-');
/** Two recipes have an `apiserver` of their own. */
const serverName = ({ name, labels }: End) => [name, ...Object.values(labels)].join('-');
const keyOf = (namespace: string, name: string) => `${namespace}/${name}`;

const clients = new Map(
  probes.filter(({ source }) => inCluster(source)).map(({ source }) => [keyOf(source.namespace as string, sourceName(source)), source]),
);
const servers = new Map<string, { readonly dest: End; readonly ports: Set<number> }>();
for (const { dest, port } of probes) {
  if (!inCluster(dest)) continue;
  const key = keyOf(dest.namespace, serverName(dest));
  const known = servers.get(key) ?? { dest, ports: new Set() };
  known.ports.add(port);
  servers.set(key, known);
}

const podYaml = (key: string, labels: Readonly<Record<string, string>>, containers: string) => `apiVersion: v1
kind: Pod
metadata: {namespace: ${key.split('/')[0]}, name: ${key.split('/')[1]}, labels: ${JSON.stringify(labels)}}
spec: {containers: [${containers}]}
`;
const server = (port: number) =>
  `{name: on-${port}, image: registry.k8s.io/e2e-test-images/agnhost:2.56, args: [netexec, --http-port=${port}, --udp-port=-1]}`;
const used = new Set([...clients.keys(), ...servers.keys()].map((key) => key.split('/')[0] as string));
const setup = [
  ...[...used]
    .filter((name) => name !== 'default')
    .map((name) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}, labels: ${JSON.stringify(namespaceLabels[name] ?? {})}}\n`),
  ...[...clients].map(([key, { labels }]) =>
    podYaml(key, labels, '{name: pause, image: registry.k8s.io/e2e-test-images/agnhost:2.56, args: [pause]}'),
  ),
  ...[...servers].map(([key, { dest, ports }]) => podYaml(key, dest.labels, [...ports].map(server).join(', '))),
  `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 30080}]}\n`,
].join('---\n');

let cluster: PolicyCluster;
let outsideAddress: string;
let nodeAddress: string;

beforeAll(async () => {
  cluster = await startPolicyCluster(setup);
  const { simulator } = cluster.running;
  simulator.outside.net.listen(80);
  outsideAddress = simulator.outside.net
    .interfaces()
    .flatMap(({ name, addresses }) => (name === 'eth0' ? addresses : []))[0]
    ?.split('/')[0] as string;
  nodeAddress = simulator.network.nodes()[1]?.address as string;
}, 60_000);
afterAll(() => cluster?.running.stop());

async function observe({ source, dest, port, proto }: Recipe['probes'][number]): Promise<string> {
  const from: Place = source.namespace === null ? 'outside' : { pod: { namespace: source.namespace, name: sourceName(source) } };
  const connect = async (host: string, at: number) =>
    (await cluster.running.cluster.connect({ from, host, port: at, protocol: proto as Protocol }))[0] as string;
  if (dest.namespace === 'kube-system') {
    if (from === 'outside') throw new Error('no recipe asks the name server from outside');
    const { rcode } = await cluster.running.cluster.resolve({ from, name: 'web.default.svc.cluster.local', as: 'dig' });
    return rcode === 'NOERROR' ? 'connected' : rcode === 'TIMEOUT' ? 'timed-out' : rcode;
  }
  if (dest.namespace === null) return connect(outsideAddress, port);
  // From outside no route leads to pods: a node's port does.
  if (from === 'outside') return connect(nodeAddress, 30_080);
  const pod = await cluster.pod({ namespace: dest.namespace, name: serverName(dest) });
  return connect(pod.status.podIP as string, port);
}

describe('the recipes', () => {
  it('let everything through before the first policy', async () => {
    for (const probe of probes) expect(await cluster.drive(observe(probe)), probe.label).toBe('connected');
  });

  it.each(all)('$id $title', async ({ policies, probes: asked }) => {
    await cluster.drive(
      (async () => {
        for (const { metadata } of await cluster.policies()) await cluster.removePolicy(metadata.namespace ?? '', metadata.name);
        for (const { metadata, spec } of policies) await cluster.applyPolicy(metadata.namespace, metadata.name, spec);
        await cluster.running.clock.sleep(200);
      })(),
    );
    for (const probe of asked) {
      expect(await cluster.drive(observe(probe)), probe.label).toBe(probe.specSays === 'allow' ? 'connected' : 'timed-out');
    }
  });
});
