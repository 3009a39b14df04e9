// The server ends, by order or by accident. PODKOVA_CRASHES=20 and PODKOVA_CRASH_SESSIONS=50 make it the project's promise.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { realClock } from '../../src/clock.ts';
import { type RecordingScreen, recordingScreen } from '../terminal/doubles.ts';
import { join, type Learner } from './world.ts';

const crashes = Number(process.env.PODKOVA_CRASHES ?? 2);
const sessions = Number(process.env.PODKOVA_CRASH_SESSIONS ?? 5);
/** From the server's answer to the first page until a learner sees their terminal again; half of them at once is the worst case. */
const BACK_WITHIN_MS = 5_000;

const folder = mkdtempSync(joinPath(tmpdir(), 'podkova-crash-'));
let child: ChildProcess | undefined;
afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function start(port = 0): Promise<number> {
  child = fork(new URL('./lab-process.ts', import.meta.url).pathname, [joinPath(folder, 'state.sqlite'), String(port)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return ((await once(child, 'message')) as [{ port: number }])[0].port;
}

/** A browser that stays open: its screen and its page come back by themselves. */
interface Seat {
  readonly learner: Learner;
  readonly screen: RecordingScreen;
  readonly page: ReturnType<Learner['page']>;
}

const shows = (screen: RecordingScreen, text: string) =>
  vi.waitFor(() => expect(screen.text).toContain(text), { timeout: 60_000, interval: 10 });

it(
  `${crashes} kills with ${sessions} sessions: objects, files and scrollback are back`,
  async () => {
    const port = await start();
    const origin = { origin: `http://127.0.0.1:${port}` };
    const seats: Seat[] = [];
    for (let at = 0; at < sessions; at++) {
      const learner = await join(origin, 'empty-endpoints');
      const page = learner.page();
      await page.host.ensure('empty-endpoints');
      const screen = recordingScreen(() => learner.terminal('main'), realClock);
      await shows(screen, '$ ');
      screen.type(`kubectl create configmap mine-${at} --from-literal=a=b\r`);
      await shows(screen, `configmap/mine-${at} created`);
      screen.type(`echo written-${at} > note.txt; echo scroll-$((${at}+1000))\r`);
      await shows(screen, `scroll-${at + 1000}`);
      seats.push({ learner, page, screen });
    }
    const backMs: number[] = [];
    for (let crash = 0; crash < crashes; crash++) {
      // What was done up to here is on the disk: a crash may cost the last moment.
      await realClock.sleep(600);
      for (const { page, screen } of seats) {
        page.channel.close();
        screen.close();
      }
      child?.kill('SIGKILL');
      await once(child as ChildProcess, 'exit');
      await start(port);
      await Promise.all(
        seats.map(async (seat, at) => {
          const begin = performance.now();
          const learner = await join(origin, 'empty-endpoints', seat.learner.cookie);
          expect(learner.session).toBe(seat.learner.session);
          const page = learner.page();
          await page.host.ensure('empty-endpoints');
          const screen = recordingScreen(() => learner.terminal('main'), realClock);
          await shows(screen, `scroll-${at + 1000}`);
          backMs.push(performance.now() - begin);
          seats[at] = { learner, page, screen };
        }),
      );
      for (const [at, { screen }] of seats.entries()) {
        const asked = `round-${crash}-${at}`;
        screen.type(`cat note.txt; kubectl get configmap mine-${at} -o name; echo ${asked.replace('-', '-"')}"\r`);
        await shows(screen, `${asked}\r\n`);
        const answer = screen.text.slice(screen.text.lastIndexOf('cat note.txt'));
        expect(answer).toContain(`written-${at}\r\n`);
        expect(answer).toContain(`configmap/mine-${at}\r\n`);
      }
    }
    const p95 = backMs.sort((one, other) => one - other)[Math.floor(backMs.length * 0.95)] as number;
    expect(p95).toBeLessThanOrEqual(BACK_WITHIN_MS);
    for (const { page, screen } of seats) {
      page.channel.close();
      screen.close();
    }
  },
  30_000 + crashes * sessions * 2_000,
);
