// A token bucket: so much at once, and so much each second after that.
import type { Clock } from '../clock.ts';

export interface Bucket {
  /** False when there is not enough left; nothing is taken then. */
  take(amount: number): boolean;
  /** Takes it in any case. Answers how many milliseconds it takes until nothing is owed. */
  spend(amount: number): number;
  /** True when nothing is missing: it may be forgotten. */
  readonly full: boolean;
}

export function createBucket(clock: Clock, perSecond: number, atOnce: number): Bucket {
  let left = atOnce;
  let sinceMs = clock.now();
  const refill = () => {
    const nowMs = clock.now();
    // A clock that was set back gives nothing and takes nothing.
    left = Math.min(atOnce, left + (Math.max(0, nowMs - sinceMs) * perSecond) / 1000);
    sinceMs = nowMs;
  };
  return {
    take(amount) {
      refill();
      if (left < amount) return false;
      left -= amount;
      return true;
    },
    spend(amount) {
      refill();
      left -= amount;
      return left >= 0 ? 0 : (-left * 1000) / perSecond;
    },
    get full() {
      refill();
      return left >= atOnce;
    },
  };
}

/** A bucket for each key. Full ones are forgotten. */
export function createBuckets(clock: Clock, perSecond: number, atOnce: number): (key: string) => Bucket {
  const buckets = new Map<string, Bucket>();
  return (key) => {
    if (buckets.size > 1000) for (const [known, bucket] of buckets) if (bucket.full) buckets.delete(known);
    let bucket = buckets.get(key);
    if (!bucket) {
      bucket = createBucket(clock, perSecond, atOnce);
      buckets.set(key, bucket);
    }
    return bucket;
  };
}
