// The session contract, in one process and over a MessagePort.
import { expect, it } from 'vitest';
import { realClock } from '../../src/clock.ts';
import { connectSession, createSession, exposeSession, hostBroadcast, hostPort, pageBroadcast, pagePort } from '../../src/session/index.ts';
import { describeSessionHost } from './host-contract.ts';
import { keepingDriver } from './keeping-driver.ts';
import { oneAnswerLab } from './one-answer-lab.ts';

describeSessionHost('in the same process', (parts) => ({ host: createSession(parts), close: () => undefined }));

describeSessionHost('behind a MessagePort', (parts) => {
  const { port1, port2 } = new MessageChannel();
  const close = exposeSession(createSession(parts), hostPort(port1));
  return { host: connectSession(pagePort(port2)), close };
});

let lastTab = 0;
describeSessionHost('in another tab', (parts) => {
  const host = createSession(parts);
  const name = `tabs-${lastTab++}`;
  const stop = hostBroadcast(new BroadcastChannel(name), (page) => exposeSession(host, page));
  const page = pageBroadcast(new BroadcastChannel(name), 'page');
  return {
    host: connectSession(page),
    close() {
      page.close();
      stop();
    },
  };
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
