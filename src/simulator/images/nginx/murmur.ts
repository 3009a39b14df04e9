// MurmurHash2 (32 bits, seed 0), which split_clients uses to divide its clients.
export function murmurHash2(data: Uint8Array): number {
  const factor = 0x5bd1e995;
  let hash = data.length >>> 0;
  let at = 0;
  const byte = (offset: number) => data[at + offset] ?? 0;
  for (; data.length - at >= 4; at += 4) {
    let word = byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24);
    word = Math.imul(word, factor);
    word ^= word >>> 24;
    hash = Math.imul(hash, factor) ^ Math.imul(word, factor);
  }
  const left = data.length - at;
  if (left > 0) {
    hash ^= byte(0) | (left > 1 ? byte(1) << 8 : 0) | (left > 2 ? byte(2) << 16 : 0);
    hash = Math.imul(hash, factor);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, factor);
  return (hash ^ (hash >>> 15)) >>> 0;
}
