import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  answerFromCluster,
  type ClusterRecords,
  type KnownEndpoints,
  type KnownService,
  type KubernetesOptions,
} from '../../../src/simulator/components/coredns/index.ts';
import type { DnsRecord } from '../../../src/simulator/network/index.ts';

interface Case {
  readonly qname: string;
  readonly qtype: string;
  readonly rcode: string;
  readonly answer: string[];
  readonly extra: string[];
  readonly authority: string[];
}

type CasePort = [name: string, protocol: string, port: number];

interface CaseFile {
  readonly groups: Record<string, Case[]>;
  readonly fixtures: {
    services: { ns: string; name: string; clusterIPs?: string[]; externalName?: string; ports: CasePort[] }[];
    endpoints: { svc: string; addresses: [string, string | null][]; ports: CasePort[] }[];
    pods: { ns: string; name: string; ip: string }[];
  };
}

const { groups, fixtures } = JSON.parse(readFileSync(new URL('./coredns-cases.json', import.meta.url), 'utf8')) as CaseFile;

const asPorts = (ports: readonly CasePort[]) => ports.map(([name, protocol, port]) => ({ name, protocol, port }));

function recordsOf(services: readonly KnownService[], endpoints: readonly KnownEndpoints[]): ClusterRecords {
  return {
    service: (namespace, name) => services.find((service) => service.namespace === namespace && service.name === name),
    endpoints: (namespace, service) => endpoints.filter((slice) => slice.namespace === namespace && slice.service === service),
    services: () => services,
    allEndpoints: () => endpoints,
    hasNamespace: (name) => ['testns', 'podns', 'svcns', 'unexposedns', 'kube-system'].includes(name),
    hasPod: (namespace, ip) => fixtures.pods.some((pod) => pod.ns === namespace && pod.ip === ip),
    serial: () => 1_499_347_823,
    synced: () => true,
  };
}

const cluster = recordsOf(
  fixtures.services.map(({ ns, name, clusterIPs = [], externalName, ports }) => ({
    namespace: ns,
    name,
    clusterIps: clusterIPs.filter((ip) => ip !== 'None'),
    headless: clusterIPs.includes('None'),
    externalIps: [],
    ports: asPorts(ports),
    ...(externalName === undefined ? {} : { externalName }),
  })),
  fixtures.endpoints.map(({ svc, addresses, ports }) => {
    const [service = '', namespace = ''] = svc.split('.');
    return {
      namespace,
      service,
      ports: asPorts(ports),
      addresses: addresses.map(([ip, hostname]) => ({ ip, ...(hostname ? { hostname } : {}) })),
    };
  }),
);

// The reverse group's own fixtures, as its note describes them.
const service = (name: string, ip: string): KnownService => ({
  namespace: 'testns',
  name,
  clusterIps: [ip],
  headless: false,
  externalIps: [],
  ports: [{ name: 'http', protocol: 'tcp', port: 80 }],
});
const slice = (owner: string, ...addresses: [ip: string, hostname: string][]): KnownEndpoints => ({
  namespace: 'testns',
  service: owner,
  addresses: addresses.map(([ip, hostname]) => ({ ip, hostname })),
  ports: [{ name: 'http', protocol: 'tcp', port: 80 }],
});
const reverseCluster = recordsOf(
  [service('svc1', '192.168.1.100'), service('svc2', '192.168.1.101')],
  [
    slice(
      'svc1',
      ['10.0.0.100', 'ep1a'],
      ['1234:abcd::1', 'ep1b'],
      ['fd00:77:30::a', 'ip6svc1ex'],
      ['fd00:77:30::2:9ba6', 'ip6svc1in'],
      ['10.0.0.99', 'double-ep'],
    ),
    slice('svc2', ['10.0.0.99', 'double-ep']),
  ],
);

const plain: KubernetesOptions = {
  zones: ['cluster.local.'],
  ttl: 5,
  pods: 'disabled',
  ignoreEmptyServices: false,
  endpointPodNames: false,
  fallthrough: [],
};
const exposed = { ...plain, namespaces: new Set(['testns']) };
const setups: Record<string, { readonly records: ClusterRecords; readonly options: KubernetesOptions }> = {
  common: { records: cluster, options: exposed },
  cluster: { records: cluster, options: exposed },
  namespace: { records: cluster, options: { ...plain, namespaces: new Set(['testns', 'nsnoexist']) } },
  pods_disabled: { records: cluster, options: plain },
  pods_insecure: { records: cluster, options: { ...plain, pods: 'insecure' } },
  pods_verified: { records: cluster, options: { ...plain, pods: 'verified' } },
  ignore_empty_service: { records: cluster, options: { ...exposed, ignoreEmptyServices: true } },
  preserve_case: { records: cluster, options: exposed },
  reverse: {
    records: reverseCluster,
    options: { ...plain, zones: ['cluster.local.', '0.10.in-addr.arpa.', '168.192.in-addr.arpa.', ...ip6Zones()] },
  },
};

function ip6Zones(): string[] {
  return [
    '0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.c.b.a.4.3.2.1.ip6.arpa.',
    '0.0.0.0.0.0.0.0.0.3.0.0.7.7.0.0.0.0.d.f.ip6.arpa.',
    'ip6.arpa.',
  ];
}

/** The outside world of CoreDNS' own tests. */
const elsewhere = async (name: string, type: string): Promise<DnsRecord[]> =>
  name === 'ext.interwebs.test.' && type === 'A' ? [{ name, type, ttl: 5, data: '1.2.3.4' }] : [];

const line = ({ name, type, ttl, data }: DnsRecord) => `${name} ${ttl} IN ${type} ${type === 'TXT' ? data.replaceAll('"', '') : data}`;

/** CoreDNS' test compares neither an SOA's serial number nor its times. */
const comparable = (text: string) => {
  const words = text.split(' ');
  const name = words[0]?.endsWith('.') ? words[0] : `${words[0]}.`;
  return words[3] === 'SOA' ? [name, 'SOA', words[4], words[5]].join(' ') : [name, ...words.slice(1)].join(' ');
};

describe("CoreDNS answers as the real one's own tests demand", () => {
  it('all 79 cases are here', () => {
    expect(Object.values(groups).flat()).toHaveLength(79);
  });
  for (const [group, cases] of Object.entries(groups)) {
    const { records, options } = setups[group] as (typeof setups)[string];
    for (const [at, { qname, qtype, rcode, answer, extra, authority }] of cases.entries()) {
      it(`${group} ${at + 1}: ${qname} ${qtype} is ${rcode}`, async () => {
        const name = qname.endsWith('.') ? qname : `${qname}.`;
        const found = await answerFromCluster(records, options, { name, type: qtype }, elsewhere);
        expect(found?.rcode).toBe(rcode);
        const compare = (seen: readonly DnsRecord[] | undefined, wanted: readonly string[]) =>
          expect((seen ?? []).map(line).map(comparable).sort()).toEqual(wanted.map(comparable).sort());
        compare(found?.answers, answer);
        compare(found?.additionals, extra);
        compare(found?.authorities, authority);
      });
    }
  }
});
