import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { installChains, planServicePorts, wantedChains } from '../../../src/simulator/components/kube-proxy/index.ts';
import { iptablesSave, Netfilter, type Packet } from '../../../src/simulator/network/index.ts';
import type { EndpointSlice, Service } from '../../../src/simulator/objects.ts';
import { createRandom } from '../../../src/simulator/random.ts';

interface CasePort {
  readonly name: string;
  readonly port: number;
  readonly targetPort?: number;
  readonly nodePort?: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}

interface CaseService {
  readonly ns: string;
  readonly name: string;
  readonly type: Service['spec']['type'];
  readonly clusterIP: string;
  readonly externalIPs?: string[];
  readonly lbIPs?: string[];
  readonly ports: CasePort[];
  readonly loadBalancerSourceRanges?: string[];
  readonly externalTrafficPolicy?: 'Local' | 'Cluster';
  readonly healthCheckNodePort?: number | null;
}

interface Flow {
  readonly name: string;
  readonly sourceIP: string;
  readonly destIP: string;
  readonly destPort: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly output: string;
  readonly iptablesOutput?: string;
  readonly masquerade: boolean;
}

interface CaseFile {
  readonly constants: Record<'nodeName' | 'nodeIP' | 'nodeIPAlt' | 'podCIDR', string>;
  readonly tests: {
    test: string;
    services: CaseService[];
    endpoints: Record<string, { ip: string; node?: string | null }[]>;
    flows: Flow[];
  }[];
}

const cases = JSON.parse(readFileSync(new URL('./kubeproxy-flows.json', import.meta.url), 'utf8')) as CaseFile;
const { nodeName, nodeIP, nodeIPAlt, podCIDR } = cases.constants as Record<string, string>;

function asService(from: CaseService): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: from.name, namespace: from.ns, uid: from.name, resourceVersion: '1', creationTimestamp: '' },
    spec: {
      type: from.type,
      clusterIP: from.clusterIP,
      externalIPs: from.externalIPs ?? [],
      sessionAffinity: 'None',
      ports: from.ports.map((port) => ({ ...port, targetPort: port.targetPort ?? port.port })),
      ...(from.loadBalancerSourceRanges ? { loadBalancerSourceRanges: from.loadBalancerSourceRanges } : {}),
      ...(from.externalTrafficPolicy ? { externalTrafficPolicy: from.externalTrafficPolicy } : {}),
      ...(from.healthCheckNodePort ? { healthCheckNodePort: from.healthCheckNodePort } : {}),
    },
    status: { loadBalancer: { ingress: (from.lbIPs ?? []).map((ip) => ({ ip })) } },
  };
}

