// NetworkPolicies as kubectl sends and shows them. The expected description is that of a real kubectl.
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/clock.ts';
import { createKubectl } from '../../../src/kubectl/index.ts';
import { createCollector, createMachine, createMemoryFileSystem } from '../../../src/shell/index.ts';
import { createApiServer, namespaces } from '../../../src/simulator/apiserver/index.ts';
import { createRandom } from '../../../src/simulator/random.ts';
import { createTwoNodes } from '../network/two-nodes.ts';

const described = readFileSync(new URL('./describe-netpol.txt', import.meta.url), 'utf8');
const BORN = Date.UTC(2026, 10, 20, 10);

const policies = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny-ingress}
spec: {podSelector: {}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny-all}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow-all-ingress}
spec: {podSelector: {}, ingress: [{}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api-allow}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - ports: [{port: 8080}, {port: metrics}, {port: 9000, endPort: 9010}]
    from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}
      podSelector: {matchLabels: {app: web}}
    - podSelector: {matchExpressions: [{key: role, operator: In, values: [a, b]}]}
    - namespaceSelector: {}
  - from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.0.0/16]}}]
  egress:
  - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
    to:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
      podSelector: {matchLabels: {k8s-app: kube-dns}}
  - ports: [{protocol: UDP}]
`;

let clock: VirtualClock;
let kubectl: (...args: string[]) => Promise<string>;
let files: ReturnType<typeof createMemoryFileSystem>;

beforeEach(() => {
  clock = new VirtualClock(BORN);
  const server = createApiServer({ clock, random: createRandom(3), findNode: () => undefined });
  server.api.create(namespaces, { metadata: { name: 'default' }, spec: {} });
  files = createMemoryFileSystem(clock, { '/policies.yaml': policies });
  const machine = createMachine({
    programs: new Map([['kubectl', createKubectl(server.connect({ name: 'learner', groups: ['system:authenticated'] }))]]),
    files,
    net: createTwoNodes().workstation,
    clock,
    hostname: 'podkova',
    user: { name: 'learner', uid: 1000 },
    onBug: (error) => {
      throw error;
    },
  });
  kubectl = async (...args) => {
    const output = createCollector();
    const child = machine.start(['kubectl', ...args], { env: { HOME: '/' }, cwd: '/', stdout: output, stderr: output });
    await clock.drive(child.exited);
    return output.text();
  };
});

describe('kubectl', () => {
  it('lists policies under their short name, with their selectors', async () => {
    await kubectl('apply', '-f', '/policies.yaml');
    await clock.drive(clock.sleep(5 * 60_000));
    expect(await kubectl('get', 'netpol')).toMatchInlineSnapshot(`
      "NAME                   POD-SELECTOR   AGE
      allow-all-ingress      <none>         5m
      api-allow              app=api        5m
      default-deny-all       <none>         5m
      default-deny-ingress   <none>         5m
      "
    `);
  });

  it('describes them as the real one does', async () => {
    await kubectl('apply', '-f', '/policies.yaml');
    const names = ['default-deny-ingress', 'default-deny-all', 'allow-all-ingress', 'api-allow'];
    expect(await kubectl('describe', 'netpol', ...names)).toBe(described);
  });

  it('shows what the server filled in', async () => {
    await kubectl('apply', '-f', '/policies.yaml');
    const types = async (name: string) => kubectl('get', 'netpol', name, '-o', 'jsonpath={.spec.policyTypes}');
    expect([await types('default-deny-ingress'), await types('api-allow')]).toEqual(['["Ingress"]', '["Ingress","Egress"]']);
    expect(await kubectl('get', 'netpol', 'allow-all-ingress', '-o', 'jsonpath={.spec.ingress} {.spec.podSelector}')).toBe('[{}] {}');
    expect(await kubectl('get', 'netpol', 'api-allow', '-o', 'jsonpath={.spec.ingress[0].ports[0]}')).toBe(
      '{"port":8080,"protocol":"TCP"}',
    );
  });
});

describe('the server refuses', () => {
  const refusal = async (spec: string) => {
    const head = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\n';
    files.write('/p.yaml', `${head}spec: ${spec}\n`);
    return (await kubectl('create', '-f', '/p.yaml')).replace('The NetworkPolicy "p" is invalid: ', '').trim();
  };

  it.each([
    ['{podSelector: {}, ingress: [{from: [{}]}]}', 'spec.ingress[0].from[0]: Required value: must specify a peer'],
    [
      '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}]}',
      'spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer',
    ],
    [
      '{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.1}}]}]}',
      'spec.egress[0].to[0].ipBlock.cidr: Invalid value: "10.0.0.1": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ],
    [
      '{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]}',
      'spec.egress[0].to[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
    ],
    [
      '{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 2001:db8::/32, except: ["2001:db8::/32"]}}]}]}',
      'spec.egress[0].to[0].ipBlock.except[0]: Invalid value: "2001:db8::/32": must be a strict subset of `cidr`',
    ],
    [
      '{podSelector: {}, ingress: [{ports: [{endPort: 90}]}]}',
      'spec.ingress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is not specified',
    ],
    [
      '{podSelector: {}, ingress: [{ports: [{port: web, endPort: 90}]}]}',
      'spec.ingress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is non-numeric',
    ],
    [
      '{podSelector: {}, ingress: [{ports: [{port: 91, endPort: 90}]}]}',
      'spec.ingress[0].ports[0].endPort: Invalid value: 91: must be greater than or equal to `port`',
    ],
    [
      '{podSelector: {}, ingress: [{ports: [{port: 0}]}]}',
      'spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
    ],
    [
      '{podSelector: {}, ingress: [{ports: [{port: 80, protocol: tcp}]}]}',
      'spec.ingress[0].ports[0].protocol: Unsupported value: "tcp": supported values: "TCP", "UDP", "SCTP"',
    ],
    [
      '{podSelector: {}, policyTypes: [ingress]}',
      'spec.policyTypes[0]: Unsupported value: "ingress": supported values: "Ingress", "Egress"',
    ],
    [
      '{podSelector: {matchExpressions: [{key: a, operator: In}]}}',
      "spec.podSelector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    ],
  ])('%s', async (spec, message) => {
    expect(await refusal(spec)).toBe(message);
  });
});
