// UDP sockets.
import { type Datagram, NetworkError, type SocketAddress, type UdpSocket } from '../../shell/network-namespace.ts';
import type { SocketOwner, Sockets } from './sockets.ts';
import type { Packet } from './types.ts';
import { Waiting } from './waiting.ts';

/** Datagrams a socket holds before it drops new ones; net.core.rmem_default divided by a small datagram's cost. */
const QUEUE_LENGTH = 256;

export class BoundUdpSocket implements UdpSocket {
  readonly local: SocketAddress;
  readonly owner: SocketOwner | undefined;
  readonly #sockets: Sockets;
  readonly #queue: Datagram[] = [];
  readonly #waiting = new Waiting();
  #error: NetworkError | undefined;
  #closed = false;

  constructor(sockets: Sockets, local: SocketAddress, owner: SocketOwner | undefined) {
    this.#sockets = sockets;
    this.local = local;
    this.owner = owner;
  }

  send(to: SocketAddress, bytes: Uint8Array): void {
    if (this.#closed) throw new NetworkError('EPIPE', 'socket is closed');
    const { stack } = this.#sockets;
    const any = this.local.address === '0.0.0.0' || this.local.address === '::';
    const source = any ? stack.sourceFor(to.address) : this.local.address;
    if (!source) throw new NetworkError('ENETUNREACH');
    const packet = stack.wire.packet({
      protocol: 'UDP',
      source,
      sourcePort: this.local.port,
      destination: to.address,
      destinationPort: to.port,
      payload: bytes.slice(),
    });
    const failure = stack.send(packet);
    if (failure) throw new NetworkError(failure);
  }

  async receive(signal?: AbortSignal): Promise<Datagram> {
    for (;;) {
      signal?.throwIfAborted();
      const datagram = this.#queue.shift();
      if (datagram) return datagram;
      const error = this.#error;
      if (error) {
        this.#error = undefined;
        throw error;
      }
      if (this.#closed) throw new NetworkError('EPIPE', 'socket is closed');
      await this.#waiting.wait(signal);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#sockets.releaseUdp(this);
    this.#waiting.wake();
  }

  take(packet: Packet): void {
    if (this.#queue.length >= QUEUE_LENGTH) return;
    this.#queue.push({ from: { address: packet.source, port: packet.sourcePort }, bytes: packet.payload });
    this.#waiting.wake();
  }

  fail(error: NetworkError): void {
    this.#error = error;
    this.#waiting.wake();
  }
}
