// The cases of Kubernetes' own end-to-end tests of NetworkPolicy, cell by cell, with real packets.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NetworkPolicy, Pod } from '../../../src/simulator/objects.ts';
import { type PolicyCluster, type Protocol, startPolicyCluster } from './cluster.ts';
import file from './e2e-netpol-cases.json' with { type: 'json' };

interface Step {
  readonly policies: Readonly<Record<string, NetworkPolicy['spec']>>;
  readonly nsLabels: Readonly<Record<string, Record<string, string>>>;
  readonly podLabels: Readonly<Record<string, Record<string, string>>>;
  readonly checks: readonly { readonly port: number; readonly proto: string; readonly expected: Readonly<Record<string, boolean>> }[];
}

interface Case {
  readonly name: string;
  readonly group: 'TCP' | 'UDP' | 'SCTP';
  readonly pods: readonly string[];
  readonly podIPs: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const cases = file.cases as unknown as readonly Case[];
const NAMES = [...new Set(cases.flatMap(({ pods }) => pods))].sort();
const ref = (key: string) => {
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name };
};

const container = (port: number) => `
  - name: on-${port}
    image: registry.k8s.io/e2e-test-images/agnhost:2.56
    args: [netexec, --http-port=${port}, --udp-port=${port}]
    ports:
    - {name: serve-${port}-tcp, containerPort: ${port}, protocol: TCP}
    - {name: serve-${port}-udp, containerPort: ${port}, protocol: UDP}
    - {name: serve-${port}-sctp, containerPort: ${port}, protocol: SCTP}`;
const podYaml = ({ namespace, name }: { namespace: string; name: string }) => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}, labels: {pod: ${name}}}
spec:
  terminationGracePeriodSeconds: 0
  tolerations: [{operator: Exists}]
  containers:${container(80)}${container(81)}
---
apiVersion: v1
kind: Service
metadata: {name: s-${namespace}-${name}, namespace: ${namespace}}
spec:
  selector: {pod: ${name}}
  ports:
  - {name: tcp-80, port: 80, protocol: TCP}
  - {name: tcp-81, port: 81, protocol: TCP}
  - {name: udp-80, port: 80, protocol: UDP}
  - {name: udp-81, port: 81, protocol: UDP}
`;
const setup = [
  ...['x', 'y', 'z'].map((name) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`),
  ...NAMES.map((key) => podYaml(ref(key))),
].join('---\n');

let cluster: PolicyCluster;
let podIps: ReadonlyMap<string, string>;
let clusterIps: ReadonlyMap<string, string>;

beforeAll(async () => {
  cluster = await startPolicyCluster(setup);
  const pods = await cluster.drive(Promise.all(NAMES.map((key) => cluster.pod(ref(key)))));
  podIps = new Map(pods.map((pod: Pod, at) => [NAMES[at] as string, pod.status.podIP as string]));
  const services = await cluster.drive(Promise.all(NAMES.map((key) => cluster.service(ref(key).namespace, `s-${key.replace('/', '-')}`))));
  clusterIps = new Map(services.map((service, at) => [NAMES[at] as string, service.spec.clusterIP as string]));
  expect(new Set(pods.map(({ spec }) => spec.nodeName)).size).toBe(3);
}, 60_000);
afterAll(() => cluster?.running.stop());

/** The file's pods have addresses of their own; a policy that names one means the pod. */
function withOwnAddresses(spec: object, podIPs: Case['podIPs']): object {
  let text = JSON.stringify(spec);
  for (const [key, address] of Object.entries(podIPs)) text = text.replaceAll(`${address}/32`, `${podIps.get(key)}/32`);
  return JSON.parse(text) as object;
}

async function enterStep(one: Case, step: Step): Promise<void> {
  for (const { metadata } of await cluster.policies()) await cluster.removePolicy(metadata.namespace ?? '', metadata.name);
  for (const [key, spec] of Object.entries(step.policies)) {
    const { namespace, name } = ref(key);
    await cluster.applyPolicy(namespace, name, withOwnAddresses(spec, one.podIPs));
  }
  for (const [name, labels] of Object.entries(step.nsLabels)) await cluster.label('Namespace', undefined, name, labels);
  for (const [key, labels] of Object.entries(step.podLabels)) await cluster.label('Pod', ref(key).namespace, ref(key).name, labels);
  await cluster.running.clock.sleep(200);
}

async function leave(one: Case): Promise<void> {
  const gone = (labels: Readonly<Record<string, string>>) => Object.fromEntries(Object.keys(labels).map((key) => [key, null]));
  for (const { nsLabels, podLabels } of one.steps) {
    for (const [name, labels] of Object.entries(nsLabels)) await cluster.label('Namespace', undefined, name, gone(labels));
    for (const [key, labels] of Object.entries(podLabels)) await cluster.label('Pod', ref(key).namespace, ref(key).name, gone(labels));
  }
}

async function observe(pairs: readonly string[], port: number, protocol: Protocol, host: (key: string) => string) {
  const cells = await Promise.all(
    pairs.map(async (pair) => {
      const [from = '', to = ''] = pair.split('>');
      return [pair, await cluster.connect(ref(from), host(to), port, protocol)] as const;
    }),
  );
  return Object.fromEntries(cells);
}

describe.each(['TCP', 'UDP'] as const)('over %s', (group) => {
  it.each(cases.filter((one) => one.group === group))('$name', async (one) => {
    try {
      for (const step of one.steps) {
        await cluster.drive(enterStep(one, step));
        const named = !Object.values(step.policies).some(({ policyTypes }) => policyTypes?.includes('Egress'));
        for (const { port, proto, expected } of step.checks) {
          const pairs = Object.keys(expected).filter((pair) => pair.split('>')[0] !== pair.split('>')[1]);
          const wanted = Object.fromEntries(pairs.map((pair) => [pair, expected[pair] ? 'connected' : 'timed-out']));
          const look = (host: (key: string) => string) => cluster.drive(observe(pairs, port, proto as Protocol, host));
          expect(await look((key) => podIps.get(key) as string), 'by the pod’s address').toEqual(wanted);
          expect(await look((key) => clusterIps.get(key) as string), 'by the ClusterIP').toEqual(wanted);
          // Where egress is closed the name server is, too: there a name would fail for a reason of its own.
          if (named) expect(await look((key) => `s-${key.replace('/', '-')}.${ref(key).namespace}`), 'by name').toEqual(wanted);
        }
      }
    } finally {
      await cluster.drive(leave(one));
    }
  });
});

// The simulated sockets speak TCP and UDP only, so what would have to travel over SCTP cannot be sent. That policies for SCTP
// isolate TCP is told by "should properly isolate pods that are selected by a policy allowing SCTP" above.
describe('over SCTP', () => {
  it.skip.each(cases.filter((one) => one.group === 'SCTP'))('$name (no SCTP sockets in the simulator)', () => undefined);
});

it('has all 48 cases', () => {
  expect(cases).toHaveLength(48);
});
