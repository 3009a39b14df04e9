import { describe, expect, it } from 'vitest';
import { createMemoryFileSystem } from '../../../src/shell/index.ts';
import {
  candidateNames,
  createQuery,
  createResponse,
  DnsFormatError,
  decodeMessage,
  encodeMessage,
  lookup,
  parseResolvConf,
} from '../../../src/simulator/network/index.ts';
import { createTwoNodes } from './two-nodes.ts';

const name = 'web.default.svc.cluster.local.';

describe('DNS messages', () => {
  it('survive the wire with every kind of record, and names are compressed', () => {
    const message = createResponse(createQuery(4711, name, 'A', { edns: true }), {
      authoritative: true,
      rcode: 'NXDOMAIN',
      answers: [
        { name, type: 'A', ttl: 30, data: '10.96.0.1' },
        { name, type: 'AAAA', ttl: 30, data: 'fd00::10:0:0:1' },
        { name, type: 'CNAME', ttl: 5, data: 'other.example.' },
        { name, type: 'SRV', ttl: 5, data: '0 100 8080 pod-0.web.default.svc.cluster.local.' },
        { name, type: 'TXT', ttl: 28_800, data: '"1.1.0" "two \\"words\\""' },
        { name, type: 'MX', ttl: 1, data: '10 mail.example.' },
        { name, type: 'TYPE999', ttl: 1, data: '\\# 3 0a0bff' },
      ],
      authorities: [
        { name: 'cluster.local.', type: 'SOA', ttl: 5, data: 'ns.dns.cluster.local. hostmaster.cluster.local. 1 7200 1800 86400 5' },
      ],
      additionals: [{ name: '1.0.96.10.in-addr.arpa.', type: 'PTR', ttl: 5, data: name }],
    });
    const bytes = encodeMessage(message);
    expect(decodeMessage(bytes)).toEqual(message);
    const single = encodeMessage(createResponse(createQuery(1, name, 'A'), { answers: [{ name, type: 'A', ttl: 30, data: '10.96.0.1' }] }));
    expect(single.length).toBe(12 + 31 + 4 + 2 + 10 + 4);
  });

  it('that are cut short or go in circles are refused', () => {
    const bytes = encodeMessage(createQuery(1, name, 'A'));
    expect(() => decodeMessage(bytes.slice(0, 20))).toThrow(DnsFormatError);
    const circle = new Uint8Array([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1]);
    expect(() => decodeMessage(circle)).toThrow('compression loop');
  });
});

describe('the names that a pod asks for', () => {
  const pod = parseResolvConf('search a.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n');
  it.each([
    ['web', ['web.a.svc.cluster.local.', 'web.svc.cluster.local.', 'web.cluster.local.', 'web.']],
    ['web.b', ['web.b.a.svc.cluster.local.', 'web.b.svc.cluster.local.', 'web.b.cluster.local.', 'web.b.']],
    [
      'web.b.svc.cluster.local',
      [
        'web.b.svc.cluster.local.a.svc.cluster.local.',
        'web.b.svc.cluster.local.svc.cluster.local.',
        'web.b.svc.cluster.local.cluster.local.',
        'web.b.svc.cluster.local.',
      ],
    ],
    ['web.b.svc.cluster.local.', ['web.b.svc.cluster.local.']],
  ])('%s', (asked, names) => {
    expect(candidateNames(asked, pod)).toEqual(names);
  });

  it('with ndots:1 a name with a dot is asked as it is, first', () => {
    expect(candidateNames('example.com', { ...pod, ndots: 1 })[0]).toBe('example.com.');
  });

  it('come from /etc/hosts without any question when they stand there', async () => {
    const { clock, workstation } = createTwoNodes();
    const files = createMemoryFileSystem(clock, {
      '/etc/hosts': '127.0.0.1 localhost\n::1 localhost ip6-localhost\n10.1.1.1\tDB db.internal # alias\n',
    });
    const find = (asked: string) => clock.drive(lookup({ net: workstation, clock, files, name: asked }));
    expect(await find('localhost')).toMatchObject({ addresses: ['127.0.0.1', '::1'], from: 'hosts', questions: [] });
    expect((await find('db')).addresses).toEqual(['10.1.1.1']);
    expect(await find('10.2.3.4')).toMatchObject({ addresses: ['10.2.3.4'], from: 'literal' });
  });
});
