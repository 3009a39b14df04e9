// From nothing to a cluster whose lab has settled. Control: cloning the objects that it holds then, as JSON.
import type { ClusterSpec } from '../../src/cluster/driver.ts';
import { allObjects } from '../../src/simulator/index.ts';
import { driver, specOf, startOptions } from './lab.ts';
import { type Figure, measure, timed } from './measure.ts';

const targets = { 'one-node': 100, 'three-nodes': 300 } as const;

export async function startOf(nodes: ClusterSpec['nodes']): Promise<readonly Figure[]> {
  let objects: readonly object[] = [];
  const ms = await measure(20, async () => {
    const begin = performance.now();
    const cluster = await driver.start(specOf(nodes), startOptions);
    const took = performance.now() - begin;
    objects = allObjects(cluster.simulator.api);
    await cluster.stop();
    return took;
  });
  const control = await measure(200, () => timed(() => JSON.parse(JSON.stringify(objects))));
  return [
    {
      what: `start of a cluster with the lab in it, ${nodes}`,
      ms,
      control: { what: `cloning its ${objects.length} objects as JSON`, ms: control },
      targetMs: targets[nodes],
    },
  ];
}
