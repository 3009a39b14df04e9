// Packets, hops and traces: the words in which every part of the network speaks.
import type { IpProtocol } from '../../shell/network-namespace.ts';

export interface Packet {
  readonly id: number;
  readonly protocol: IpProtocol | 'ICMP';
  source: string;
  destination: string;
  sourcePort: number;
  destinationPort: number;
  ttl: number;
  /** TCP only. */
  readonly flags?: { readonly syn?: boolean; readonly ack?: boolean; readonly fin?: boolean; readonly rst?: boolean };
  readonly sequence?: number;
  readonly acknowledgement?: number;
  /** ICMP only. */
  readonly icmp?: {
    readonly type:
      | 'echo-request'
      | 'echo-reply'
      | 'port-unreachable'
      | 'host-unreachable'
      | 'net-unreachable'
      | 'time-exceeded'
      | 'admin-prohibited';
    readonly about?: Packet;
  };
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
  readonly event:
    | { readonly kind: 'sent' | 'delivered' }
    | { readonly kind: 'received' | 'forwarded'; readonly device: string }
    | { readonly kind: 'translated'; readonly rule: string; readonly from: string; readonly to: string }
    | { readonly kind: 'rejected' | 'dropped'; readonly by: string; readonly reason: string };
}
