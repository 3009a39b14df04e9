// A listening TCP socket.
import { type Connection, type Listener, NetworkError, type SocketAddress } from '../../../shell/network-namespace.ts';
import type { SocketOwner, Sockets } from '../sockets.ts';
import type { Packet } from '../types.ts';
import { Waiting } from '../waiting.ts';
import { TcpConnection } from './connection.ts';
import { BACKLOG } from './constants.ts';

export class TcpListener implements Listener {
  readonly local: SocketAddress;
  readonly owner: SocketOwner | undefined;
  readonly #sockets: Sockets;
  readonly #ready: TcpConnection[] = [];
  readonly #waiting = new Waiting();
  #closed = false;

  constructor(sockets: Sockets, local: SocketAddress, owner: SocketOwner | undefined) {
    this.#sockets = sockets;
    this.local = local;
    this.owner = owner;
    sockets.addListener(this);
  }

  async accept(signal?: AbortSignal): Promise<Connection> {
    for (;;) {
      signal?.throwIfAborted();
      const connection = this.#ready.shift();
      if (connection) return connection;
      if (this.#closed) throw new NetworkError('ECONNRESET', 'listener is closed');
      await this.#waiting.wait(signal);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#sockets.removeListener(this);
    for (const connection of this.#ready.splice(0)) connection.reset();
    this.#waiting.wake();
  }

  /** Answers a SYN. False when this socket takes no more. */
  open(packet: Packet): boolean {
    if (this.#closed) return false;
    // A full queue stays silent, so the peer tries again.
    if (this.#ready.length >= BACKLOG) return true;
    const local = { address: packet.destination, port: packet.destinationPort };
    const remote = { address: packet.source, port: packet.sourcePort };
    const connection = new TcpConnection(this.#sockets, local, remote, packet);
    connection.onEstablished = () => {
      if (this.#closed) return connection.reset();
      this.#ready.push(connection);
      this.#waiting.wake();
    };
    // A handshake that fails concerns nobody here: its peer hears of it.
    connection.open().catch((error: unknown) => {
      if (!(error instanceof NetworkError)) throw error;
    });
    return true;
  }
}
