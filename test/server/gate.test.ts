import { expect, it } from 'vitest';
import { createGate } from '../../src/server/gate.ts';

it('a gate lets two in at once and the others in their order; whoever gives up does not hold the place', async () => {
  const gate = createGate(2);
  const entered: string[] = [];
  const leave = new Map<string, () => void>();
  const stay = (name: string, signal = new AbortController().signal) =>
    gate.pass(() => {
      entered.push(name);
      return new Promise<void>((resolve) => leave.set(name, resolve));
    }, signal);
  const gaveUp = new AbortController();
  const all = [stay('a'), stay('b'), stay('c', gaveUp.signal), stay('d'), stay('e')];
  const refused = expect(all[2]).rejects.toThrow('tired');
  await Promise.resolve();
  expect(entered).toEqual(['a', 'b']);
  gaveUp.abort(new Error('tired'));
  await refused;
  for (const name of ['b', 'a', 'd', 'e']) {
    leave.get(name)?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(entered).toEqual(['a', 'b', 'd', 'e']);
  await Promise.all(all.filter((_, at) => at !== 2));
});
