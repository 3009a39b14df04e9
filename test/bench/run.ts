// `npm run bench`: what a learner waits for, each figure beside a control of the same run. Prints; asserts nothing.
import { echo } from './echo.ts';
import type { Figure } from './measure.ts';
import { serverEcho, serverFloods } from './server.ts';
import { snapshot } from './snapshot.ts';
import { startOf } from './start.ts';
import { verdict } from './verdict.ts';

const only = process.argv.slice(2);
const benches: readonly [string, () => Promise<readonly Figure[]>][] = [
  ['start', async () => [...(await startOf('one-node')), ...(await startOf('three-nodes'))]],
  ['snapshot', snapshot],
  ['verdict', verdict],
  ['echo', echo],
  ['server-echo', serverEcho],
  ['server-floods', serverFloods],
];

for (const [name, bench] of benches) {
  if (only.length > 0 && !only.includes(name)) continue;
  for (const { what, ms, control, targetMs, ratio } of await bench()) {
    const figure = `median ${ms.median.toFixed(2)} ms (min ${ms.min.toFixed(2)}, p95 ${ms.p95.toFixed(2)}, p99 ${ms.p99.toFixed(2)})`;
    const beside = `control: ${control.what} ${control.ms.median.toFixed(3)} ms, ratio ${(ms.median / control.ms.median).toFixed(1)}`;
    const aim = targetMs === undefined ? '' : `; target ${targetMs} ms: ${ms.median <= targetMs ? 'met' : 'MISSED'}`;
    const measured = ratio && ms[ratio.of] / control.ms[ratio.of];
    const limit =
      ratio && measured
        ? `; ${ratio.of} ${measured.toFixed(2)} × control, at most ${ratio.atMost}: ${measured <= ratio.atMost ? 'met' : 'MISSED'}`
        : '';
    console.log(`${what}: ${figure}; ${beside}${aim}${limit}`);
  }
}
process.exit(0);
