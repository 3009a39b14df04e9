// One end of a TCP connection (RFC 9293): handshake, data in order, retransmission, both ways of ending.
import type { Cancel } from '../../../clock.ts';
import {
  type Connection,
  NetworkError,
  type NetworkErrorCode,
  type SocketAddress,
  type SocketInfo,
} from '../../../shell/network-namespace.ts';
import type { Sockets } from '../sockets.ts';
import type { Packet, TcpFlags } from '../types.ts';
import { Waiting } from '../waiting.ts';
import {
  DATA_RETRIES,
  FIN_TIMEOUT_MS,
  ORPHAN_RETRIES,
  SEND_BUFFER_BYTES,
  SYN_ACK_RETRIES,
  SYN_RETRIES,
  SYN_TIMEOUT_MS,
} from './constants.ts';
import { Incoming } from './incoming.ts';
import { Outgoing, type Segment } from './outgoing.ts';

type State = 'SYN-SENT' | 'SYN-RECV' | 'ESTAB' | 'CLOSED';

const encoder = new TextEncoder();

export class TcpConnection implements Connection {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  readonly #sockets: Sockets;
  readonly #in = new Incoming();
  readonly #out: Outgoing;
  readonly #readers = new Waiting();
  readonly #writers = new Waiting();
  readonly #opened = new Waiting();
  #state: State;
  #error: NetworkError | undefined;
  #softError: NetworkErrorCode | undefined;
  #retries = 0;
  #cancelTimer: Cancel | undefined;
  #orphan = false;
  /** Called once, when the handshake of a connection from outside has completed. */
  onEstablished: () => void = () => undefined;

  constructor(sockets: Sockets, local: SocketAddress, remote: SocketAddress, opening?: Packet) {
    this.#sockets = sockets;
    this.local = local;
    this.remote = remote;
    this.#state = opening ? 'SYN-RECV' : 'SYN-SENT';
    this.#out = new Outgoing(sockets.stack.wire.random.below(2 ** 31));
    if (opening) this.#in.start(opening.sequence ?? 0);
    sockets.addConnection(this);
  }

