// pods/portforward over v4.channel.k8s.io: for the port number n of the query, channel 2n is data and 2n+1 errors; each begins
// with a message that holds the port, little-endian (kubelet pkg/cri/streaming/portforward/websocket.go).
import type { Connection } from '../../../shell/network-namespace.ts';
import { pods } from '../resources/index.ts';
import { ApiError } from '../status.ts';
import { createChannelPair, type UpgradedChannel } from './channel.ts';
import type { Context } from './context.ts';
import { connectionTo } from './node-of-pod.ts';

const PROTOCOL = 'v4.channel.k8s.io';

/** One connection for every port asked for. The channel closes with the last of them. Throws `ApiError`. */
export function forwardToPod(context: Context, protocols: readonly string[]): UpgradedChannel {
  const { verbs, namespace, name, query } = context;
  const ports = query.getAll('ports').flatMap((word) => word.split(',').map(Number));
  if (ports.length === 0) throw ApiError.badRequest('query parameter "ports" is required');
  if (ports.some((port) => !Number.isInteger(port) || port < 1 || port > 65_535))
    throw ApiError.badRequest(`invalid port in ${JSON.stringify(query.get('ports'))}`);
  if (!protocols.includes(PROTOCOL)) throw ApiError.badRequest(`unable to upgrade: server supports ${PROTOCOL}`);
  const pod = verbs.get(pods, namespace, name);
  if (!pod.spec.nodeName) throw ApiError.badRequest(`pod ${name} does not have a host assigned`);
  const node = connectionTo(context, pod, 'portForward');
  const [client, server] = createChannelPair(PROTOCOL);
  const send = (channel: number, bytes: Uint8Array) => {
    const message = new Uint8Array(bytes.length + 1);
    message[0] = channel;
    message.set(bytes, 1);
    server.send(message);
  };
  const opening = ports.map(async (port, index) => {
    const start = new Uint8Array([port & 255, port >> 8]);
    send(2 * index, start);
    send(2 * index + 1, start);
    try {
      if (!node.portForward) throw ApiError.internal('forwarding ports is not supported by this node');
      return await node.portForward(pod, port);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      send(2 * index + 1, new TextEncoder().encode(error.status.message?.replace(/^Internal error occurred: /, '')));
      return undefined;
    }
  });
  const connections = Promise.all(opening);
  void hearFrom(server, connections);
  void connections
    .then((all) => Promise.all(all.map((connection, index) => connection && answer(connection, (bytes) => send(2 * index, bytes)))))
    .then(() => server.close());
  return client;
}

async function answer(connection: Connection, send: (bytes: Uint8Array) => void): Promise<void> {
  try {
    for (let bytes = await connection.read(); bytes; bytes = await connection.read()) send(bytes);
  } catch (error) {
    if (!isNetworkError(error)) throw error;
  }
}

/** Hands on what the client sends; its end is the connections' end. */
async function hearFrom(server: UpgradedChannel, opening: Promise<readonly (Connection | undefined)[]>): Promise<void> {
  const connections = await opening;
  for (let message = await server.receive(); message; message = await server.receive()) {
    try {
      await connections[(message[0] ?? 0) >> 1]?.write(message.slice(1));
    } catch (error) {
      if (!isNetworkError(error)) throw error;
    }
  }
  for (const connection of connections) connection?.end();
}

const isNetworkError = (error: unknown): boolean => (error as Error).name === 'NetworkError';
