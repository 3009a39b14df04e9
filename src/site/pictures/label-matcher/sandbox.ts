// The picture's own little world, for readers without a running lab. Its names are not those of the lab.
import { endpointFor, type Pair, type Scene } from './model.ts';

/** What a click changes: a line of the selector, a label of a pod, a lamp. */
export type Change =
  | { readonly kind: 'require'; readonly key: string }
  | { readonly kind: 'label'; readonly pod: string; readonly key: string }
  | { readonly kind: 'lamp'; readonly pod: string };

const alternatives: Readonly<Record<string, readonly [string, string]>> = { app: ['cvat', 'cvat-old'], role: ['api', 'ui'] };

/** The value that a click on a label gives it. */
export function otherValue([key, value]: Pair): string {
  const [first, second] = alternatives[key] ?? [value, value];
  return value === first ? second : first;
}

export const firstScene: Scene = settled({
  service: 'cvat-api',
  selector: [
    { pair: ['app', 'cvat'], on: true },
    { pair: ['role', 'api'], on: true },
  ],
  rows: [
    { pod: 'api-x2k7f', labels: pairs('cvat', 'api'), serving: true, terminating: false },
    { pod: 'api-m8pqd', labels: pairs('cvat', 'api'), serving: false, terminating: false },
    { pod: 'ui-q7t4c', labels: pairs('cvat', 'ui'), serving: true, terminating: false },
  ],
});

/** The scene after a click, with the list that the controller would write. */
export function changed(scene: Scene, change: Change): Scene {
  switch (change.kind) {
    case 'require':
      return settled({
        ...scene,
        selector: scene.selector?.map((line) => (line.pair[0] === change.key ? { ...line, on: !line.on } : line)),
      });
    case 'label':
      return settled({
        ...scene,
        rows: scene.rows.map((row) =>
          row.pod === change.pod
            ? { ...row, labels: row.labels.map((pair): Pair => (pair[0] === change.key ? [pair[0], otherValue(pair)] : pair)) }
            : row,
        ),
      });
    case 'lamp':
      return settled({ ...scene, rows: scene.rows.map((row) => (row.pod === change.pod ? { ...row, serving: !row.serving } : row)) });
  }
}

function pairs(app: string, role: string): readonly Pair[] {
  return [
    ['app', app],
    ['role', role],
  ];
}

function settled(scene: Scene): Scene {
  return {
    ...scene,
    rows: scene.rows.map(({ endpoint: _, ...row }) => {
      const endpoint = endpointFor(scene.selector, row);
      return endpoint ? { ...row, endpoint } : row;
    }),
  };
}
