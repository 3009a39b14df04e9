// A network namespace as a program sees it: sockets, addresses, routes. The simulator's network implements it.
export type IpProtocol = 'TCP' | 'UDP' | 'SCTP';

export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

export type NetworkErrorCode =
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'ETIMEDOUT'
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'EADDRINUSE'
  | 'EADDRNOTAVAIL'
  | 'EACCES'
  | 'EPIPE';

/** What a socket call answers when it fails, by errno name. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly code: NetworkErrorCode;
  constructor(code: NetworkErrorCode, message: string = code) {
    super(message);
    this.code = code;
  }
}

/** An established TCP connection. */
export interface Connection {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
  /** The next bytes; undefined after the peer's FIN. Rejects with ECONNRESET after an RST. */
  read(signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** Rejects with EPIPE or ECONNRESET when the peer has gone. */
  write(bytes: Uint8Array | string): Promise<void>;
  /** Sends FIN; reading goes on. May be called twice. */
  end(): void;
  /** Sends RST and forgets the connection. */
  reset(): void;
}

export interface Listener {
  readonly local: SocketAddress;
  /** The next connection whose handshake has completed. Rejects with the signal's reason, or when closed. */
  accept(signal?: AbortSignal): Promise<Connection>;
  close(): void;
}

export interface Datagram {
  readonly from: SocketAddress;
  readonly bytes: Uint8Array;
}

export interface UdpSocket {
  readonly local: SocketAddress;
  send(to: SocketAddress, bytes: Uint8Array): void;
  /** Rejects with ECONNREFUSED after an ICMP port unreachable for something that this socket sent. */
  receive(signal?: AbortSignal): Promise<Datagram>;
  close(): void;
}

export interface ConnectOptions {
  /** How long the handshake may take; without it the kernel's own limit (127 s, Linux tcp_syn_retries = 6). */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly sourcePort?: number;
}

export interface InterfaceInfo {
  readonly name: string;
  readonly index: number;
  readonly peerIndex?: number;
  readonly mac: string;
  readonly mtu: number;
  readonly up: boolean;
  /** In CIDR notation. */
  readonly addresses: readonly string[];
}

export interface RouteInfo {
  /** CIDR, or 'default'. */
  readonly destination: string;
  readonly via?: string;
  readonly device: string;
  readonly source?: string;
  readonly scope?: 'link' | 'global' | 'host';
  readonly protocol?: 'kernel' | 'static' | 'boot';
}

export interface SocketInfo {
  readonly protocol: IpProtocol;
  readonly state: 'LISTEN' | 'ESTAB' | 'SYN-SENT' | 'SYN-RECV' | 'FIN-WAIT-1' | 'FIN-WAIT-2' | 'CLOSE-WAIT' | 'LAST-ACK' | 'UNCONN';
  readonly local: SocketAddress;
  readonly remote?: SocketAddress;
  readonly program?: { readonly name: string; readonly pid: number };
}

export type PingAnswer =
  | { readonly kind: 'reply'; readonly from: string; readonly ttl: number; readonly afterMs: number }
  | { readonly kind: 'unreachable'; readonly from: string; readonly reason: 'host' | 'net' | 'port' }
  | { readonly kind: 'ttl-exceeded'; readonly from: string }
  | { readonly kind: 'timed-out' };

export interface NetworkNamespace {
  /** Opens a TCP connection to an IP literal. Rejects with ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH or ENETUNREACH. */
  connect(address: string, port: number, options?: ConnectOptions): Promise<Connection>;
  /** Listens on 0.0.0.0 unless told otherwise. Throws EADDRINUSE or EADDRNOTAVAIL. */
  listen(port: number, options?: { readonly address?: string; readonly owner?: { name: string; pid: number } }): Listener;
  /** Binds a UDP socket; without a port an ephemeral one. */
  udp(options?: { readonly address?: string; readonly port?: number; readonly owner?: { name: string; pid: number } }): UdpSocket;
  /** One ICMP echo request. */
  ping(address: string, options: { readonly timeoutMs: number; readonly signal?: AbortSignal; readonly ttl?: number }): Promise<PingAnswer>;
  interfaces(): readonly InterfaceInfo[];
  routes(): readonly RouteInfo[];
  sockets(): readonly SocketInfo[];
}
