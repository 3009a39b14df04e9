// The pictures of lesson 6.1: the gates must judge as upstream's own cases do, the table must show what was observed.
import { describe, expect, it } from 'vitest';
import en from '../../content/i18n/en.json' with { type: 'json' };
import ru from '../../content/i18n/ru.json' with { type: 'json' };
import type { Reached, ReachQuery, SessionHost } from '../../src/session/index.ts';
import type { NetworkPolicy, Pod } from '../../src/simulator/objects.ts';
import { draw as drawMatrix } from '../../src/site/pictures/reach-matrix/draw.ts';
import { watchReach } from '../../src/site/pictures/reach-matrix/live.ts';
import { draw } from '../../src/site/pictures/two-sided-gate/draw.ts';
import { sceneOf, watchScene } from '../../src/site/pictures/two-sided-gate/live.ts';
import { type GatePod, judge, type Scene } from '../../src/site/pictures/two-sided-gate/model.ts';
import { firstSwitches, sandboxScene, switches } from '../../src/site/pictures/two-sided-gate/sandbox.ts';
import { wordsOf } from '../../src/site/pictures/words.ts';
import cases from '../simulator/policies/e2e-netpol-cases.json' with { type: 'json' };

interface Step {
  readonly policies: Readonly<Record<string, NetworkPolicy['spec']>>;
  readonly nsLabels: Readonly<Record<string, Record<string, string>>>;
  readonly podLabels: Readonly<Record<string, Record<string, string>>>;
  readonly checks: readonly { readonly port: number; readonly proto: string; readonly expected: Readonly<Record<string, boolean>> }[];
}

const split = (key: string) => key.split('/') as [string, string];
const policy = (key: string, spec: NetworkPolicy['spec']) =>
  ({ metadata: { namespace: split(key)[0], name: split(key)[1] }, spec }) as unknown as NetworkPolicy;

