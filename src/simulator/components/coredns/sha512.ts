// SHA-512 (FIPS 180-4), synchronous, for the digest of a configuration that CoreDNS prints.

const MASK = (1n << 64n) - 1n;
const rotate = (value: bigint, by: bigint) => ((value >> by) | (value << (64n - by))) & MASK;

/** The whole part of a number's root. */
function root(value: bigint, degree: bigint): bigint {
  let guess = 1n << (BigInt(value.toString(2).length) / degree + 1n);
  for (;;) {
    const next = ((degree - 1n) * guess + value / guess ** (degree - 1n)) / degree;
    if (next >= guess) return guess;
    guess = next;
  }
}

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let candidate = 2n; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0n)) found.push(candidate);
  }
  return found;
}

let tables: { readonly start: readonly bigint[]; readonly constants: readonly bigint[] } | undefined;

/** The first 64 bits of the fractional parts of roots of the first primes. */
function tablesOnce() {
  const all = primes(80);
  tables ??= {
    start: all.slice(0, 8).map((prime) => root(prime << 128n, 2n) & MASK),
    constants: all.map((prime) => root(prime << 192n, 3n) & MASK),
  };
  return tables;
}

let last: { readonly text: string; readonly digest: string } | undefined;

/** In lower-case hexadecimal. */
export function sha512(text: string): string {
  if (last?.text !== text) last = { text, digest: digestOf(text) };
  return last.digest;
}

function digestOf(text: string): string {
  const { start, constants } = tablesOnce();
  const message = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.ceil((message.length + 17) / 128) * 128);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, message.length * 8);
  const state = [...start];
  for (let block = 0; block < padded.length; block += 128) {
    const words = Array.from({ length: 16 }, (_, at) => view.getBigUint64(block + at * 8));
    for (let at = 16; at < 80; at++) {
      const [old = 0n, recent = 0n] = [words[at - 15], words[at - 2]];
      const first = rotate(old, 1n) ^ rotate(old, 8n) ^ (old >> 7n);
      const second = rotate(recent, 19n) ^ rotate(recent, 61n) ^ (recent >> 6n);
      words.push(((words[at - 16] ?? 0n) + first + (words[at - 7] ?? 0n) + second) & MASK);
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
    for (let at = 0; at < 80; at++) {
      const sum =
        h + (rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n)) + ((e & f) ^ (~e & MASK & g)) + (constants[at] ?? 0n) + (words[at] ?? 0n);
      const mixed = (rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + sum) & MASK, c, b, a, (sum + mixed) & MASK];
    }
    for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] = ((state[at] ?? 0n) + word) & MASK;
  }
  return state.map((word) => word.toString(16).padStart(16, '0')).join('');
}
