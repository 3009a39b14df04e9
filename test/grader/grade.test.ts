import { describe, expect, it } from 'vitest';
import {
  atStart,
  type Check,
  createGrader,
  createMemoryJournal,
  defineLab,
  type Outcome,
  Problem,
  type Proof,
  say,
  type Task,
  takeSnapshot,
  type Verdict,
} from '../../grader/index.ts';
import { VirtualClock } from '../../src/clock.ts';
import { clusterInMemory } from './cluster-in-memory.ts';

const both = (text: string) => ({ en: text, ru: text });
const passed: Verdict = { status: 'passed' };
const failed = (messageId: string): Verdict => ({
  status: 'failed',
  reason: 'wrong',
  messageId,
  expected: say('x', 'x'),
  found: say('y', 'y'),
  evidence: { kind: 'none' },
  lookAt: [],
});
const door = (state: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'door', namespace: 'house', uid: '1', resourceVersion: '1' },
  data: { state },
});
const doorRef = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'house', name: 'door' };
const doorIsOpen: Check = async ({ cluster }) =>
  (await cluster.get<{ data: { state: string } }>(doorRef))?.data.state === 'open' ? passed : failed('shut');

async function grading(tasks: readonly Omit<Task, 'title'>[]) {
  const clock = new VirtualClock(0);
  const memory = clusterInMemory();
  memory.put(door('shut'));
  const journal = createMemoryJournal();
  const lab = defineLab({
    id: 'a',
    title: both('A'),
    brief: both('A'),
    minutes: 1,
    difficulty: 1,
    requires: [],
    cluster: 'one-node',
    tasks: tasks.map((task) => ({ ...task, title: both(task.id) })),
  });
  const grader = createGrader({ lab, ...memory, clock, journal, atStart: atStart(await takeSnapshot(memory.cluster)) });
  return { clock, memory, journal, grader, signal: new AbortController().signal };
}

describe('live checks', () => {
  it('turn green as soon as what they read has changed', async () => {
    const { clock, memory, grader } = await grading([{ id: 'door', kind: 'goal', check: doorIsOpen }]);
    const heard: string[] = [];
    const live = grader.live((_, outcome) => heard.push(`${clock.now()} ${outcome.status}`));
    await clock.advance(20_000);
    memory.put(door('open'));
    await clock.advance(100);
    live.stop();
    expect(heard.at(-1)).toMatch(/^200\d\d passed/);
  });

  it('look again 0.3, 1, 3 and 10 s after a change, then every 10 s, and stop for good', async () => {
    const { clock, grader } = await grading([{ id: 'door', kind: 'goal', check: doorIsOpen }]);
    const heardAtMs: number[] = [];
    const live = grader.live(() => heardAtMs.push(clock.now()));
    await clock.advance(31_000);
    live.stop();
    await clock.advance(60_000);
    expect({ heardAtMs, pending: clock.pending }).toEqual({ heardAtMs: [0, 300, 1_000, 3_000, 10_000, 20_000, 30_000], pending: 0 });
  });

  it('rest while nobody looks at the page', async () => {
    const { clock, grader } = await grading([{ id: 'door', kind: 'goal', check: doorIsOpen }]);
    let samples = 0;
    const live = grader.live(() => samples++);
    live.visible(false);
    await clock.advance(60_000);
    expect(samples).toBe(0);
    live.visible(true);
    await clock.advance(100);
    live.stop();
    expect(samples).toBe(1);
  });

  it('see the answers that the learner gives meanwhile', async () => {
    const { clock, memory, grader } = await grading([
      { id: 'answer', kind: 'goal', check: async ({ answers }) => (answers.colour === 'red' ? passed : failed('colour')) },
    ]);
    let last: Outcome | undefined;
    const live = grader.live((_, outcome) => {
      last = outcome;
    });
    await clock.advance(100);
    memory.put({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'answers', namespace: 'course', uid: '2', resourceVersion: '2' },
      data: { colour: 'red' },
    });
    await clock.advance(100);
    live.stop();
    expect(last?.status).toBe('passed');
  });
});

