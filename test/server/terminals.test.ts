// What a learner's terminal survives on the lab server.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { realClock } from '../../src/clock.ts';
import { hostTransport } from '../../src/server/sockets/transport.ts';
import {
  createScreenEnd,
  createTerminalHost,
  type ScreenEnd,
  type ScreenState,
  socketTransport,
  type TerminalEnd,
  type Transport,
} from '../../src/terminal/index.ts';
import { type KeptCluster, keepingDriver } from '../session/keeping-driver.ts';
import { oneAnswerLab } from '../session/one-answer-lab.ts';
import { join, startServer } from './world.ts';

const MB = 1024 * 1024;
const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Numbers that look like chance and are the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

it('a thousand cuts during 20 MB of output lose no byte and repeat none', async () => {
  const driver = keepingDriver();
  const limits = { requestsPerSecond: 10_000, requestsAtOnce: 10_000, shownBytesPerSecond: 200 * MB };
  const server = await startServer({ findLab: async () => oneAnswerLab, drivers: [driver], limits });
  closing.push(() => server.close());
  const learner = await join(server, 'one-answer');
  const page = learner.page();
  closing.push(() => page.channel.close());
  await page.host.ensure('one-answer');

  const random = dice(20_260_401);
  const cuts = 1_000;
  const total = 20 * MB;
  const shown = createHash('sha256');
  let shownBytes = 0;
  let clears = 0;
  let state: ScreenState['kind'] = 'connecting';
  let socket: WebSocket | undefined;
  const screen: ScreenEnd = createScreenEnd({
    connect: () =>
      socketTransport(
        learner.socket('main').then((opened) => {
          socket = opened;
          return opened as unknown as globalThis.WebSocket;
        }),
      ),
    clock: realClock,
    size: { columns: 80, rows: 24 },
    draw(bytes, drawn) {
      shown.update(bytes);
      shownBytes += bytes.length;
      drawn();
    },
    clear: () => clears++,
    onState: ({ kind }) => {
      state = kind;
    },
  });
  closing.push(() => screen.close());
  await vi.waitFor(() => expect(state).toBe('typing'), { interval: 1 });
  const shell = (driver.started[0] as KeptCluster).shells[0];
  if (!shell) throw new Error('no shell was opened');
  const greeting = 'shell 0 of kept-0\r\n';
  const said = createHash('sha256').update(greeting);
  let saidBytes = greeting.length;

  for (let cut = 0; cut < cuts; cut++) {
    const until = Math.round((total * (cut + 1)) / cuts) + greeting.length;
    while (saidBytes < until) {
      const piece = Uint8Array.from({ length: Math.min(until - saidBytes, 1 + Math.floor(random() * 9_000)) }, () =>
        Math.floor(random() * 256),
      );
      said.update(piece);
      saidBytes += piece.length;
      shell.say(piece);
    }
    for (let turns = random() * 8; turns > 0; turns--) await realClock.turn();
    if (random() < 0.1) await realClock.sleep(random() * 5);
    socket?.terminate();
    await vi.waitFor(() => expect(state).toBe('connecting'), { interval: 1 });
    await vi.waitFor(() => expect(state).toBe('typing'), { interval: 1, timeout: 10_000 });
  }
  await vi.waitFor(() => expect(shownBytes).toBe(saidBytes), { interval: 5, timeout: 20_000 });
  expect(shown.digest('hex')).toBe(said.digest('hex'));
  expect(clears).toBe(1);
}, 180_000);

it('a reader that stops reading costs a hundredth of what it costs without the window', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heldBytes = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const FLOOD_BYTES = 320 * MB;
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  closing.push(() => server.close());

  /** What the process holds more when `relay` serves a screen that has said hello and reads nothing. */
  async function growth(relay: (flood: TerminalEnd, screen: Transport) => void): Promise<number> {
    const before = heldBytes();
    let readBytes = 0;
    let readAtMs = performance.now();
    const flood: TerminalEnd = {
      async read() {
        await realClock.turn();
        if (readBytes >= FLOOD_BYTES) return new Promise(() => undefined);
        readBytes += 64 * 1024;
        readAtMs = performance.now();
        return new Uint8Array(64 * 1024).fill(0x79);
      },
      write: () => undefined,
      resize: () => undefined,
      close: () => undefined,
    };
    server.once('connection', (socket) => {
      closing.push(() => socket.terminate());
      relay(flood, hostTransport(socket));
    });
    const reader = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await once(reader, 'open');
    reader.send(JSON.stringify({ type: 'hello', from: null, columns: 80, rows: 24 }));
    reader.pause();
    await vi.waitFor(() => expect(readBytes > 0 && performance.now() - readAtMs > 500).toBe(true), { timeout: 30_000, interval: 50 });
    const grown = heldBytes() - before;
    reader.terminate();
    return grown;
  }

  const windowed = await growth((flood, screen) => {
    const host = createTerminalHost({ open: async () => flood, refusal: () => 'internal' });
    closing.push(() => host.close());
    host.attach(screen);
  });
  const windowless = await growth((flood, screen) => {
    void (async () => {
      for (let bytes = await flood.read(); bytes; bytes = await flood.read()) screen.send(bytes);
    })();
  });
  expect(windowless).toBeGreaterThan(200 * MB);
  expect(windowed / windowless).toBeLessThanOrEqual(0.01);
}, 90_000);
