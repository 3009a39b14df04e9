// What comes in that no page sends. PODKOVA_ABUSE_SECONDS=60 runs it for as long as the project's promise says.

import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { join, type Learner } from './world.ts';

const MB = 1024 * 1024;
const seconds = Number(process.env.PODKOVA_ABUSE_SECONDS ?? 8);
let child: ChildProcess;
let server: { origin: string; port: number };
let learner: Learner;

beforeAll(async () => {
  child = fork(fileURLToPath(new URL('./lab-process.ts', import.meta.url)), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  server = { port, origin: `http://127.0.0.1:${port}` };
  learner = await join(server, 'empty-endpoints');
});
afterAll(() => child.kill());

async function health(): Promise<{ heldBytes: number; bugs: readonly string[] }> {
  child.send({});
  return ((await once(child, 'message')) as [{ heldBytes: number; bugs: readonly string[] }])[0];
}

/** A frame of RFC 6455 §5.2, masked as a client must. */
function frame(payload: Buffer | string, { first = 0x81, masked = true, claimed = -1 } = {}): Buffer {
  const body = Buffer.from(payload);
  const length = claimed >= 0 ? claimed : body.length;
  const size = length < 126 ? Buffer.from([length]) : length < 65_536 ? Buffer.from([126, length >> 8, length & 255]) : Buffer.alloc(9);
  if (size.length === 9) {
    size[0] = 127;
    size.writeBigUInt64BE(BigInt(length), 1);
  }
  if (!masked) return Buffer.concat([Buffer.from([first]), size, body]);
  const mask = randomBytes(4);
  size[0] = (size[0] as number) | 0x80;
  return Buffer.concat([Buffer.from([first]), size, mask, body.map((byte, at) => byte ^ (mask[at % 4] as number))]);
}

const chance = (limit: number) => randomBytes(4).readUInt32BE() % limit;
const call = (more: object) => JSON.stringify({ type: 'call', id: chance(9), call: 'hint', args: ['endpoints'], ...more });
/** One right message with a byte changed, taken out, or doubled. */
function mutated(text: string): string {
  const at = chance(text.length);
  return [
    text.slice(0, at) + text.slice(at + 1),
    text.slice(0, at) + String.fromCharCode(32 + chance(90)) + text.slice(at + 1),
    text.slice(0, at) + text.slice(at, at + 9) + text.slice(at),
  ][chance(3)] as string;
}

const badFrames: readonly (() => Buffer)[] = [
  () => randomBytes(1 + chance(4_000)),
  () => frame('{}'),
  () => frame(call({ call: 'constructor' })),
  () => frame(call({ call: '__proto__' })),
  () => frame(call({ id: -1 })),
  () => frame(call({ args: Array.from({ length: 1_000 }, () => 'x') })),
  () => frame(call({ args: [{ toString: 1 }] })),
  () => frame(mutated(call({}))),
  () => frame(mutated('{"type":"read","id":1,"query":{"apiVersion":"v1","kind":"Pod"}}')),
  () => frame('['.repeat(30_000)),
  () => frame(`{"type":"view","id":1,"__proto__":{"x":1}}`),
  () => frame(`{"type":"view","id":1e309}`),
  () => frame(randomBytes(2_000)),
  () => frame(Buffer.from([0xff, 0xfe, 0xc0, 0x80])),
  () => frame('x', { first: 0x83 }),
  () => frame('x', { first: 0xc1 }),
  () => frame('x', { first: 0x80 }),
  () => frame('x'.repeat(200), { first: 0x89 }),
  () => frame(Buffer.from([3, 237]), { first: 0x88 }),
  () => frame(Buffer.from([1]), { first: 0x88 }),
  () => frame('{}', { masked: false }),
  () => frame('x', { claimed: 2 ** 40 }),
  () => frame('x', { claimed: 70_000 }),
  () => Buffer.concat(Array.from({ length: 500 }, () => frame('', { first: 0x01 }))),
  () => Buffer.concat(Array.from({ length: 500 }, () => frame('', { first: 0x89 }))),
];
const badTerminalFrames: readonly (() => Buffer)[] = [
  ...badFrames,
  () => frame('{"type":"hello","from":0,"columns":1e9,"rows":1}'),
  () => frame('{"type":"hello","from":9007199254740993,"columns":80,"rows":24}'),
  () => frame('{"type":"ack","offset":5}'),
  () => Buffer.concat([frame('{"type":"hello","from":null,"columns":80,"rows":24}'), frame(randomBytes(60_000), { first: 0x82 })]),
  () =>
    Buffer.concat([
      frame('{"type":"hello","from":null,"columns":80,"rows":24}'),
      frame('{"type":"hello","from":null,"columns":80,"rows":24}'),
    ]),
];
const badRequests: readonly (() => string)[] = [
  () => randomBytes(300).toString('latin1'),
  () => 'GET / HTTP/9.9\r\n\r\n',
  () => `GET /lab/socket HTTP/1.1\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`,
  () => 'POST /lab/sessions HTTP/1.1\r\nContent-Length: -5\r\n\r\n',
  () => 'POST /lab/sessions HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\nzz\r\n',
  () => body('{"lab":'),
  () => body('{"lab":{"a":1}}'),
  () => body('{"lab":"../../etc/passwd"}'),
  () => body('{"lab":"__proto__"}'),
  () => body('['.repeat(4_000)),
  () => body(`{"lab":"${'x'.repeat(100_000)}"}`),
  () => body(mutated('{"lab":"empty-endpoints"}')),
  () => `GET /lab/${'%00'.repeat(100)} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`,
];
const body = (json: string) =>
  `POST /lab/sessions HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: ${server.origin}\r\nContent-Type: application/json\r\nCookie: ${learner.cookie}\r\nContent-Length: ${Buffer.byteLength(json)}\r\n\r\n${json}`;

function dial(): Socket {
  const socket = connect(server.port, '127.0.0.1');
  // Whoever sends this is hung up on.
  socket.on('error', () => undefined);
  socket.resume();
  return socket;
}

async function openRaw(terminal?: string): Promise<Socket> {
  const ticket = await learner.ticket(terminal);
  const socket = dial();
  socket.write(
    `GET /lab/socket HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: podkova.v1, ticket.${ticket}\r\nOrigin: ${server.origin}\r\nCookie: ${learner.cookie}\r\n\r\n`,
  );
  return socket;
}

it(
  `${seconds} s of malformed frames, JSON and requests: no crash, no bug, no memory kept`,
  async () => {
    let count = 0;
    const one = async () => {
      const kind = count++ % 3;
      const make = (list: readonly (() => Buffer | string)[]) => (list[count % list.length] as () => Buffer | string)();
      const socket = kind === 0 ? dial() : await openRaw(kind === 1 ? undefined : `t${count % 4}`);
      const sent = make(kind === 0 ? badRequests : kind === 1 ? badFrames : badTerminalFrames);
      socket.write(typeof sent === 'string' ? Buffer.from(sent, 'latin1') : sent);
      const gone = new Promise((resolve) => socket.on('close', resolve));
      // What the server has nothing against is ended from here.
      const hangUp = setTimeout(() => socket.destroy(), 100 + chance(200));
      await gone;
      clearTimeout(hangUp);
    };
    const abuse = async (untilMs: number) => {
      // Not more at once than one learner may have open.
      const workers = Array.from({ length: 12 }, async () => {
        while (Date.now() < untilMs) await one();
      });
      await Promise.all(workers);
    };
    await abuse(Date.now() + 3_000);
    const before = await health();
    await abuse(Date.now() + seconds * 1_000);
    expect(child.exitCode).toBeNull();
    // The session that was woken may still be at its start, and sockets linger: what is kept is what stays.
    await vi.waitFor(async () => expect(((await health()).heldBytes - before.heldBytes) / MB).toBeLessThanOrEqual(20), {
      timeout: 15_000,
      interval: 1_000,
    });
    expect((await health()).bugs).toEqual([]);
    expect(count).toBeGreaterThan(seconds * 50);
    const { host, channel } = (await join(server, 'empty-endpoints')).page();
    await host.ensure('empty-endpoints');
    channel.close();
  },
  (seconds + 60) * 1_000,
);
