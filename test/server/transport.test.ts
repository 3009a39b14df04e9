// The transport contract on a WebSocket.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { hostTransport } from '../../src/server/sockets/transport.ts';
import { socketTransport, type Transport } from '../../src/terminal/index.ts';
import { describeTransport } from '../terminal/transport-contract.ts';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
afterAll(() => server.close());

const awaited = new Map<string, (host: Transport) => void>();
server.on('connection', (socket, request) => awaited.get(request.url ?? '')?.(hostTransport(socket)));
let pairs = 0;

describeTransport('a WebSocket', () => {
  const path = `/${pairs++}`;
  const host = new Promise<Transport>((resolve) => awaited.set(path, resolve));
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  return { screen: socketTransport(Promise.resolve(socket as unknown as globalThis.WebSocket)), host };
});
