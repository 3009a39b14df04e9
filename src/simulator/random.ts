// Chance with a seed: the same seed gives the same cluster, name by name.

export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number, at least 0, below `limit`. */
  below(limit: number): number;
  /** A suffix as Kubernetes makes them: no vowels, nothing that looks like something else (apimachinery util/rand). */
  suffix(length?: number): string;
  uuid(): string;
  /** From here on `createRandom` goes on the same way. */
  state(): RandomState;
}

export type RandomState = readonly [number, number, number, number];

const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** sfc32, seeded by splitmix32. Not for secrets. */
export function createRandom(seed: number | RandomState): Random {
  let state = typeof seed === 'number' ? seed >>> 0 : 0;
  const splitmix = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let [a, b, c, counter] = typeof seed === 'number' ? [splitmix(), splitmix(), splitmix(), 1] : seed;
  const word = () => {
    const sum = (a + b + counter++) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum;
  };
  const below = (limit: number) => Math.floor((word() / 2 ** 32) * limit);
  return {
    state: () => [a, b, c, counter],
    next: () => word() / 2 ** 32,
    below,
    suffix: (length = 5) => Array.from({ length }, () => SUFFIX_ALPHABET[below(SUFFIX_ALPHABET.length)]).join(''),
    uuid() {
      const hex = Array.from({ length: 32 }, (_, at) => (at === 12 ? 4 : at === 16 ? 8 + below(4) : below(16)).toString(16)).join('');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
  };
}
