import { describe, expect, it } from 'vitest';
import { afterEvent, browserProgress, noProgress } from '../../src/progress/index.ts';

const solved = { type: 'proved', labId: 'empty-endpoints', solved: true, at: '2026-11-21T10:00:00.000Z' } as const;
const hint = (count: number) => ({ type: 'hints-opened', labId: 'empty-endpoints', taskId: 'endpoints', count }) as const;

/** Holds one value; refuses to write when told so. */
function oneValueStorage(value: string | null, refuses = false) {
  return {
    getItem: () => value,
    setItem(_: string, next: string) {
      if (refuses) throw new DOMException('full', 'QuotaExceededError');
      value = next;
    },
  };
}

describe('what a learner has done', () => {
  it('keeps the first time that a lab was solved, and counts every check', () => {
    const later = { ...solved, at: '2026-12-01T10:00:00.000Z' };
    const progress = [{ ...solved, solved: false }, solved, later].reduce(afterEvent, noProgress);
    expect(progress.labs['empty-endpoints']).toEqual({ proofs: 3, solvedAt: solved.at, hints: {} });
  });

  it('never forgets a hint, also after the lab was started over', () => {
    const opened = [hint(1), hint(2)].reduce(afterEvent, noProgress);
    expect(afterEvent(opened, hint(1))).toBe(opened);
    expect(opened.labs['empty-endpoints']?.hints).toEqual({ endpoints: 2 });
  });

  it('is there again after a reload', () => {
    const storage = oneValueStorage(null);
    browserProgress(storage).record(solved);
    expect(browserProgress(storage).read().labs['empty-endpoints']?.solvedAt).toBe(solved.at);
  });

  it.each(['', 'nonsense', '{"version":2,"labs":{}}', '{"version":1,"labs":{"x":{"proofs":-1,"hints":{}}}}'])(
    'begins anew when what is stored cannot be understood: %s',
    (stored) => {
      expect(browserProgress(oneValueStorage(stored)).read()).toEqual(noProgress);
    },
  );

  it('lasts as long as the page when the browser keeps nothing', () => {
    const store = browserProgress(oneValueStorage(null, true));
    store.record(solved);
    expect(store.read().labs['empty-endpoints']?.proofs).toBe(1);
  });
});
