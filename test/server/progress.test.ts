// What the server remembers of a learner's work.
import { expect, it, vi } from 'vitest';
import { keepingDriver } from '../session/keeping-driver.ts';
import { oneAnswerLab } from '../session/one-answer-lab.ts';
import { join, startServer } from './world.ts';

it('a learner’s hints and verdicts are kept, told to their own pages, and to nobody else’s', async () => {
  const server = await startServer({ findLab: async () => oneAnswerLab, drivers: [keepingDriver()] });
  const anna = await join(server, 'one-answer');
  const boris = await join(server, 'one-answer');
  const { host, channel } = anna.page();
  await host.ensure('one-answer');
  await host.hint('answer');
  await host.answer('answer', '42');
  await host.prove();
  const progress = async (cookie: string) => (await fetch(`${server.origin}/lab/progress`, { headers: { cookie } })).json();
  await vi.waitFor(async () =>
    expect(await progress(anna.cookie)).toEqual({
      version: 1,
      labs: { 'one-answer': { proofs: 1, hints: { answer: 1 }, solvedAt: expect.any(String) } },
    }),
  );
  expect(await progress(boris.cookie)).toEqual({ version: 1, labs: {} });
  expect(await progress('')).toEqual({ version: 1, labs: {} });
  channel.close();
  await server.close();
});