function asSlice(service: CaseService, endpoints: readonly { ip: string; node?: string | null }[]): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${service.name}-x`,
      namespace: service.ns,
      uid: `${service.name}-x`,
      resourceVersion: '1',
      creationTimestamp: '',
      labels: { 'kubernetes.io/service-name': service.name },
    },
    addressType: 'IPv4',
    endpoints: endpoints.map(({ ip, node }) => ({ addresses: [ip], conditions: { ready: true }, ...(node ? { nodeName: node } : {}) })),
    ports: service.ports.map(({ name, port, targetPort, protocol }) => ({ name, port: targetPort ?? port, protocol })),
  };
}

function programNode(services: readonly CaseService[], endpoints: CaseFile['tests'][number]['endpoints']): Netfilter {
  const local = new Set([nodeIP, nodeIPAlt, '127.0.0.1']);
  const node = new Netfilter({
    nowMs: () => 0,
    random: createRandom(7),
    isLocal: (address) => local.has(address),
    addressOf: () => nodeIP,
  });
  const slices = services.map((service) => asSlice(service, endpoints[`${service.ns}/${service.name}`] ?? []));
  const plans = planServicePorts(services.map(asService), slices, nodeName as string);
  installChains(node, wantedChains(plans, { clusterCidr: podCIDR, nodeIp: nodeIP as string }));
  return node;
}

let lastPort = 20_000;

/** Sends one new connection's first packet through the node. */
function send(node: Netfilter, flow: Flow): { readonly output: string; readonly masquerade: boolean } {
  const { sourceIP: source, destIP: destination, destPort: destinationPort, protocol } = flow;
  const packet: Packet = {
    id: 1,
    protocol,
    source,
    destination,
    sourcePort: ++lastPort,
    destinationPort,
    ttl: 64,
    payload: new Uint8Array(0),
    mark: 0,
    trace: [],
    ...(protocol === 'TCP' ? { flags: { syn: true } } : {}),
  };
  const fromNode = source === nodeIP;
  let masquerade = false;
  const passage = { packet, ...(fromNode ? { outDevice: 'eth0' } : { inDevice: 'eth0' }) };
  const pass = (hook: 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING') =>
    node.pass(hook, passage, (rule) => {
      masquerade ||= rule === 'nat KUBE-POSTROUTING';
    });
  const isLocal = () => packet.destination === nodeIP || packet.destination === nodeIPAlt;
  const stopped =
    pass(fromNode ? 'OUTPUT' : 'PREROUTING') ??
    (isLocal() ? pass('INPUT') : ((fromNode ? undefined : pass('FORWARD')) ?? pass('POSTROUTING')));
  if (stopped) return { output: stopped.target.kind, masquerade };
  const translated = packet.destination !== destination || packet.destinationPort !== destinationPort;
  return { output: translated ? `${packet.destination}:${packet.destinationPort}` : '', masquerade };
}

describe('kube-proxy sends packets where the real one does (proxier_test.go)', () => {
  for (const { test, services, endpoints, flows } of cases.tests) {
    for (const flow of flows) {
      it(`${test}: ${flow.name} (${flow.sourceIP} to ${flow.destIP}:${flow.destPort})`, () => {
        const node = programNode(services, endpoints);
        const wanted = flow.iptablesOutput ?? flow.output;
        if (wanted === 'ACCEPT') {
          // Only a rule of kube-proxy's can let this one in.
          node.tables.setPolicy('filter', 'INPUT', 'DROP');
          node.tables.setPolicy('filter', 'OUTPUT', 'ACCEPT');
          expect(send(node, { ...flow, destPort: flow.destPort + 1 }).output).toBe('DROP');
          expect(send(node, flow).output).toBe('');
          return;
        }
        const seen = Array.from({ length: wanted.includes(',') ? 40 : 3 }, () => send(node, flow));
        expect([...new Set(seen.map(({ output }) => output))].sort().join(', ')).toBe(wanted);
        // Where the two modes differ, the table's masquerade column speaks of nftables.
        if (flow.iptablesOutput !== undefined) return;
        const reachesEndpoint = /^\d/.test(wanted);
        expect(seen.every(({ masquerade }) => masquerade === (reachesEndpoint && flow.masquerade))).toBe(true);
      });
    }
  }
});

describe("kube-proxy's rules", () => {
  const service: CaseService = {
    ns: 'default',
    name: 'kubernetes',
    type: 'ClusterIP',
    clusterIP: '10.96.0.1',
    ports: [{ name: 'https', port: 443, targetPort: 6443, protocol: 'TCP' }],
  };

  it('read in iptables-save as on a real node', () => {
    const node = programNode([service], { 'default/kubernetes': [{ ip: '172.18.0.2' }, { ip: '172.18.0.3' }] });
    expect(iptablesSave(node.tables, { table: 'nat', date: 'Thu Jan  1 00:00:00 2026' })).toMatchInlineSnapshot(`
      "# Generated by iptables-save v1.8.9 (nf_tables) on Thu Jan  1 00:00:00 2026
      *nat
      :PREROUTING ACCEPT [0:0]
      :INPUT ACCEPT [0:0]
      :OUTPUT ACCEPT [0:0]
      :POSTROUTING ACCEPT [0:0]
      :KUBE-MARK-MASQ - [0:0]
      :KUBE-NODEPORTS - [0:0]
      :KUBE-POSTROUTING - [0:0]
      :KUBE-SEP-QKX4QX54UKWK6JIY - [0:0]
      :KUBE-SEP-V2PECCYPB6X2GSCW - [0:0]
      :KUBE-SERVICES - [0:0]
      :KUBE-SVC-NPX46M4PTMTKRN6Y - [0:0]
      -A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
      -A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
      -A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
      -A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
      -A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
      -A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
      -A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
      -A KUBE-SEP-QKX4QX54UKWK6JIY -s 172.18.0.3/32 -m comment --comment "default/kubernetes:https" -j KUBE-MARK-MASQ
      -A KUBE-SEP-QKX4QX54UKWK6JIY -p tcp -m comment --comment "default/kubernetes:https" -m tcp -j DNAT --to-destination 172.18.0.3:6443
      -A KUBE-SEP-V2PECCYPB6X2GSCW -s 172.18.0.2/32 -m comment --comment "default/kubernetes:https" -j KUBE-MARK-MASQ
      -A KUBE-SEP-V2PECCYPB6X2GSCW -p tcp -m comment --comment "default/kubernetes:https" -m tcp -j DNAT --to-destination 172.18.0.2:6443
      -A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-SVC-NPX46M4PTMTKRN6Y
      -A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
      -A KUBE-SVC-NPX46M4PTMTKRN6Y ! -s 10.0.0.0/8 -d 10.96.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -j KUBE-MARK-MASQ
      -A KUBE-SVC-NPX46M4PTMTKRN6Y -m comment --comment "default/kubernetes:https -> 172.18.0.2:6443" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-V2PECCYPB6X2GSCW
      -A KUBE-SVC-NPX46M4PTMTKRN6Y -m comment --comment "default/kubernetes:https -> 172.18.0.3:6443" -j KUBE-SEP-QKX4QX54UKWK6JIY
      COMMIT
      # Completed on Thu Jan  1 00:00:00 2026
      "
    `);
  });

  it('reject at once when a Service has no endpoints, and go when it goes', () => {
    const node = programNode([service], {});
    expect(node.tables.rules('filter', 'KUBE-SERVICES')).toMatchObject([
      { comment: 'default/kubernetes:https has no endpoints', target: { kind: 'REJECT' } },
    ]);
    const chains = () => node.tables.chains('nat').map(({ name }) => name);
    installChains(
      node,
      wantedChains(planServicePorts([asService(service)], [asSlice(service, [{ ip: '10.0.0.9' }])], 'n'), {
        clusterCidr: podCIDR,
        nodeIp: '',
      }),
    );
    expect(chains()).toContain('KUBE-SVC-NPX46M4PTMTKRN6Y');
    installChains(node, wantedChains([], { clusterCidr: podCIDR, nodeIp: '' }));
    expect(chains().filter((name) => name.startsWith('KUBE-S'))).toEqual(['KUBE-SERVICES']);
  });

  it('keep a client with its endpoint when the Service asks for ClientIP affinity', () => {
    const sticky = { ...asService(service), spec: { ...asService(service).spec, sessionAffinity: 'ClientIP' as const } };
    const node = programNode([], {});
    const slices = [asSlice(service, [{ ip: '10.0.0.8' }, { ip: '10.0.0.9' }, { ip: '10.0.0.10' }])];
    installChains(node, wantedChains(planServicePorts([sticky], slices, 'n'), { clusterCidr: podCIDR, nodeIp: '' }));
    const flow = {
      name: '',
      sourceIP: '10.0.0.2',
      destIP: '10.96.0.1',
      destPort: 443,
      protocol: 'TCP',
      output: '',
      masquerade: false,
    } as const;
    expect(new Set(Array.from({ length: 20 }, () => send(node, flow).output)).size).toBe(1);
    expect(new Set(Array.from({ length: 60 }, (_, at) => send(node, { ...flow, sourceIP: `10.0.1.${at}` }).output)).size).toBe(3);
  });
});
