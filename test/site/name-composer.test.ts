// The picture of lesson 3.2 must ask what a resolver asks, and answer what CoreDNS answers.
import { describe, expect, it } from 'vitest';
import en from '../../content/i18n/en.json' with { type: 'json' };
import type { SessionHost } from '../../src/session/index.ts';
import { answerFromCluster, type ClusterRecords } from '../../src/simulator/components/coredns/index.ts';
import { candidateNames } from '../../src/simulator/network/index.ts';
import type { Namespace, Service } from '../../src/simulator/objects.ts';
import { draw } from '../../src/site/pictures/name-composer/draw.ts';
import { directoryOf, watchDirectory } from '../../src/site/pictures/name-composer/live.ts';
import { type Call, type Directory, dialled, forms, outcome, questions } from '../../src/site/pictures/name-composer/model.ts';
import { firstCall, sandbox } from '../../src/site/pictures/name-composer/sandbox.ts';
import { wordsOf } from '../../src/site/pictures/words.ts';

const calls: readonly Call[] = sandbox.namespaces.flatMap((caller) =>
  sandbox.namespaces.flatMap((target) =>
    [...new Set([...sandbox.services.map(({ name }) => name), 'cvat', 'nowhere'])].flatMap((service) =>
      forms.map((form) => ({ caller, target, service, form })),
    ),
  ),
);
const titles = (call: Call, directory: Directory = sandbox) =>
  questions(directory, call).map(({ typed, added, answer }) => `${typed}${added}. ${answer?.kind ?? '–'}`);

describe('the picture', () => {
  it('asks the names that the simulated C library asks, in its order, for every call', () => {
    for (const call of calls) {
      const search = [`${call.caller}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'];
      expect(questions(sandbox, call).map(({ typed, added }) => `${typed}${added}.`)).toEqual(
        candidateNames(dialled(call), { search, ndots: 5 }),
      );
    }
  });

  it('answers as the simulated CoreDNS does', async () => {
    const records: ClusterRecords = {
      synced: () => true,
      serial: () => 1,
      hasNamespace: (name) => sandbox.namespaces.includes(name),
      service(namespace, name) {
        const known = sandbox.services.find((service) => service.namespace === namespace && service.name === name);
        if (!known) return undefined;
        const { address, alias } = known;
        return {
          namespace,
          name,
          clusterIps: address ? [address] : [],
          headless: false,
          ...(alias ? { externalName: alias } : {}),
          externalIps: [],
          ports: [{ name: '', protocol: 'tcp', port: 80 }],
        };
      },
      services: () => [],
      endpoints: () => [],
      allEndpoints: () => [],
      hasPod: () => false,
    };
    const options = {
      zones: ['cluster.local.'],
      ttl: 30,
      pods: 'insecure',
      ignoreEmptyServices: false,
      endpointPodNames: false,
      fallthrough: [],
    } as const;
    for (const call of calls) {
      for (const { typed, added, answer } of questions(sandbox, call)) {
        if (!answer) continue;
        const real = await answerFromCluster(records, options, { name: `${typed}${added}.`, type: 'A' }, async () => []);
        const kind = !real ? 'outside' : real.rcode === 'NXDOMAIN' ? 'nxdomain' : real.answers.length > 0 ? 'found' : 'empty';
        expect(`${typed}${added} ${answer.kind}`).toBe(`${typed}${added} ${kind}`);
      }
    }
  });

  it('shows why a bare name fails from elsewhere, and what each longer form costs', () => {
    const asked = (form: Call['form']) => outcome(questions(sandbox, { ...firstCall, form }), { ...firstCall, form });
    expect(asked('bare')).toEqual({ kind: 'unresolved', asked: 4 });
    expect(forms.slice(1).map((form) => `${form} ${asked(form).kind} ${asked(form).asked}`)).toEqual([
      'namespace reached 2',
      'svc reached 3',
      'full reached 4',
      'absolute reached 1',
    ]);
  });

  it('warns when a bare name leads to the caller’s own Service of that name', () => {
    const call: Call = { caller: 'cvat', service: 'redis', target: 'clearml', form: 'bare' };
    expect(outcome(questions(sandbox, call), call)).toMatchObject({ kind: 'other', service: { namespace: 'cvat' }, asked: 1 });
    expect(draw({ directory: sandbox, call, words, language: 'en' })).toContain('though you meant the one in clearml');
  });

  it('tells a name without an address from a name that is not there', () => {
    const directory = { namespaces: ['cvat', 'minio'], services: [{ namespace: 'minio', name: 'minio', address: '10.96.1.1' }] };
    expect(titles({ caller: 'cvat', service: 'minio', target: 'minio', form: 'bare' }, directory)).toEqual([
      'minio.cvat.svc.cluster.local. nxdomain',
      'minio.svc.cluster.local. empty',
      'minio.cluster.local. nxdomain',
      'minio. outside',
    ]);
  });

  it('never shows markup that a name smuggles in', () => {
    const evil = '"><img src=x>';
    const directory = { namespaces: [evil], services: [{ namespace: evil, name: evil, alias: evil }] };
    const html = draw({ directory, call: { caller: evil, service: evil, target: evil, form: 'full' }, words, language: 'en' });
    expect(html).not.toContain('<img');
  });
});

describe('the learner’s own cluster', () => {
  const namespace = (name: string) => ({ metadata: { name } }) as Namespace;
  const service = (name: string, spec: object) => ({ metadata: { name, namespace: 'shop' }, spec }) as unknown as Service;

  it('is read as namespaces and Services, each by what DNS says of it', () => {
    const services = [
      service('web', { type: 'ClusterIP', clusterIP: '10.96.0.7' }),
      service('db', { type: 'ClusterIP', clusterIP: 'None' }),
      service('s3', { type: 'ExternalName', externalName: 'storage.example.com' }),
    ];
    expect(directoryOf([namespace('shop'), namespace('default')], services)).toEqual({
      namespaces: ['default', 'shop'],
      services: [
        { namespace: 'shop', name: 'web', address: '10.96.0.7' },
        { namespace: 'shop', name: 'db' },
        { namespace: 'shop', name: 's3', alias: 'storage.example.com' },
      ],
    });
  });

  it('is shown once both kinds have been read, and left in peace when the reader leaves', () => {
    const readers = new Map<string, (objects: readonly object[]) => void>();
    const host = {
      read(query: { kind: string }, onChange: (objects: readonly object[]) => void) {
        readers.set(query.kind, onChange);
        return () => readers.delete(query.kind);
      },
    } as unknown as SessionHost;
    const seen: Directory[] = [];
    const stop = watchDirectory(host, (directory) => seen.push(directory));
    readers.get('Service')?.([]);
    expect(seen).toHaveLength(0);
    readers.get('Namespace')?.([namespace('shop')]);
    expect(seen).toEqual([{ namespaces: ['shop'], services: [] }]);
    stop();
    expect(readers.size).toBe(0);
  });
});

const words = wordsOf('composer', en);