  get shownState(): SocketInfo['state'] {
    if (this.#state === 'SYN-SENT' || this.#state === 'SYN-RECV') return this.#state;
    if (this.#out.finQueued) return this.#in.ended ? 'LAST-ACK' : this.#out.allAcknowledged ? 'FIN-WAIT-2' : 'FIN-WAIT-1';
    return this.#in.ended ? 'CLOSE-WAIT' : 'ESTAB';
  }

  get closed(): boolean {
    return this.#state === 'CLOSED';
  }

  /** Sends the first SYN, or the SYN-ACK. Resolves when the handshake is done; rejects with why it is not. */
  async open(signal?: AbortSignal): Promise<void> {
    this.#handshake();
    try {
      while (this.#state === 'SYN-SENT' || this.#state === 'SYN-RECV') await this.#opened.wait(signal);
    } catch (error) {
      this.#close(undefined);
      throw error;
    }
    if (this.#error) throw this.#error;
  }

  async read(signal?: AbortSignal): Promise<Uint8Array | undefined> {
    for (;;) {
      signal?.throwIfAborted();
      const chunk = this.#in.take();
      if (chunk) {
        if (this.#in.windowOpened() && this.#state === 'ESTAB') this.#acknowledge();
        return chunk;
      }
      if (this.#in.ended) return undefined;
      if (this.#error) throw this.#error;
      if (this.#state === 'CLOSED') return undefined;
      await this.#readers.wait(signal);
    }
  }

  async write(bytes: Uint8Array | string): Promise<void> {
    const content = typeof bytes === 'string' ? encoder.encode(bytes) : bytes;
    this.#checkWritable();
    this.#out.add(content);
    this.#flush();
    while (this.#out.heldBytes > SEND_BUFFER_BYTES) {
      await this.#writers.wait();
      this.#checkWritable();
    }
  }

  end(): void {
    if (this.#state === 'CLOSED' || this.#out.finQueued) return;
    this.#out.addFin();
    this.#flush();
  }

  reset(): void {
    if (this.#state === 'CLOSED') return;
    this.#send({ rst: true, ack: true }, this.#out.next);
    this.#close(new NetworkError('ECONNRESET'));
  }

  /** Its program is gone: the kernel ends the connection alone. */
  abandon(): void {
    if (this.#state === 'CLOSED') return;
    if (this.#sockets.stack.gone || this.#state !== 'ESTAB') {
      this.#close(new NetworkError('ECONNRESET'));
      return;
    }
    if (this.#in.heldBytes > 0) {
      this.reset();
      return;
    }
    this.#orphan = true;
    this.end();
    if (this.#out.allAcknowledged) this.#linger();
  }

  /** An ICMP error about one of our packets: the end of a handshake, a mere note later (RFC 1122 4.2.3.9). */
  unreachable(code: NetworkErrorCode): void {
    if (this.#state === 'SYN-SENT') this.#close(new NetworkError(code));
    else this.#softError = code;
  }

  /** False when the packet is not for this connection after all. */
  receive(packet: Packet): boolean {
    const { flags = {} } = packet;
    if (this.#state === 'CLOSED') return false;
    if (flags.rst) {
      this.#close(new NetworkError(this.#state === 'SYN-SENT' ? 'ECONNREFUSED' : 'ECONNRESET'));
      return true;
    }
    if (this.#state === 'SYN-SENT') return this.#receiveSynAck(packet);
    if (flags.syn) {
      // Our SYN-ACK, or the ACK that answered it, was lost on the way.
      if (this.#state === 'SYN-RECV') this.#sendHandshake();
      else this.#acknowledge();
      return true;
    }
    if (this.#state === 'SYN-RECV') {
      if (packet.acknowledgement !== this.#out.next) return true;
      this.#establish();
      this.onEstablished();
    }
    this.#receiveAcknowledgement(packet);
    this.#receiveData(packet);
    if (this.#in.ended && this.#out.finQueued && this.#out.allAcknowledged) this.#close(undefined);
    return true;
  }

  #receiveSynAck(packet: Packet): boolean {
    if (!packet.flags?.syn || !packet.flags.ack || packet.acknowledgement !== this.#out.next) return false;
    this.#in.start(packet.sequence ?? 0);
    this.#out.window = packet.window ?? 0;
    this.#establish();
    this.#acknowledge();
    return true;
  }

  #establish(): void {
    this.#state = 'ESTAB';
    this.#out.acknowledge(this.#out.next);
    this.#stopTimer();
    this.#opened.wake();
  }

  #receiveAcknowledgement(packet: Packet): void {
    this.#out.window = packet.window ?? this.#out.window;
    if (packet.acknowledgement !== undefined && this.#out.acknowledge(packet.acknowledgement)) {
      this.#stopTimer();
      if (!this.#out.allAcknowledged) this.#startRetransmission();
      else if (this.#orphan) this.#linger();
      this.#writers.wake();
    }
    this.#flush();
  }

  #receiveData(packet: Packet): void {
    const outcome = this.#in.receive(packet);
    if (outcome === 'nothing') return;
    if (this.#orphan && packet.payload.length > 0) {
      this.reset();
      return;
    }
    this.#acknowledge();
    if (outcome === 'new') this.#readers.wake();
  }

  #checkWritable(): void {
    if (this.#error) throw this.#error;
    if (this.#state !== 'ESTAB' || this.#out.finQueued) throw new NetworkError('EPIPE');
  }

  #flush(): void {
    if (this.#state !== 'ESTAB') return;
    const due = this.#out.takeSendable();
    for (const segment of due) this.#sendSegment(segment);
    if (due.length && !this.#cancelTimer) this.#startRetransmission();
  }

  #startRetransmission(): void {
    this.#cancelTimer = this.#sockets.stack.wire.clock.after(this.#out.timeoutMs(this.#retries), () => {
      this.#cancelTimer = undefined;
      if (++this.#retries > (this.#orphan ? ORPHAN_RETRIES : DATA_RETRIES)) {
        return this.#close(new NetworkError(this.#softError ?? 'ETIMEDOUT'));
      }
      for (const segment of this.#out.inFlight) this.#sendSegment(segment);
      this.#startRetransmission();
    });
  }

  #handshake(): void {
    this.#sendHandshake();
    if (this.#state === 'CLOSED') return;
    const most = this.#state === 'SYN-SENT' ? SYN_RETRIES : SYN_ACK_RETRIES;
    this.#cancelTimer = this.#sockets.stack.wire.clock.after(SYN_TIMEOUT_MS * 2 ** this.#retries, () => {
      if (this.#retries++ >= most) this.#close(new NetworkError('ETIMEDOUT'));
      else this.#handshake();
    });
  }

  #sendHandshake(): void {
    const flags = this.#state === 'SYN-SENT' ? { syn: true } : { syn: true, ack: true };
    const failure = this.#send(flags, this.#out.next - 1);
    if (failure) this.#close(new NetworkError(failure));
  }

  #sendSegment(segment: Segment): void {
    this.#send(segment.fin ? { fin: true, ack: true } : { ack: true }, segment.sequence, segment.bytes);
  }

  #acknowledge(): void {
    this.#send({ ack: true }, this.#out.next);
  }

  #send(flags: TcpFlags, sequence: number, payload?: Uint8Array): NetworkErrorCode | undefined {
    const { stack } = this.#sockets;
    const packet = stack.wire.packet({
      protocol: 'TCP',
      source: this.local.address,
      sourcePort: this.local.port,
      destination: this.remote.address,
      destinationPort: this.remote.port,
      flags,
      sequence,
      window: this.#in.advertise(),
      ...(flags.ack ? { acknowledgement: this.#in.next } : {}),
      ...(payload ? { payload } : {}),
    });
    return stack.send(packet);
  }

  #linger(): void {
    this.#cancelTimer ??= this.#sockets.stack.wire.clock.after(FIN_TIMEOUT_MS, () => this.#close(undefined));
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#retries = 0;
  }

  #close(error: NetworkError | undefined): void {
    if (this.#state === 'CLOSED') return;
    this.#stopTimer();
    this.#state = 'CLOSED';
    this.#error = error;
    this.#sockets.removeConnection(this);
    this.#opened.wake();
    this.#readers.wake();
    this.#writers.wake();
  }
}
