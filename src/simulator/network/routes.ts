// A routing table: the longest prefix wins.
import type { RouteInfo } from '../../shell/network-namespace.ts';
import { contains, type Prefix, parseIpv4, parsePrefix } from './address.ts';

interface Entry {
  readonly route: RouteInfo;
  readonly prefix: Prefix;
}

export class Routes {
  readonly #entries: Entry[] = [];
  readonly #hosts = new Map<number, Entry>();
  /** Hears of every change. */
  onChange: () => void = () => undefined;

  /** As `ip route` prints them: default first, then by address. */
  list(): readonly RouteInfo[] {
    return [...this.#entries, ...this.#hosts.values()]
      .sort((a, b) => a.prefix.base - b.prefix.base || a.prefix.length - b.prefix.length)
      .map(({ route }) => route);
  }

  /** Adds the route or replaces the one to the same destination. */
  set(route: RouteInfo): void {
    const prefix = parsePrefix(route.destination);
    this.remove(route.destination);
    this.onChange();
    if (prefix.length === 32) {
      this.#hosts.set(prefix.base, { route, prefix });
      return;
    }
    this.#entries.push({ route, prefix });
    this.#entries.sort((a, b) => b.prefix.length - a.prefix.length);
  }

  /** Says whether there was one. */
  remove(destination: string): boolean {
    const prefix = parsePrefix(destination);
    this.onChange();
    if (prefix.length === 32) return this.#hosts.delete(prefix.base);
    const at = this.#entries.findIndex((entry) => entry.prefix.base === prefix.base && entry.prefix.length === prefix.length);
    if (at >= 0) this.#entries.splice(at, 1);
    return at >= 0;
  }

  find(address: string): RouteInfo | undefined {
    const value = parseIpv4(address);
    if (value === undefined) return undefined;
    return (this.#hosts.get(value) ?? this.#entries.find(({ prefix }) => contains(prefix, value)))?.route;
  }
}
