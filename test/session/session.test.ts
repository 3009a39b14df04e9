// The session contract, in one process and over a MessagePort.
import { expect, it } from 'vitest';
import { realClock } from '../../src/clock.ts';
import { connectSession, createSession, exposeSession } from '../../src/session/index.ts';
import { describeSessionHost } from './host-contract.ts';
import { keepingDriver } from './keeping-driver.ts';
import { oneAnswerLab } from './one-answer-lab.ts';

describeSessionHost('in the same process', (host) => ({ host, close: () => undefined }));

describeSessionHost('behind a MessagePort', (host) => {
  const { port1, port2 } = new MessageChannel();
  const close = exposeSession(host, port1);
  return { host: connectSession(port2), close };
});

it('changes of one moment reach the page as one view', async () => {
  const driver = keepingDriver();
  const host = createSession({ findLab: async () => oneAnswerLab, drivers: [driver], clock: realClock });
  let views = 0;
  host.view(() => views++);
  await host.ensure('one-answer');
  await host.answer('answer', '42');
  const before = views;
  await host.prove();
  // Proving, and its result: not one view for each task.
  expect(views - before).toBeLessThanOrEqual(3);
  await host.stop();
});
