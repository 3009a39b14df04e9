// Devices and what they are plugged into. Knows nothing of addresses beyond carrying them.
import type { Stack } from './stack.ts';

export interface Device {
  readonly name: string;
  readonly index: number;
  readonly mac: string;
  readonly mtu: number;
  up: boolean;
  /** In CIDR notation. */
  readonly addresses: readonly string[];
  link: Link;
}

export interface End {
  readonly stack: Stack;
  readonly device: Device;
}

export type Link =
  | { readonly kind: 'loopback' }
  | { readonly kind: 'veth'; peer: End | undefined }
  | { readonly kind: 'lan'; readonly lan: Lan; readonly index: number };

/** A switch: whoever holds an address is reached under it. */
export class Lan {
  readonly #ends = new Map<string, End>();

  plug(address: string, end: End): void {
    this.#ends.set(address, end);
  }

  unplug(address: string): void {
    this.#ends.delete(address);
  }

  find(address: string): End | undefined {
    return this.#ends.get(address);
  }
}

/** Milliseconds a packet spends on a hop of each kind. */
export const hopDelayMs: Readonly<Record<Link['kind'], number>> = { loopback: 0.02, veth: 0.05, lan: 0.2 };

/** How long the kernel tries to find a neighbour: three ARP requests, a second apart (neigh mcast_solicit). */
export const NEIGHBOUR_FAILS_AFTER_MS = 3050;
