// A lab server in a process of its own, so that its crash is seen and its memory is only its own. Speaks IPC with the test.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WebSocketServer } from 'ws';
import { createLabServer } from '../../src/server/index.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const bugs: string[] = [];
const lab = createLabServer({
  statePath: process.argv[2] ?? ':memory:',
  limits: {
    requestsPerSecond: 1e6,
    requestsAtOnce: 1e6,
    newLearnersPerSecond: 1e6,
    newLearnersAtOnce: 1e6,
    sessionsPerLearner: 100,
    sessions: 200,
  },
  onBug: (error) => void bugs.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
});
const server = createServer((request, response) => {
  if (!lab.handle(request, response)) response.writeHead(404).end();
});
/** The control of benches: a bare WebSocket that sends back what it gets. */
const echo = new WebSocketServer({ noServer: true });
server.on('upgrade', (request, socket, head) => {
  if (request.url === '/echo') echo.handleUpgrade(request, socket, head, (bare) => bare.on('message', (data) => bare.send(data)));
  else if (!lab.upgrade(request, socket, head)) socket.destroy();
});
server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on('message', () => {
  collect();
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  // Of the machine's memory all but what the collector has freed and not given back yet.
  process.send?.({ heldBytes: rss - (heapTotal - heapUsed), bugs });
});
process.on('disconnect', () => process.exit());
