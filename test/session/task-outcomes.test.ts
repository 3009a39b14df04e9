import { describe, expect, it } from 'vitest';
import type { Outcome, Task } from '../../grader/index.ts';
import type { TaskView } from '../../src/session/index.ts';
import { withLive, withProof } from '../../src/session/task-outcomes.ts';

const text = { en: '', ru: '' };
const passed: Outcome = { status: 'passed' };
const failed: Outcome = {
  status: 'failed',
  reason: 'wrong',
  messageId: 'no',
  expected: { text },
  found: { text },
  evidence: { kind: 'none' },
  lookAt: [],
};
const checkOnly: Task = { id: 'a', kind: 'goal', title: text, check: async () => ({ status: 'passed' }) };
const withOwnProof: Task = { ...checkOnly, proof: async () => ({ status: 'passed' }) };
const shown: TaskView = { id: 'a', kind: 'goal', title: text, hints: [], hintCount: 0 };
const lives = (task: Task, view: TaskView, ...outcomes: Outcome[]) => outcomes.reduce((before, live) => withLive(before, live, task), view);

describe('which outcome of a task counts', () => {
  it('a proof that passed replaces what a live check saw before it', () => {
    expect(withProof({ ...shown, live: failed }, passed)).toMatchObject({ live: passed, proof: passed });
  });

  it('a failed proof is gone as soon as the live check passes, where both look alike', () => {
    expect(lives(checkOnly, withProof(shown, failed), passed).proof).toBeUndefined();
  });

  it('a failed proof that looks harder stays while the live check sees nothing wrong', () => {
    expect(lives(withOwnProof, withProof({ ...shown, live: passed }, failed), passed, passed).proof).toEqual(failed);
  });

  it('and goes when the live check has seen the fault too, and sees it mended', () => {
    expect(lives(withOwnProof, withProof(shown, failed), failed, passed).proof).toBeUndefined();
  });

  it('a live failure after a passed proof is seen', () => {
    expect(lives(checkOnly, withProof(shown, passed), failed)).toMatchObject({ live: failed, proof: passed });
  });
});
