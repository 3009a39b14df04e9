// IPv4 addresses and prefixes as numbers. IPv6 literals are only told apart: this network routes IPv4.

const parsed = new Map<string, number | undefined>();
/** Entries kept before the memory of parsed addresses starts anew. */
const REMEMBERED = 4096;

/** The address as an unsigned 32-bit number; undefined when `text` is not a dotted quad. */
export function parseIpv4(text: string): number | undefined {
  if (parsed.has(text)) return parsed.get(text);
  if (parsed.size >= REMEMBERED) parsed.clear();
  const value = readIpv4(text);
  parsed.set(text, value);
  return value;
}

function readIpv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (!match) return undefined;
  let value = 0;
  for (const part of match.slice(1)) {
    if (Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
}

export function formatIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

export interface Prefix {
  readonly base: number;
  readonly mask: number;
  readonly length: number;
}

/** Parses `10.244.0.0/16`, a bare address as /32, `default` as 0.0.0.0/0. Throws when it is none of them. */
export function parsePrefix(text: string): Prefix {
  if (text === 'default') return { base: 0, mask: 0, length: 0 };
  const [address = '', bits = '32'] = text.trim().split('/');
  const value = parseIpv4(address);
  const length = Number(bits);
  if (value === undefined || !/^\d+$/.test(bits) || length > 32) throw new Error(`not an IPv4 prefix: ${text}`);
  const mask = length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
  return { base: (value & mask) >>> 0, mask, length };
}

export function contains(prefix: Prefix, address: number): boolean {
  return (address & prefix.mask) >>> 0 === prefix.base;
}

export function isIpv6(text: string): boolean {
  return text.includes(':');
}

export function isLoopback(text: string): boolean {
  return text.startsWith('127.') || text === '::1';
}

export function isIpv4(text: string): boolean {
  return parseIpv4(text) !== undefined;
}
