// The sockets of one namespace: who is bound where, and to whom an arriving packet belongs.
import { NetworkError, type NetworkErrorCode, type SocketAddress, type SocketInfo } from '../../shell/network-namespace.ts';
import type { Stack } from './stack.ts';
import type { TcpConnection } from './tcp/connection.ts';
import type { TcpListener } from './tcp/listener.ts';
import type { IcmpType, Packet } from './types.ts';
import type { BoundUdpSocket } from './udp.ts';

export interface SocketOwner {
  readonly name: string;
  readonly pid: number;
}

/** net.ipv4.ip_local_port_range */
const EPHEMERAL = { first: 32_768, last: 60_999 };

export class Sockets {
  readonly stack: Stack;
  readonly #listeners = new Map<number, TcpListener[]>();
  readonly #connections = new Map<string, TcpConnection>();
  readonly #udp = new Map<number, BoundUdpSocket[]>();
  readonly #echoes = new Map<number, (packet: Packet) => void>();
  readonly #usedPorts = new Map<number, number>();

  constructor(stack: Stack) {
    this.stack = stack;
    stack.deliver = (packet) => this.#deliver(packet);
  }

  /** Throws EADDRNOTAVAIL or EADDRINUSE. */
  checkAddress(address: string, port: number, bound: readonly { readonly local: SocketAddress }[]): void {
    if (!isAny(address) && !this.stack.isLocal(address)) throw new NetworkError('EADDRNOTAVAIL');
    const clash = bound.some(({ local }) => local.address === address || isAny(local.address) || isAny(address));
    if (clash) throw new NetworkError('EADDRINUSE');
    if (port < 0 || port > 65_535) throw new RangeError(`port ${port} does not exist`);
  }