describe('proofs', () => {
  it('tell a learner "could not look" apart from "wrong"', async () => {
    const { clock, grader, signal } = await grading([
      {
        id: 'engine-died',
        kind: 'goal',
        check: async () => {
          throw new Problem('cluster-unreachable', 'connection reset');
        },
      },
      {
        id: 'bug',
        kind: 'goal',
        check: async () => {
          throw new TypeError('x is undefined');
        },
      },
    ]);
    const { tasks, solved } = await clock.drive(grader.prove(signal));
    expect(solved).toBe(false);
    expect(tasks.map(({ outcome }) => outcome.status === 'errored' && outcome.problem.code)).toEqual(['cluster-unreachable', 'internal']);
  });

  it('wait for a yes that is on its way, and give up on a cluster at rest', async () => {
    let opensAtMs = 2_500;
    const opensLater: Check = async ({ now }) => (now() >= opensAtMs ? passed : failed('shut'));
    const { clock, grader, signal } = await grading([{ id: 'door', kind: 'goal', check: opensLater }]);
    expect((await clock.drive(grader.prove(signal))).solved).toBe(true);
    opensAtMs = Number.POSITIVE_INFINITY;
    const beganMs = clock.now();
    expect((await clock.drive(grader.prove(signal))).solved).toBe(false);
    expect(clock.now() - beganMs).toBeLessThan(5_000);
  });

  it('undo what they disturbed, newest first, also when they fail', async () => {
    const proof: Proof = async ({ disturb }) => {
      await disturb({ kind: 'patch', object: doorRef, patch: { data: { state: 'broken' } } });
      await disturb({ kind: 'delete', object: doorRef });
      return failed('shut');
    };
    const { clock, memory, journal, grader, signal } = await grading([{ id: 'door', kind: 'goal', check: doorIsOpen, proof }]);
    await clock.drive(grader.prove(signal));
    expect(memory.writes).toEqual(['patch door {"data":{"state":"broken"}}', 'remove door', 'create door', 'replace door']);
    expect((await memory.cluster.get<ReturnType<typeof door>>(doorRef))?.data.state).toBe('shut');
    expect(await journal.entries()).toEqual([]);
  });

  it('first undo what a crashed run has left in the journal', async () => {
    const { clock, memory, journal, grader, signal } = await grading([{ id: 'door', kind: 'goal', check: doorIsOpen }]);
    await journal.add({ id: 'before-the-crash', undo: [{ kind: 'replace', object: door('open') }] });
    memory.put(door('broken'));
    const { solved } = await clock.drive(grader.prove(signal));
    expect({ solved, left: await journal.entries() }).toEqual({ solved: true, left: [] });
  });

  it('give what they make a name that nobody could have taken before', async () => {
    const names = new Set<string>();
    const proof: Proof = async ({ disturb }) => {
      const { made } = await disturb({ kind: 'apply', objects: [{ ...door('open'), metadata: { name: 'probe', namespace: 'house' } }] });
      names.add(made[0]?.name ?? '');
      return passed;
    };
    const { clock, memory, grader, signal } = await grading([{ id: 'door', kind: 'goal', check: doorIsOpen, proof }]);
    await clock.drive(grader.prove(signal));
    await clock.drive(grader.prove(signal));
    expect([...names].every((name) => /^probe-\w+$/.test(name)) && names.size).toBe(2);
    expect([...memory.objects.values()].map(({ metadata }) => metadata.name)).toEqual(['door']);
  });

  it('look once more at what held before the disturbance', async () => {
    const breaks: Proof = async ({ cluster: _, disturb }) => {
      const disturbed = await disturb({ kind: 'patch', object: doorRef, patch: { data: { state: 'shut' } } });
      await disturbed.undo();
      return passed;
    };
    const { clock, memory, grader, signal } = await grading([
      { id: 'door', kind: 'guard', check: doorIsOpen },
      { id: 'churn', kind: 'goal', check: async () => passed, proof: breaks },
    ]);
    memory.put(door('open'));
    const { replace } = memory.writer;
    // A cluster in which the undo brings back something else than it should.
    Object.assign(memory.writer, { replace: () => replace(door('shut')) });
    const { tasks } = await clock.drive(grader.prove(signal));
    expect(tasks.map(({ task, outcome }) => `${task.id} ${outcome.status}`)).toEqual(['door failed', 'churn passed']);
  });
});
