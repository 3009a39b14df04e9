// Networks in CIDR notation, of both families, as far as validation compares them (apimachinery pkg/util/validation/ip.go).

export const NOT_A_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

export interface Cidr {
  readonly family: 4 | 6;
  readonly base: bigint;
  readonly length: number;
}

/** Undefined when it is none. Bits beyond the prefix are allowed, as in every field that is as old as these. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  const [, address = '', bits = ''] = match;
  const family = address.includes(':') ? 6 : 4;
  const value = family === 4 ? ipv4Value(address) : ipv6Value(address);
  const length = Number(bits);
  return value === undefined || length > WIDTH[family] ? undefined : { family, base: value, length };
}

/** Whether the network that begins at `inner` begins within `outer`. */
export function cidrContains(outer: Cidr, inner: Cidr): boolean {
  if (outer.family !== inner.family) return false;
  const shift = BigInt(WIDTH[outer.family] - outer.length);
  const mask = BigInt(WIDTH[inner.family] - inner.length);
  return outer.base >> shift === ((inner.base >> mask) << mask) >> shift;
}

const WIDTH = { 4: 32, 6: 128 } as const;

function ipv4Value(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function ipv6Value(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail = []] = groups;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...Array.from({ length: halves.length === 1 ? 0 : missing }, () => '0'), ...tail];
  if (all.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return all.reduce((value, group) => value * 65_536n + BigInt(`0x${group}`), 0n);
}