describe('the gates', () => {
  it('judge every TCP cell of Kubernetes’ own cases as those say', () => {
    const wrong: string[] = [];
    for (const one of cases.cases) {
      for (const step of one.steps as unknown as Step[]) {
        const pods = one.pods.map((key): GatePod => {
          const [namespace, name] = split(key);
          return {
            namespace,
            name,
            title: name,
            labels: { pod: name, ...step.podLabels[key] },
            address: (one.podIPs as Record<string, string>)[key] as string,
            ports: [80, 81].map((port) => ({ port, name: `serve-${port}-tcp` })),
          };
        });
        const names = [...new Set(pods.map(({ namespace }) => namespace))];
        const scene: Scene = {
          pods,
          namespaces: Object.fromEntries(names.map((name) => [name, { 'kubernetes.io/metadata.name': name, ...step.nsLabels[name] }])),
          policies: Object.entries(step.policies).map(([key, spec]) => policy(key, spec)),
        };
        for (const { port, proto, expected } of step.checks) {
          if (proto !== 'TCP') continue;
          for (const [pair, passes] of Object.entries(expected)) {
            const [caller = '', called = ''] = pair.split('>');
            if (caller !== called && judge(scene, { caller, called, port })?.passes !== passes) wrong.push(`${one.name}: ${pair}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('tell the four laws in the sandbox', () => {
    const passes = (caller: string, ...on: string[]) => judge(sandboxScene(new Set(on)), { caller, called: 'shop/db', port: 5432 })?.passes;
    expect(passes('other/stranger')).toBe(true);
    expect(passes('shop/backend', 'db-closed')).toBe(false);
    expect(passes('shop/backend', 'db-closed', 'db-from-backend')).toBe(true);
    expect(passes('shop/web', 'db-closed', 'db-from-backend')).toBe(false);
    expect(passes('shop/web', 'db-closed', 'db-from-backend', 'db-open')).toBe(true);
    expect(passes('shop/backend', 'db-from-backend', 'lock-shop')).toBe(false);
    expect(passes('shop/backend', 'db-from-backend', 'lock-shop', 'backend-to-db')).toBe(true);
    expect(passes('other/stranger', 'lock-shop')).toBe(true);
  });

  it.each([
    ['en', en],
    ['ru', ru],
  ] as const)('have words for everything that they can show, in %s', (language, all) => {
    const words = wordsOf('gate', all);
    const names = switches.map(({ policy: one }) => one.metadata.name);
    for (let mask = 0; mask < 2 ** names.length; mask++) {
      const on = new Set(names.filter((_, at) => mask & (1 << at)));
      for (const caller of ['shop/backend', 'shop/web', 'other/stranger', 'shop/db', 'shop/nobody']) {
        const html = draw({ scene: sandboxScene(on), call: { caller, called: 'shop/db', port: 5432 }, on, words, language });
        expect(html).not.toMatch(/undefined|\{\{/);
      }
    }
  });

  it('read a cluster: one pod for each Deployment, by its name, and nothing of it as HTML', () => {
    const pod = (name: string, extra: object = {}) =>
      ({
        metadata: {
          namespace: 'shop',
          name,
          creationTimestamp: name,
          labels: { role: 'db', 'pod-template-hash': '5d8f' },
          ownerReferences: [{ kind: 'ReplicaSet', name: 'db-5d8f', controller: true }],
          ...extra,
        },
        spec: { containers: [{ ports: [{ containerPort: 5432 }] }] },
        status: { podIP: '10.244.0.9' },
      }) as unknown as Pod;
    const nasty = policy('shop/<b>x', { podSelector: {}, policyTypes: ['Ingress'] });
    const scene = sceneOf([], [pod('db-5d8f-new'), pod('db-5d8f-leaving', { deletionTimestamp: 'now' })], [nasty]);
    expect(scene.pods.map(({ title, name }) => [title, name])).toEqual([['db', 'db-5d8f-new']]);
    const call = { caller: 'shop/db', called: 'shop/db', port: 5432 };
    const html = draw({ scene, call, on: undefined, words: wordsOf('gate', en), language: 'en' });
    expect(html).toContain('<code>&lt;b&gt;x</code>');
    expect(html).toContain('shop/db calls itself');
  });

  it('wait until the whole cluster has been read', () => {
    const readers = new Map<string, (objects: readonly object[]) => void>();
    const host = {
      read: (query: { kind: string }, onChange: (objects: readonly object[]) => void) => {
        readers.set(query.kind, onChange);
        return () => readers.delete(query.kind);
      },
    } as unknown as SessionHost;
    const seen: Scene[] = [];
    const stop = watchScene(host, ['shop'], (scene) => seen.push(scene));
    readers.get('Namespace')?.([{ metadata: { name: 'shop' } }]);
    readers.get('Pod')?.([{ metadata: { namespace: 'shop', name: 'web' }, spec: { containers: [] }, status: {} }]);
    expect(seen).toEqual([]);
    readers.get('NetworkPolicy')?.([]);
    expect(seen).toHaveLength(1);
    stop();
    expect(readers.size).toBe(0);
  });

  it('show a call that is stopped before anybody has clicked', () => {
    expect([...firstSwitches]).toEqual(['db-closed']);
  });
});

describe('the table of who reaches whom', () => {
  const axes = { callers: ['shop/web', 'other/stranger'], targets: ['db.shop:5432', 'web.shop:80'] };

  it('asks for a pod of each Deployment that runs, and puts the answers into their rows', () => {
    const readers = new Map<string, (objects: readonly object[]) => void>();
    const asked: ReachQuery[] = [];
    let answer: (reached: Reached) => void = () => undefined;
    let open = 0;
    const host = {
      read: (query: { namespace: string }, onChange: (objects: readonly object[]) => void) => {
        readers.set(query.namespace, onChange);
        return () => undefined;
      },
      reach: (query: ReachQuery, onReached: (reached: Reached) => void) => {
        asked.push(query);
        answer = onReached;
        open++;
        return () => open--;
      },
    } as unknown as SessionHost;
    const cells: unknown[] = [];
    const stop = watchReach(host, axes, (next) => cells.push(next));
    const pod = (namespace: string, title: string, name: string, phase = 'Running') => ({
      metadata: {
        namespace,
        name,
        labels: { 'pod-template-hash': 'h' },
        ownerReferences: [{ kind: 'ReplicaSet', name: `${title}-h`, controller: true }],
      },
      status: { phase },
    });
    readers.get('shop')?.([pod('shop', 'web', 'web-h-old', 'Failed'), pod('shop', 'web', 'web-h-new')]);
    expect(asked).toEqual([]);
    readers.get('other')?.([]);
    expect(asked.at(-1)).toEqual({
      callers: [{ namespace: 'shop', pod: 'web-h-new' }],
      targets: [
        { host: 'db.shop', port: 5432 },
        { host: 'web.shop', port: 80 },
      ],
    });
    answer([['timed-out', 'connected']]);
    expect(cells.at(-1)).toEqual([
      ['timed-out', 'connected'],
      [null, null],
    ]);
    readers.get('other')?.([pod('other', 'stranger', 'stranger-h-1')]);
    expect(asked).toHaveLength(2);
    readers.get('other')?.([pod('other', 'stranger', 'stranger-h-1')]);
    expect([asked.length, open]).toEqual([2, 1]);
    stop();
    expect(open).toBe(0);
  });

  it('says in words what every cell holds, and counts as each language counts', () => {
    const cells = [
      ['timed-out', 'connected'],
      [null, 'refused'],
    ] as const;
    const told = (language: 'en' | 'ru') =>
      drawMatrix({ axes, cells, words: wordsOf('reach', language === 'en' ? en : ru), language }).replace(/<[^>]+>/g, ' ');
    expect(told('en')).toMatch(/silence.*reaches.*nobody calls.*refused.*1 call of 4 goes through/s);
    expect(told('ru')).toMatch(/тишина.*достаёт.*некому звонить.*отказ.*Проходит 1 звонок из 4/s);
  });

  it('has a row and a column for everybody before a lab is running', () => {
    const html = drawMatrix({ axes, cells: undefined, words: wordsOf('reach', en), language: 'en' });
    expect([html.match(/scope="row"/g)?.length, html.match(/scope="col"/g)?.length]).toEqual([2, 2]);
    expect(html).toContain('Start the lab');
  });
});
