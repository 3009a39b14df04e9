// An ipBlock as prefixes: what its cidr holds and none of its exceptions does. IPv4, as the nodes are.
import { contains, formatIpv4, type Prefix, parseIpv4, parsePrefix } from '../../../network/index.ts';

export function prefixesOf({ cidr, except = [] }: { readonly cidr: string; readonly except?: readonly string[] }): readonly string[] {
  if (cidr.includes(':')) return [];
  let left: readonly Prefix[] = [parsePrefix(cidr)];
  for (const text of except) {
    const hole = parsePrefix(text);
    left = left.flatMap((prefix) => without(prefix, hole));
  }
  return left.map(({ base, length }) => `${formatIpv4(base)}/${length}`);
}

export function prefixContains(prefix: string, address: string): boolean {
  const value = parseIpv4(address);
  return value !== undefined && contains(parsePrefix(prefix), value);
}

/** The largest prefixes that lie in `whole` and not in `hole`. */
function without(whole: Prefix, hole: Prefix): readonly Prefix[] {
  if (contains(hole, whole.base) && hole.length <= whole.length) return [];
  if (!contains(whole, hole.base)) return [whole];
  const length = whole.length + 1;
  const halves = [whole.base, whole.base + 2 ** (32 - length)].map((base) => parsePrefix(`${formatIpv4(base)}/${length}`));
  return halves.flatMap((half) => without(half, hole));
}
