// The picture of lesson 2.2 must say what a cluster would do.
import { describe, expect, it } from 'vitest';
import type { SessionHost } from '../../src/session/index.ts';
import type { EndpointSlice, KubeObject, Pod, Service } from '../../src/simulator/objects.ts';
import { draw } from '../../src/site/pictures/label-matcher/draw.ts';
import { sceneOf, watchScene } from '../../src/site/pictures/label-matcher/live.ts';
import { call, matches, type Scene } from '../../src/site/pictures/label-matcher/model.ts';
import { changed, firstScene } from '../../src/site/pictures/label-matcher/sandbox.ts';
import { wordsOf } from '../../src/site/pictures/words.ts';

const state = (scene: Scene, pod: string) => scene.rows.find((row) => row.pod === pod)?.endpoint;

describe('the sandbox', () => {
  it('keeps a pod that is not ready on the list, and gives it no calls', () => {
    expect(state(firstScene, 'api-m8pqd')).toEqual({ ready: false, serving: false, terminating: false });
    expect(call(firstScene)).toEqual({ kind: 'answered', pods: ['api-x2k7f'] });
  });

  it('takes a pod off the list when one label of two no longer fits', () => {
    const scene = changed(firstScene, { kind: 'label', pod: 'api-x2k7f', key: 'role' });
    expect(state(scene, 'api-x2k7f')).toBeUndefined();
    expect(call(scene)).toEqual({ kind: 'refused' });
  });

  it('lets strangers in when the selector asks for less', () => {
    expect(call(changed(firstScene, { kind: 'require', key: 'role' }))).toEqual({ kind: 'answered', pods: ['api-x2k7f', 'ui-q7t4c'] });
  });

  it('refuses calls when every lamp is off', () => {
    expect(call(changed(firstScene, { kind: 'lamp', pod: 'api-x2k7f' }))).toEqual({ kind: 'refused' });
  });

  it('says that nobody keeps a list for a Service without a selector', () => {
    const scene = changed(changed(firstScene, { kind: 'require', key: 'role' }), { kind: 'require', key: 'app' });
    expect(matches(scene.selector, [['app', 'cvat']])).toBe(false);
    expect(call(scene)).toEqual({ kind: 'unmanaged' });
  });
});

const meta = (name: string, labels: Record<string, string> = {}) => ({ name, namespace: 'shop', uid: name, labels });
const pod = (name: string, labels: Record<string, string>, more: object = {}) =>
  ({ metadata: { ...meta(name, labels), ...more }, status: { conditions: [{ type: 'Ready', status: 'True' }] } }) as unknown as Pod;
const service = { metadata: meta('shop'), spec: { selector: { app: 'shop' } } } as unknown as Service;
const slice = (endpoints: object[]) => ({ metadata: meta('shop-abcde'), endpoints }) as unknown as EndpointSlice;

describe('the learner’s own cluster', () => {
  it('is drawn from the slice, not from what the slice ought to hold', () => {
    const scene = sceneOf('shop', [service], [pod('shop-1', { app: 'shop', 'pod-template-hash': 'x' })], [slice([])]);
    expect(scene.rows).toEqual([{ pod: 'shop-1', labels: [['app', 'shop']], serving: true, terminating: false }]);
    expect(call(scene)).toEqual({ kind: 'refused' });
  });

  it('answers from pods that are leaving when nobody else serves', () => {
    const leaving = {
      addresses: ['10.0.0.1'],
      targetRef: { kind: 'Pod', name: 'shop-1' },
      conditions: { ready: false, serving: true, terminating: true },
    };
    const pods = [pod('shop-1', { app: 'shop' }, { deletionTimestamp: '2026-11-21T00:00:00Z' })];
    expect(call(sceneOf('shop', [service], pods, [slice([leaving])]))).toEqual({ kind: 'answered', pods: ['shop-1'] });
  });

  it('names a key that the selector asks for and a pod lacks', () => {
    const picky = { ...service, spec: { selector: { app: 'shop', tier: 'web' } } } as unknown as Service;
    const scene = sceneOf('shop', [picky], [pod('shop-1', { app: 'shop' })], []);
    expect(draw({ scene, words: wordsOf('matcher', words), language: 'en', editable: false, namespace: 'shop' })).toContain('>no tier<');
  });

  it('never shows markup that a label smuggles in', () => {
    const scene = sceneOf('shop', [service], [pod('<img src=x>', { app: '"><script>' })], []);
    const html = draw({ scene, words: wordsOf('matcher', words), language: 'en', editable: true, namespace: 'shop' });
    expect(html).not.toMatch(/<script|<img/);
  });

  it('waits until it has seen all three kinds, and stops reading when it is told', () => {
    const readers = new Map<string, (objects: readonly object[]) => void>();
    const host = {
      read(query: { kind: string }, onChange: (objects: readonly object[]) => void) {
        readers.set(query.kind, onChange);
        return () => readers.delete(query.kind);
      },
    } as unknown as SessionHost;
    const seen: Scene[] = [];
    const stop = watchScene(host, 'shop', 'shop', (scene) => seen.push(scene));
    const tell = (kind: string, objects: readonly KubeObject[]) => readers.get(kind)?.(objects);
    tell('Service', [service]);
    tell('Pod', [pod('shop-1', { app: 'shop' })]);
    expect(seen).toHaveLength(0);
    tell('EndpointSlice', []);
    expect(seen.map(({ rows }) => rows.length)).toEqual([1]);
    stop();
    expect(readers.size).toBe(0);
  });
});

const words = (await import('../../content/i18n/en.json', { with: { type: 'json' } })).default;
