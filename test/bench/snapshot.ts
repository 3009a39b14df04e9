// A kept cluster: what it takes to bring it back, how large it is, and what it takes to write it.
import { realClock } from '../../src/clock.ts';
import { createKeeper, createMemoryStore } from '../../src/session/index.ts';
import { driver, specOf, startOptions } from './lab.ts';
import { type Figure, measure, timed } from './measure.ts';

const KEY = 'lab';
/** A reload is to be felt as one. */
const RETURN_TARGET_MS = 100;

export async function snapshot(): Promise<readonly Figure[]> {
  const spec = specOf('one-node');
  const store = createMemoryStore();
  const keeperOn = async () =>
    createKeeper({
      store,
      key: KEY,
      clock: realClock,
      found: await store.load(KEY),
      onFailure(error) {
        throw error;
      },
    });
  const first = await keeperOn();
  const cluster = await driver.start(spec, { ...startOptions, parts: first });
  first.begin();
  const whole = await timed(() => first.flush());
  await first.close();
  await cluster.stop();
  const parts = [...((await store.load(KEY)) ?? [])];
  const bytes = parts.reduce((sum, [, part]) => sum + part.length, 0);
  const plain = Object.fromEntries(parts.map(([name, part]) => [name, new TextDecoder().decode(part)]));

  const back = await measure(20, async () => {
    const keeper = await keeperOn();
    const begin = performance.now();
    const returned = await driver.start(spec, { ...startOptions, parts: keeper });
    const took = performance.now() - begin;
    await keeper.close();
    await returned.stop();
    return took;
  });
  const fresh = await measure(20, async () => {
    const begin = performance.now();
    const started = await driver.start(spec, startOptions);
    const took = performance.now() - begin;
    await started.stop();
    return took;
  });
  const parsing = await measure(100, () => timed(() => Object.values(plain).map((text) => JSON.parse(text))));
  const kilobytes = Math.round(bytes / 1024);
  return [
    { what: 'return of a kept cluster', ms: back, control: { what: 'start of a fresh one', ms: fresh }, targetMs: RETURN_TARGET_MS },
    {
      what: `writing all ${parts.length} parts of it to memory, ${kilobytes} KB`,
      ms: { min: whole, median: whole, p95: whole, p99: whole },
      control: { what: 'parsing them as JSON', ms: parsing },
    },
  ];
}
