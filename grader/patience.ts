// Patience for yes, repetition for no (rule 3 of proof).
import type { Check, Look } from './check.ts';
import { isSettled } from './settled.ts';
import type { Verdict } from './verdict.ts';

const PATIENCE_MS = 30_000;
const POLL_MS = 500;
/** A cluster that has been at rest for so long will not come to another result by itself. */
const REST_BEFORE_NO_MS = 3_000;

/** Passes as soon as `check` passes; fails as it fails once the cluster has been at rest for 3 s, at the latest after 30 s. */
export function eventually<L extends Look>(
  check: (look: L) => Promise<Verdict>,
  withinMs: number = PATIENCE_MS,
): (look: L) => Promise<Verdict> {
  return async (look) => {
    const startMs = look.now();
    let restSinceMs = startMs;
    for (;;) {
      const beganMs = look.now();
      const verdict = await check(look);
      if (verdict.status === 'passed') return verdict;
      if (!(await isSettled(look.cluster))) restSinceMs = look.now();
      // Judged by when the check began: one that took long may have met the moment before rules and caches followed.
      if (beganMs - restSinceMs >= Math.min(REST_BEFORE_NO_MS, withinMs) || look.now() - startMs >= withinMs) return verdict;
      await look.wait(POLL_MS);
    }
  };
}

/** Passes when `check` passes `times` times, `apartMs` apart; fails at the first failure. */
export function repeatedly(check: Check, times = 3, apartMs = 1_000): Check {
  return async (look) => {
    for (let round = 1; ; round++) {
      const verdict = await check(look);
      if (verdict.status === 'failed' || round === times) return verdict;
      await look.wait(apartMs);
    }
  };
}

/** Passes when every check passes; fails as the first that fails. */
export function all<L>(...checks: readonly ((look: L) => Promise<Verdict>)[]): (look: L) => Promise<Verdict> {
  return async (look) => {
    const notes = [];
    for (const check of checks) {
      const verdict = await check(look);
      if (verdict.status === 'failed') return verdict;
      notes.push(...(verdict.notes ?? []));
    }
    return notes.length ? { status: 'passed', notes } : { status: 'passed' };
  };
}
