// SHA-256 (FIPS 180-4), synchronous; for chain names, not for secrets.

/** The first 32 bits of the fractional parts of a power of the first primes. */
function fractions(count: number, power: number): Uint32Array {
  const found = new Uint32Array(count);
  for (let candidate = 2, at = 0; at < count; candidate++) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false;
    if (!prime) continue;
    const root = candidate ** power;
    found[at++] = (root - Math.floor(root)) * 2 ** 32;
  }
  return found;
}

const start = fractions(8, 1 / 2);
const constants = fractions(64, 1 / 3);
const rotate = (value: number, by: number) => (value >>> by) | (value << (32 - by));

export function sha256(text: string): Uint8Array {
  const message = new TextEncoder().encode(text);
  const padded = new Uint8Array(((message.length + 8) >> 6) * 64 + 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, message.length * 8);
  const state = start.slice();
  const words = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    for (let at = 0; at < 64; at++) words[at] = at < 16 ? view.getUint32(block + at * 4) : expand(words, at);
    compress(state, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (const [at, word] of state.entries()) digest.setUint32(at * 4, word);
  return new Uint8Array(digest.buffer);
}

function expand(words: Uint32Array, at: number): number {
  const [older = 0, old = 0, recent = 0, oldest = 0] = [words[at - 15], words[at - 7], words[at - 2], words[at - 16]];
  const first = rotate(older, 7) ^ rotate(older, 18) ^ (older >>> 3);
  const second = rotate(recent, 17) ^ rotate(recent, 19) ^ (recent >>> 10);
  return (oldest + first + old + second) >>> 0;
}

function compress(state: Uint32Array, words: Uint32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (const [at, word] of words.entries()) {
    const sum = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + (constants[at] ?? 0) + word) | 0;
    const mixed = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + sum) | 0, c, b, a, (sum + mixed) | 0];
  }
  for (const [at, added] of [a, b, c, d, e, f, g, h].entries()) state[at] = (state[at] ?? 0) + added;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 §6, without padding. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += BASE32[(held >>> (bits - 5)) & 31];
  }
  return bits > 0 ? text + BASE32[(held << (5 - bits)) & 31] : text;
}
