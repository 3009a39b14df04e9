// A limit in time on top of a program's own signal.
import type { Clock } from '../../../clock.ts';

export interface Deadline {
  /** Aborts when the time is up, or when the parent signal does. */
  readonly signal: AbortSignal;
  readonly expired: boolean;
  /** Lifts the limit; the parent signal still counts. May be called twice. */
  clear(): void;
}

/** Without `limitMs` only the parent counts. */
export function createDeadline(clock: Clock, limitMs: number | undefined, parent: AbortSignal): Deadline {
  const own = new AbortController();
  let expired = false;
  const cancel =
    limitMs === undefined
      ? undefined
      : clock.after(limitMs, () => {
          expired = true;
          own.abort(new DOMException('the time is up', 'TimeoutError'));
        });
  return {
    signal: AbortSignal.any([own.signal, parent]),
    get expired() {
      return expired;
    },
    clear: () => cancel?.(),
  };
}