  ephemeralPort(): number {
    const count = EPHEMERAL.last - EPHEMERAL.first + 1;
    const start = this.stack.wire.random.below(count);
    for (let at = 0; at < count; at++) {
      const port = EPHEMERAL.first + ((start + at) % count);
      if (!this.#usedPorts.has(port) && !this.#listeners.has(port) && !this.#udp.has(port)) return port;
    }
    throw new NetworkError('EADDRNOTAVAIL', 'no free port');
  }

  addListener(listener: TcpListener): void {
    const at = this.#listeners.get(listener.local.port) ?? [];
    this.checkAddress(listener.local.address, listener.local.port, at);
    this.#listeners.set(listener.local.port, [...at, listener]);
  }

  removeListener(listener: TcpListener): void {
    remove(this.#listeners, listener.local.port, listener);
  }

  addUdp(socket: BoundUdpSocket): void {
    const at = this.#udp.get(socket.local.port) ?? [];
    this.checkAddress(socket.local.address, socket.local.port, at);
    this.#udp.set(socket.local.port, [...at, socket]);
  }

  releaseUdp(socket: BoundUdpSocket): void {
    remove(this.#udp, socket.local.port, socket);
  }

  addConnection(connection: TcpConnection): void {
    const key = keyOf(connection.local, connection.remote);
    if (this.#connections.has(key)) throw new NetworkError('EADDRNOTAVAIL');
    this.#connections.set(key, connection);
    this.#usedPorts.set(connection.local.port, (this.#usedPorts.get(connection.local.port) ?? 0) + 1);
  }

  removeConnection(connection: TcpConnection): void {
    const key = keyOf(connection.local, connection.remote);
    if (this.#connections.get(key) !== connection) return;
    this.#connections.delete(key);
    const left = (this.#usedPorts.get(connection.local.port) ?? 1) - 1;
    if (left > 0) this.#usedPorts.set(connection.local.port, left);
    else this.#usedPorts.delete(connection.local.port);
  }

  /** Hands every echo reply, and every error about an echo, with this identifier to `take`. Returns the undo. */
  onEcho(identifier: number, take: (packet: Packet) => void): () => void {
    this.#echoes.set(identifier, take);
    return () => this.#echoes.delete(identifier);
  }

  list(): readonly SocketInfo[] {
    const listeners = [...this.#listeners.values()]
      .flat()
      .map(({ local, owner }): SocketInfo => ({ protocol: 'TCP', state: 'LISTEN', local, ...program(owner) }));
    const udp = [...this.#udp.values()]
      .flat()
      .map(({ local, owner }): SocketInfo => ({ protocol: 'UDP', state: 'UNCONN', local, ...program(owner) }));
    const connections = [...this.#connections.values()].map(
      ({ local, remote, shownState }): SocketInfo => ({ protocol: 'TCP', state: shownState, local, remote }),
    );
    return [...udp, ...listeners, ...connections];
  }

  /** The namespace is gone: whatever still waits on a socket is let go. */
  closeAll(): void {
    for (const listener of [...this.#listeners.values()].flat()) listener.close();
    for (const socket of [...this.#udp.values()].flat()) socket.close();
    for (const connection of [...this.#connections.values()]) connection.abandon();
  }

  #deliver(packet: Packet): void {
    if (packet.protocol === 'TCP') this.#deliverTcp(packet);
    else if (packet.protocol === 'UDP') this.#deliverUdp(packet);
    else if (packet.protocol === 'ICMP') this.#deliverIcmp(packet);
    else this.stack.sendError('port-unreachable', packet, 0);
  }

  #deliverTcp(packet: Packet): void {
    const local = { address: packet.destination, port: packet.destinationPort };
    const remote = { address: packet.source, port: packet.sourcePort };
    const connection = this.#connections.get(keyOf(local, remote));
    if (connection?.receive(packet)) return;
    const opening = packet.flags?.syn && !packet.flags.ack;
    const listener = opening ? find(this.#listeners.get(local.port), local.address) : undefined;
    if (listener?.open(packet)) return;
    if (!packet.flags?.rst) this.#refuse(packet);
  }

  #refuse(packet: Packet): void {
    const { source: destination, destination: source, sourcePort: destinationPort, destinationPort: sourcePort, flags } = packet;
    const length = packet.payload.length + (flags?.syn ? 1 : 0) + (flags?.fin ? 1 : 0);
    const answer = flags?.ack
      ? { flags: { rst: true }, sequence: packet.acknowledgement ?? 0 }
      : { flags: { rst: true, ack: true }, sequence: 0, acknowledgement: (packet.sequence ?? 0) + length };
    this.stack.send(this.stack.wire.packet({ protocol: 'TCP', source, sourcePort, destination, destinationPort, window: 0, ...answer }));
  }

  #deliverUdp(packet: Packet): void {
    const socket = find(this.#udp.get(packet.destinationPort), packet.destination);
    if (socket) socket.take(packet);
    else this.stack.sendError('port-unreachable', packet, 0);
  }

  #deliverIcmp(packet: Packet): void {
    const { icmp, source, destination, sourcePort } = packet;
    if (!icmp) return;
    if (icmp.type === 'echo-request') {
      const parts = { protocol: 'ICMP', source: destination, destination: source, sourcePort, destinationPort: sourcePort } as const;
      this.stack.send(this.stack.wire.packet({ ...parts, icmp: { ...icmp, type: 'echo-reply' }, payload: packet.payload }));
    } else if (icmp.type === 'echo-reply') this.#echoes.get(sourcePort)?.(packet);
    else if (icmp.about) this.#deliverError(icmp.about, icmp.type, packet);
  }

  #deliverError(about: Packet, type: IcmpType, packet: Packet): void {
    if (about.protocol === 'ICMP') {
      this.#echoes.get(about.sourcePort)?.(packet);
      return;
    }
    const code = errorCodes[type];
    if (!code) return;
    const local = { address: about.source, port: about.sourcePort };
    if (about.protocol === 'UDP') {
      find(this.#udp.get(local.port), local.address)?.fail(new NetworkError(code));
      return;
    }
    const remote = { address: about.destination, port: about.destinationPort };
    this.#connections.get(keyOf(local, remote))?.unreachable(code);
  }
}

/** What the kernel makes of an ICMP error (icmp_err_convert); time exceeded is EHOSTUNREACH. */
const errorCodes: Partial<Record<IcmpType, NetworkErrorCode>> = {
  'port-unreachable': 'ECONNREFUSED',
  'host-unreachable': 'EHOSTUNREACH',
  'net-unreachable': 'ENETUNREACH',
  'admin-prohibited': 'EHOSTUNREACH',
  'time-exceeded': 'EHOSTUNREACH',
};

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}

/** The socket bound to the very address, else the one that takes every address. */
function find<T extends { readonly local: SocketAddress }>(bound: readonly T[] | undefined, address: string): T | undefined {
  return bound?.find(({ local }) => local.address === address) ?? bound?.find(({ local }) => isAny(local.address));
}

function remove<T>(bound: Map<number, T[]>, port: number, gone: T): void {
  const left = (bound.get(port) ?? []).filter((other) => other !== gone);
  if (left.length) bound.set(port, left);
  else bound.delete(port);
}

function program(owner: SocketOwner | undefined): Pick<SocketInfo, 'program'> {
  return owner ? { program: owner } : {};
}

function keyOf(local: SocketAddress, remote: SocketAddress): string {
  return `${local.address} ${local.port} ${remote.address} ${remote.port}`;
}
