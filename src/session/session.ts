// One learner's attempt at one lab: composes a cluster, the grader, terminals and the view of a page.
import { type Outcome, Problem } from '../../grader/index.ts';
import type { Clock } from '../clock.ts';
import type { ClusterDriver } from '../cluster/driver.ts';
import { writeAnswer } from './answers.ts';
import { type Attempt, startAttempt } from './attempt.ts';
import { chooseDriver } from './drivers.ts';
import { idleView, startingView } from './fresh-view.ts';
import type { SessionHost, SessionView } from './host.ts';
import type { LabSource } from './lab-source.ts';
import { createReads } from './reads.ts';
import { withLive, withProof } from './task-outcomes.ts';
import { createTerminals } from './terminals.ts';
import { createViewFeed } from './view-feed.ts';

export interface SessionParts {
  /** Undefined when there is no such lab. */
  readonly findLab: (labId: string) => Promise<LabSource | undefined>;
  /** In the order of preference. */
  readonly drivers: readonly ClusterDriver[];
  readonly clock: Clock;
}

interface Current {
  readonly lab: LabSource;
  readonly driver: ClusterDriver;
  readonly abort: AbortController;
  readonly ready: Promise<Attempt>;
  /** Two proofs asked for at once are one. */
  proving?: Promise<void>;
}

export function createSession({ findLab, drivers, clock }: SessionParts): SessionHost {
  const feed = createViewFeed(idleView);
  const reads = createReads(clock);
  let current: Current | undefined;
  /** What a reset starts. */
  let chosen: Pick<Current, 'lab' | 'driver'> | undefined;
  let visible = true;
  /** Clusters come and go one after the other. */
  let turn: Promise<void> = Promise.resolve();

  const attempt = (): Promise<Attempt> => current?.ready ?? Promise.reject(new Problem('stopped', 'no lab is running'));
  const terminals = createTerminals(async () => (await attempt()).running);

  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }

  function seeLive({ definition }: LabSource, taskId: string, live: Outcome): void {
    const task = definition.tasks.find(({ id }) => id === taskId);
    if (task) feed.change({ tasks: feed.current.tasks.map((view) => (view.id === taskId ? withLive(view, live, task) : view)) });
  }

  function begin(lab: LabSource, driver: ClusterDriver): Promise<Attempt> {
    const abort = new AbortController();
    const ifCurrent = (change: () => void) => {
      if (current === began) change();
    };
    const ready = startAttempt({
      lab,
      driver,
      visible,
      signal: abort.signal,
      onStep: (step) => ifCurrent(() => feed.change({ steps: [...feed.current.steps, step] })),
      onLive: (taskId, live) => ifCurrent(() => seeLive(lab, taskId, live)),
      onLost: (problem) => ifCurrent(() => feed.change({ phase: 'lost', problem: told(problem) })),
    });
    const began: Current = { lab, driver, abort, ready };
    current = began;
    feed.replace(startingView(lab.definition, driver.name));
    terminals.restart();
    ready.then(
      ({ running }) =>
        ifCurrent(() => {
          feed.change({ phase: 'ready' });
          reads.restart(running);
        }),
      (error) =>
        ifCurrent(() => {
          current = undefined;
          feed.change({ phase: 'lost', problem: told(asProblem(error)) });
        }),
    );
    return ready;
  }

  /** From now on nothing of what ran is seen. Resolves when nothing of it is left. */
  async function end(): Promise<void> {
    const ended = current;
    if (!ended) return;
    current = undefined;
    ended.abort.abort(new Problem('stopped', `lab ${ended.lab.definition.id} has been stopped`));
    reads.restart(undefined);
    const attempt = await ended.ready.catch(() => undefined);
    await ended.proving?.catch(() => undefined);
    await attempt?.stop();
  }

  /** A start that is still under way is broken off first, so that nobody waits for it. */
  function afterEnd(work: () => Promise<unknown>, isDone: () => boolean = () => false): Promise<void> {
    const ended = end();
    return inTurn(async () => {
      await ended;
      if (isDone()) return;
      await end();
      await work();
    });
  }

  async function prove(proved: Current): Promise<void> {
    const { grader } = await proved.ready;
    feed.change({ phase: 'proving' });
    try {
      const { tasks, solved } = await grader.prove(proved.abort.signal);
      if (current !== proved) return;
      const { current: view } = feed;
      feed.change({
        phase: solved ? 'solved' : 'ready',
        proofs: view.proofs + 1,
        tasks: view.tasks.map((shown) => {
          const found = tasks.find(({ task }) => task.id === shown.id);
          return found ? withProof(shown, found.outcome) : shown;
        }),
      });
    } catch (error) {
      if (current === proved) feed.change({ phase: 'ready' });
      throw asProblem(error);
    }
  }

  return {
    async ensure(labId, driverName) {
      const lab = await findLab(labId);
      if (!lab) throw new Problem('unknown-lab', `no lab ${labId}`);
      const isRunning = () =>
        current?.lab.definition.id === labId &&
        (driverName === undefined || current.driver.name === driverName) &&
        feed.current.phase !== 'lost';
      if (isRunning()) {
        await current?.ready;
        return;
      }
      const driver = chooseDriver(drivers, lab, driverName);
      chosen = { lab, driver };
      await afterEnd(() => begin(lab, driver), isRunning);
    },
    view: (onChange) => feed.listen(onChange),
    attach: (terminalId, transport) => terminals.attach(terminalId, transport),
    async prove() {
      const proved = current;
      if (!proved) throw new Problem('stopped', 'no lab is running');
      proved.proving ??= prove(proved).finally(() => {
        delete proved.proving;
      });
      await proved.proving;
    },
    async answer(key, value) {
      await writeAnswer((await attempt()).running, key, value);
    },
    read: (query, onChange) => reads.add(query, onChange),
    async hint(taskId) {
      const task = current?.lab.definition.tasks.find(({ id }) => id === taskId);
      const shown = feed.current.tasks.find(({ id }) => id === taskId);
      if (!task?.hints || !shown) throw new Problem('unsupported', `there is no hint for ${taskId}`);
      feed.changeTask(taskId, { hints: task.hints.slice(0, shown.hints.length + 1) });
    },
    async reset() {
      if (!chosen) throw new Problem('stopped', 'no lab has been started');
      const { lab, driver } = chosen;
      await afterEnd(() => begin(lab, driver));
    },
    stop: () =>
      afterEnd(async () => {
        feed.change({ phase: 'stopped' });
        terminals.restart();
      }),
    visible(isVisible) {
      visible = isVisible;
      current?.ready.then(
        (running) => running.visible(isVisible),
        () => undefined,
      );
    },
  };
}

const asProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem('internal', error instanceof Error ? error.message : String(error), { cause: error });

const told = ({ code, learner }: Problem): NonNullable<SessionView['problem']> => ({ code, learner });
