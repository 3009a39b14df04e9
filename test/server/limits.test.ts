// How much of the server one learner can use.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { realClock } from '../../src/clock.ts';
import { createLabServer, createSiteServer, type Limits } from '../../src/server/index.ts';
import { keepingDriver } from '../session/keeping-driver.ts';
import { oneAnswerLab } from '../session/one-answer-lab.ts';
import { join, post, startServer, type TestServer } from './world.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const labOf = (id: string) => ({ ...oneAnswerLab, definition: { ...oneAnswerLab.definition, id } });

async function limited(limits: Partial<Limits>): Promise<{ server: TestServer; driver: ReturnType<typeof keepingDriver> }> {
  const driver = keepingDriver();
  const server = await startServer({ findLab: async (id) => (/^lab-\d+$/.test(id) ? labOf(id) : undefined), drivers: [driver], limits });
  closing.push(() => server.close());
  return { server, driver };
}

describe('one learner', () => {
  it('has no more sockets than a person needs', async () => {
    const { server } = await limited({ socketsPerLearner: 3 });
    const learner = await join(server, 'lab-1');
    for (let i = 0; i < 3; i++) await once(await learner.socket(), 'open');
    const [error] = (await once((await learner.socket()).removeAllListeners('error'), 'error').catch((caught) => [caught])) as [Error];
    expect(error.message).toBe('Unexpected server response: 429');
    const other = await join(server, 'lab-1');
    await once(await other.socket(), 'open');
  });

  it('asks no faster than the server likes', async () => {
    const { server } = await limited({ requestsPerSecond: 1, requestsAtOnce: 5 });
    const learner = await join(server, 'lab-1');
    const asked = await Promise.all(
      Array.from({ length: 10 }, () =>
        post(server.origin, '/lab/tickets', { session: learner.session, page: 'p' }, { cookie: learner.cookie }),
      ),
    );
    expect(asked.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429, 429, 429, 429, 429]);
  });

  it('sends no more than a page would in one message, or in one request', async () => {
    const { server } = await limited({});
    const learner = await join(server, 'lab-1');
    const socket = await learner.socket();
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'call', id: 1, call: 'hint', args: ['x'.repeat(100_000)] }));
    expect((await once(socket, 'close'))[0]).toBe(1009);
    expect((await post(server.origin, '/lab/sessions', { lab: 'x'.repeat(10_000) })).status).toBe(413);
  });

  it('has no more terminals in one lab than fit', async () => {
    const { server } = await limited({ terminalsPerSession: 2 });
    const learner = await join(server, 'lab-1');
    for (const id of ['one', 'two', 'one']) await once(await learner.socket(id), 'open');
    expect((await once(await learner.socket('three'), 'close'))[0]).toBe(4503);
  });

  it('keeps few labs awake: another one puts to sleep what was looked at least recently', async () => {
    const { server, driver } = await limited({ sessionsPerLearner: 2 });
    let cookie: string | undefined;
    for (const lab of ['lab-1', 'lab-2', 'lab-3']) {
      const learner = await join(server, lab, cookie);
      cookie = learner.cookie;
      const { host, channel, sockets } = learner.page();
      await host.ensure(lab);
      const gone = Promise.all(sockets.map((socket) => once(socket, 'close')));
      channel.close();
      await gone;
      await realClock.sleep(10);
    }
    await vi.waitFor(() => expect(driver.started.map(({ stopped }) => stopped)).toEqual([true, false, false]));
  });

  it('is told that the server is full, while everything in use stays', async () => {
    const { server, driver } = await limited({ sessions: 1 });
    const anna = await join(server, 'lab-1');
    const { host, channel } = anna.page();
    closing.push(() => channel.close());
    await host.ensure('lab-1');
    const boris = await join(server, 'lab-1');
    const refused = await post(server.origin, '/lab/tickets', { session: boris.session, page: 'p' }, { cookie: boris.cookie });
    expect([refused.status, ((await refused.json()) as { problem: { code: string } }).problem.code]).toEqual([503, 'server-busy']);
    expect(driver.started[0]?.stopped).toBe(false);
  });
});

describe('a lab that nobody looks at', () => {
  it('stands still, wakes when its page comes back, and is put away after a long time', async () => {
    const { server, driver } = await limited({ pauseAfterMs: 50, sleepAfterMs: 400 });
    const learner = await join(server, 'lab-1');
    const first = learner.page();
    await first.host.ensure('lab-1');
    const cluster = driver.started[0];
    const rests: string[] = [];
    Object.assign(cluster ?? {}, { pause: async () => rests.push('pause'), resume: async () => rests.push('resume') });
    first.channel.close();
    await vi.waitFor(() => expect(rests).toEqual(['pause']));
    const second = learner.page();
    await second.channel.ready;
    await vi.waitFor(() => expect(rests).toEqual(['pause', 'resume']));
    second.channel.close();
    await vi.waitFor(() => expect(cluster?.stopped).toBe(true));
  });
});

describe('a connection that sends slowly', () => {
  it.each([
    ['its headers', 'GET /en/ HTTP/1.1\r\nX-Slow: '],
    ['its body', 'POST /lab/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{'],
  ])('%s is hung up on', async (_, start) => {
    const folder = mkdtempSync(joinPath(tmpdir(), 'podkova-site-'));
    writeFileSync(joinPath(folder, '.script-hashes'), '');
    const lab = createLabServer({ statePath: ':memory:' });
    const site = createSiteServer({ folder, lab, limits: { headersMs: 300, requestMs: 500 } });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      site.closeAllConnections();
      await new Promise((resolve) => site.close(resolve));
      await lab.close();
      rmSync(folder, { recursive: true });
    });
    const { port } = site.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.resume();
    socket.on('error', () => undefined);
    const gone = new Promise((resolve) => socket.on('close', resolve));
    socket.write(start.replace('Host: 127.0.0.1', `Host: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}`));
    const drip = setInterval(() => socket.write('a'), 50);
    const begin = performance.now();
    await gone;
    clearInterval(drip);
    expect(performance.now() - begin).toBeLessThan(5_000);
  });
});
