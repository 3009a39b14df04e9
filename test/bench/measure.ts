// Repeats something and sums up how long it took, in milliseconds of real time.

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Figure {
  readonly what: string;
  readonly ms: Spread;
  readonly control: { readonly what: string; readonly ms: Spread };
  readonly targetMs?: number;
  /** Against the control of the same run. */
  readonly ratio?: { readonly of: 'median' | 'p95' | 'p99'; readonly atMost: number };
}

export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { min: at(0), median: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** `run` answers the milliseconds that count; the first rounds warm up and are left out. */
export async function measure(rounds: number, run: () => number | Promise<number>, warmUp = Math.ceil(rounds / 5)): Promise<Spread> {
  const samples: number[] = [];
  for (let round = -warmUp; round < rounds; round++) {
    const ms = await run();
    if (round >= 0) samples.push(ms);
  }
  return spreadOf(samples);
}

/** Milliseconds that `run` took. */
export async function timed(run: () => unknown): Promise<number> {
  const begin = performance.now();
  await run();
  return performance.now() - begin;
}
