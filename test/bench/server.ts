// The lab server as its learners feel it, in a process of its own. Control of the echo: a bare WebSocket in the same process.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { realClock } from '../../src/clock.ts';
import { createScreenEnd } from '../../src/terminal/index.ts';
import { join, type Learner } from '../server/world.ts';
import { type Figure, measure, type Spread, spreadOf } from './measure.ts';

const KEY = new TextEncoder().encode('x');
const PROMPT = '\u001b]133;B';

interface Typist {
  /** Milliseconds from a key to its echo. */
  key(): Promise<number>;
  line(text: string): void;
  close(): void;
}

async function withServer<T>(work: (server: { readonly origin: string; readonly port: number }) => Promise<T>): Promise<T> {
  const child: ChildProcess = fork(fileURLToPath(new URL('../server/lab-process.ts', import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  try {
    return await work({ port, origin: `http://127.0.0.1:${port}` });
  } finally {
    child.kill();
  }
}

async function typist(learner: Learner): Promise<Typist> {
  const { host, channel } = learner.page();
  await host.ensure('empty-endpoints');
  let heard: (text: string) => void = () => undefined;
  const decoder = new TextDecoder();
  const prompted = new Promise<void>((resolve) => {
    heard = (text) => text.includes(PROMPT) && resolve();
  });
  const screen = createScreenEnd({
    connect: () => learner.terminal('main'),
    clock: realClock,
    size: { columns: 80, rows: 24 },
    draw(bytes, drawn) {
      heard(decoder.decode(bytes, { stream: true }));
      drawn();
    },
    clear: () => undefined,
    onState: () => undefined,
  });
  await prompted;
  // A person looks: the grader's live checks run beside the typing, as they do.
  return {
    key: () =>
      new Promise((resolve) => {
        const begin = performance.now();
        heard = (text) => text.includes('x') && resolve(performance.now() - begin);
        screen.type(KEY);
      }),
    line: (text) => screen.type(new TextEncoder().encode(`${text}\r`)),
    close() {
      screen.close();
      channel.close();
    },
  };
}

/** One key at a time, through the server and through the bare socket in turns. */
export function serverEcho(): Promise<readonly Figure[]> {
  return withServer(async (server) => {
    const one = await typist(await join(server, 'empty-endpoints'));
    const bare = new WebSocket(`ws://127.0.0.1:${server.port}/echo`, { perMessageDeflate: false });
    await once(bare, 'open');
    const control = async () => {
      const begin = performance.now();
      bare.send(KEY);
      await once(bare, 'message');
      return performance.now() - begin;
    };
    const controls: number[] = [];
    const ms = await measure(70, async () => {
      controls.push(await control());
      return one.key();
    });
    one.close();
    bare.terminate();
    return [
      {
        what: 'from a key to its echo, through the lab server',
        ms,
        control: { what: 'a bare WebSocket', ms: spreadOf(controls) },
        ratio: { of: 'median', atMost: 2 },
      },
    ];
  });
}

const TYPISTS = 49;
const FLOODS = 4;
/** A key in five a second, as people type who think. */
const KEY_EVERY_MS = 200;
const KEYS = 60;

async function typeTogether(typists: readonly Typist[]): Promise<Spread> {
  const samples: number[] = [];
  await Promise.all(
    typists.map(async ({ key, line }, at) => {
      await realClock.sleep((at * KEY_EVERY_MS) / typists.length);
      for (let count = 0; count < KEYS; count++) {
        const tookMs = await key();
        samples.push(tookMs);
        // A line that grows is drawn anew; people press Ctrl-U now and then too.
        if (count % 20 === 19) line('\u0015');
        await realClock.sleep(Math.max(0, KEY_EVERY_MS - tookMs));
      }
    }),
  );
  return spreadOf(samples);
}

/** 49 who type, alone and beside 4 whose programs never stop writing. */
export function serverFloods(): Promise<readonly Figure[]> {
  return withServer(async (server) => {
    const typists: Typist[] = [];
    for (let at = 0; at < TYPISTS; at++) typists.push(await typist(await join(server, 'empty-endpoints')));
    const floods: Typist[] = [];
    for (let at = 0; at < FLOODS; at++) floods.push(await typist(await join(server, 'empty-endpoints')));
    await realClock.sleep(5_000);
    const alone = await typeTogether(typists);
    for (const flood of floods) flood.line('yes');
    await realClock.sleep(1_000);
    const beside = await typeTogether(typists);
    for (const one of [...typists, ...floods]) one.close();
    return [
      {
        what: `from a key to its echo, ${TYPISTS} who type beside ${FLOODS} floods`,
        ms: beside,
        control: { what: 'the same without floods', ms: alone },
        ratio: { of: 'p99', atMost: 2 },
      },
    ];
  });
}
