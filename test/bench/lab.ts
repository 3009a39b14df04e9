// The lab on which the figures are taken.

import { realClock } from '../../src/clock.ts';
import type { ClusterSpec } from '../../src/cluster/driver.ts';
import { createSimDriver } from '../../src/cluster/sim/index.ts';
import { readLab } from '../../src/server/labs-on-disk.ts';

export const lab = await readLab('empty-endpoints');

export const driver = createSimDriver({
  clock: realClock,
  onBug(error) {
    throw error;
  },
});

export function specOf(nodes: ClusterSpec['nodes']): ClusterSpec {
  const { definition, setupYaml, files } = lab.source;
  return { labId: definition.id, nodes, requires: definition.requires, setupYaml, files, namespace: 'default' };
}

export const startOptions = { signal: new AbortController().signal, onStep: () => undefined };
