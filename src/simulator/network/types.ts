// Packets, hops and traces: the words in which every part of the network speaks.
import type { IpProtocol } from '../../shell/network-namespace.ts';

export interface TcpFlags {
  readonly syn?: boolean;
  readonly ack?: boolean;
  readonly fin?: boolean;
  readonly rst?: boolean;
}

export type IcmpType =
  | 'echo-request'
  | 'echo-reply'
  | 'port-unreachable'
  | 'host-unreachable'
  | 'net-unreachable'
  | 'time-exceeded'
  | 'admin-prohibited';

export interface Packet {
  readonly id: number;
  readonly protocol: IpProtocol | 'ICMP';
  source: string;
  destination: string;
  /** 0 for ICMP errors; an echo's identifier is both ports. */
  sourcePort: number;
  destinationPort: number;
  ttl: number;
  /** TCP only. */
  readonly flags?: TcpFlags;
  readonly sequence?: number;
  readonly acknowledgement?: number;
  /** Bytes that the sender can still take in. */
  readonly window?: number;
  /** ICMP only. `about` is the packet that an error quotes, as the one who sent the error saw it. */
  readonly icmp?: { readonly type: IcmpType; readonly sequence?: number; readonly about?: Packet };
  readonly payload: Uint8Array;
  /** The kernel's fwmark while the packet is on one node. */
  mark: number;
  readonly trace: Hop[];
}

/** One thing that happened to a packet. The trace feeds tcpdump, the course's pictures and the grader's "why not". */
export interface Hop {
  readonly atMs: number;
  /** The network namespace: `node/worker`, `pod/cvat/client`, `outside`. */
  readonly place: string;
  readonly event: HopEvent;
}

/** `sent` and `forwarded` name the device by which the packet leaves, `received` and `delivered` the one by which it came. */
export type HopEvent =
  | { readonly kind: 'sent' | 'received' | 'forwarded' | 'delivered'; readonly device: string }
  | { readonly kind: 'translated'; readonly rule: string; readonly from: string; readonly to: string }
  | { readonly kind: 'rejected' | 'dropped'; readonly by: string; readonly reason: string };
