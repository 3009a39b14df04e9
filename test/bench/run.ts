// `npm run bench`: what a learner waits for, each figure beside a control of the same run. Prints; asserts nothing.
import { echo } from './echo.ts';
import type { Figure } from './measure.ts';
import { startOf } from './start.ts';
import { verdict } from './verdict.ts';

const only = process.argv.slice(2);
const benches: readonly [string, () => Promise<readonly Figure[]>][] = [
  ['start', async () => [...(await startOf('one-node')), ...(await startOf('three-nodes'))]],
  ['verdict', verdict],
  ['echo', echo],
];

for (const [name, bench] of benches) {
  if (only.length > 0 && !only.includes(name)) continue;
  for (const { what, ms, control, targetMs } of await bench()) {
    const figure = `median ${ms.median.toFixed(2)} ms (min ${ms.min.toFixed(2)}, p95 ${ms.p95.toFixed(2)})`;
    const beside = `control: ${control.what} ${control.ms.median.toFixed(3)} ms, ratio ${(ms.median / control.ms.median).toFixed(1)}`;
    const aim = targetMs === undefined ? '' : `; target ${targetMs} ms: ${ms.median <= targetMs ? 'met' : 'MISSED'}`;
    console.log(`${what}: ${figure}; ${beside}${aim}`);
  }
}
process.exit(0);
