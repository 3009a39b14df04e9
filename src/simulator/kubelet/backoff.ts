// Waiting longer after every failure (client-go util/flowcontrol/backoff.go as the kubelet uses it: 10 s to 5 min).
import type { Clock } from '../../clock.ts';

const FIRST_MS = 10_000;
const LONGEST_MS = 300_000;

export interface Backoff {
  /** How long is still to wait after what happened at `sinceMs`; 0 when another try is due. */
  leftMs(sinceMs: number): number;
  /** The whole wait that is in force. */
  readonly delayMs: number;
  /** Another try begins after what happened at `sinceMs`. */
  next(sinceMs: number): void;
  reset(): void;
  kept(): KeptBackoff;
}

export interface KeptBackoff {
  readonly delayMs: number;
  readonly updatedMs: number;
}

export function createBackoff(clock: Clock, kept: KeptBackoff = { delayMs: 0, updatedMs: 0 }): Backoff {
  let { delayMs, updatedMs } = kept;
  /** Twice the longest wait without a failure, and all is forgiven. */
  const expired = (sinceMs: number) => delayMs === 0 || sinceMs - updatedMs > 2 * LONGEST_MS;
  return {
    leftMs: (sinceMs) => (expired(sinceMs) ? 0 : Math.max(0, sinceMs + delayMs - clock.now())),
    get delayMs() {
      return delayMs;
    },
    next(sinceMs) {
      delayMs = expired(sinceMs) ? FIRST_MS : Math.min(delayMs * 2, LONGEST_MS);
      updatedMs = clock.now();
    },
    reset() {
      delayMs = 0;
    },
    kept: () => ({ delayMs, updatedMs }),
  };
}

/** As Go prints a duration: `10s`, `1m20s`, `5m0s`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
