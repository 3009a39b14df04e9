// A network namespace as programs use it: the socket calls over one stack.
import {
  type Connection,
  type ConnectOptions,
  type Listener,
  NetworkError,
  type NetworkNamespace,
  type PingAnswer,
} from '../../shell/network-namespace.ts';
import { deadline } from './dns/query.ts';
import { Sockets } from './sockets.ts';
import type { Stack } from './stack.ts';
import { TcpConnection } from './tcp/connection.ts';
import { TcpListener } from './tcp/listener.ts';
import type { Packet } from './types.ts';
import { BoundUdpSocket } from './udp.ts';
import { Waiting } from './waiting.ts';

/** 56 bytes of data, as ping(8) sends by default. */
const PING_BYTES = 56;

export interface OpenNamespace extends NetworkNamespace {
  readonly stack: Stack;
  /** Takes the namespace down with everything in it. */
  destroy(): void;
}

export function openNamespace(stack: Stack): OpenNamespace {
  const sockets = new Sockets(stack);

  async function connect(address: string, port: number, options: ConnectOptions = {}): Promise<Connection> {
    options.signal?.throwIfAborted();
    const source = stack.gone ? undefined : stack.sourceFor(address);
    if (!source) throw new NetworkError('ENETUNREACH');
    const local = { address: source, port: options.sourcePort ?? sockets.ephemeralPort() };
    const connection = new TcpConnection(sockets, local, { address, port });
    if (options.timeoutMs === undefined) {
      await connection.open(options.signal);
      return connection;
    }
    const limit = deadline(stack.wire.clock, options.timeoutMs, options.signal);
    try {
      await connection.open(limit.signal);
      return connection;
    } finally {
      limit.done();
    }
  }

  async function ping(address: string, options: { timeoutMs: number; signal?: AbortSignal; ttl?: number }): Promise<PingAnswer> {
    const { wire } = stack;
    const source = stack.sourceFor(address);
    if (!source) throw new NetworkError('ENETUNREACH');
    const identifier = wire.random.below(65_536);
    const arrived = new Waiting();
    let answer: Packet | undefined;
    const stop = sockets.onEcho(identifier, (packet) => {
      answer = packet;
      arrived.wake();
    });
    const limit = deadline(wire.clock, options.timeoutMs, options.signal);
    const sentMs = wire.clock.now();
    try {
      const failure = stack.send(
        wire.packet({
          protocol: 'ICMP',
          source,
          destination: address,
          sourcePort: identifier,
          destinationPort: identifier,
          icmp: { type: 'echo-request', sequence: 1 },
          payload: new Uint8Array(PING_BYTES),
          ...(options.ttl === undefined ? {} : { ttl: options.ttl }),
        }),
      );
      if (failure) throw new NetworkError(failure);
      while (!answer) await arrived.wait(limit.signal);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof NetworkError && error.code === 'ETIMEDOUT') return { kind: 'timed-out' };
      throw error;
    } finally {
      limit.done();
      stop();
    }
    return judgeEcho(answer, wire.clock.now() - sentMs);
  }

  return {
    stack,
    connect,
    ping,
    listen: (port, options = {}): Listener => {
      const local = { address: options.address ?? '0.0.0.0', port: port || sockets.ephemeralPort() };
      return new TcpListener(sockets, local, options.owner);
    },
    udp: (options = {}) => {
      const local = { address: options.address ?? '0.0.0.0', port: options.port || sockets.ephemeralPort() };
      const socket = new BoundUdpSocket(sockets, local, options.owner);
      sockets.addUdp(socket);
      return socket;
    },
    interfaces: () => stack.interfaces(),
    routes: () => stack.routes.list(),
    sockets: () => sockets.list(),
    destroy() {
      stack.gone = true;
      sockets.closeAll();
    },
  };
}

function judgeEcho(packet: Packet, afterMs: number): PingAnswer {
  const { source: from, ttl, icmp } = packet;
  switch (icmp?.type) {
    case 'echo-reply':
      return { kind: 'reply', from, ttl, afterMs };
    case 'time-exceeded':
      return { kind: 'ttl-exceeded', from };
    case 'port-unreachable':
      return { kind: 'unreachable', from, reason: 'port' };
    case 'net-unreachable':
      return { kind: 'unreachable', from, reason: 'net' };
    default:
      return { kind: 'unreachable', from, reason: 'host' };
  }
}

/** A view of a namespace that remembers what is opened through it, as the kernel remembers a process' descriptors. */
export function ownSockets(net: NetworkNamespace): { readonly net: NetworkNamespace; closeAll(): void } {
  const open = new Set<{ close(): void }>();
  const track = <T extends { close(): void }>(socket: T): T => {
    open.add(socket);
    const close = socket.close.bind(socket);
    socket.close = () => {
      open.delete(socket);
      close();
    };
    return socket;
  };
  const connections = new Set<Connection>();
  const remember = (connection: Connection) => {
    for (const old of connections) if (old instanceof TcpConnection && old.closed) connections.delete(old);
    connections.add(connection);
    return connection;
  };
  const view: NetworkNamespace = {
    ...net,
    connect: async (address, port, options) => remember(await net.connect(address, port, options)),
    udp: (options) => track(net.udp(options)),
    listen(port, options) {
      const listener = track(net.listen(port, options));
      const accept = listener.accept.bind(listener);
      listener.accept = async (signal) => remember(await accept(signal));
      return listener;
    },
  };
  return {
    net: view,
    closeAll() {
      for (const socket of [...open]) socket.close();
      for (const connection of connections) {
        if (connection instanceof TcpConnection) connection.abandon();
        else connection.end();
      }
      connections.clear();
    },
  };
}
