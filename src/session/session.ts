// One learner's attempt at one lab: composes a cluster, the grader, terminals and the view of a page.
import { type Localized, type Outcome, Problem } from '../../grader/index.ts';
import type { Clock } from '../clock.ts';
import type { ClusterDriver } from '../cluster/driver.ts';
import { writeAnswer } from './answers.ts';
import { type Attempt, specOf, startAttempt } from './attempt.ts';
import { chooseDriver } from './drivers.ts';
import { idleView, startingView } from './fresh-view.ts';
import type { DriverName, SessionHost, SessionView } from './host.ts';
import { type KeptSession, keepView, openKept, type SessionKeeping, withKept } from './kept-session.ts';
import type { LabSource } from './lab-source.ts';
import { createReaches } from './reach.ts';
import { createReads } from './reads.ts';
import { withLive, withProof } from './task-outcomes.ts';
import { createTerminals } from './terminals.ts';
import { createViewFeed } from './view-feed.ts';
import { packView } from './wire.ts';

export interface SessionParts {
  /** Undefined when there is no such lab. */
  readonly findLab: (labId: string) => Promise<LabSource | undefined>;
  /** In the order of preference. */
  readonly drivers: readonly ClusterDriver[];
  readonly clock: Clock;
  /** Where sessions are kept beyond this process. */
  readonly keeping?: SessionKeeping;
}

export interface Session extends SessionHost {
  /** Ends what runs here; what is kept of it can come back. May be called twice. */
  rest(): Promise<void>;
}

/** What becomes of what is kept of a session that ends. */
type Fate = 'kept' | 'forgotten';

interface Current {
  readonly lab: LabSource;
  readonly driver: ClusterDriver;
  readonly abort: AbortController;
  readonly ready: Promise<Attempt>;
  kept?: KeptSession;
  /** Two proofs asked for at once are one. */
  proving?: Promise<void>;
}

export function createSession({ findLab, drivers, clock, keeping }: SessionParts): Session {
  const feed = createViewFeed(idleView);
  const reads = createReads(clock);
  const reaches = createReaches();
  let current: Current | undefined;
  /** What a reset starts. */
  let chosen: Pick<Current, 'lab' | 'driver'> | undefined;
  let visible = true;
  /** Clusters come and go one after the other. */
  let turn: Promise<void> = Promise.resolve();

  const attempt = (): Promise<Attempt> => current?.ready ?? Promise.reject(new Problem('stopped', 'no lab is running'));
  /** A lab that has been asked for; screens come as early. */
  let asked: Promise<void> | undefined;
  const terminals = createTerminals(async () => {
    if (!current) await asked?.catch(() => undefined);
    return (await attempt()).running;
  });
  let keptView = '';
  feed.listen((view) => {
    const keeper = current?.kept?.keeper;
    if (!keeper || view.phase === 'starting') return;
    // Live checks look again and again, and mostly see the same.
    const packed = JSON.stringify(packView(view));
    if (packed !== keptView) keepView(keeper, () => packView(feed.current));
    keptView = packed;
  });

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
    const onStep = (step: Localized) => ifCurrent(() => feed.change({ steps: [...feed.current.steps, step] }));
    const start = async (broken = false): Promise<Attempt> => {
      const kept = keeping && driver.keeps ? await openKept({ keeping, driver, spec: specOf(lab), clock, onStep, broken }) : undefined;
      if (kept) began.kept = kept;
      ifCurrent(() => terminals.restart(kept?.keeper));
      try {
        return await startAttempt({
          lab,
          driver,
          visible,
          signal: abort.signal,
          kept,
          onStep,
          onLive: (taskId, live) => ifCurrent(() => seeLive(lab, taskId, live)),
          onLost: (problem) => ifCurrent(() => feed.change({ phase: 'lost', problem: told(problem) })),
        });
      } catch (error) {
        if (!keeping || !kept?.returned || abort.signal.aborted) throw error;
        // Better a fresh lab than one that can never be opened again.
        keeping.onFailure(error);
        await kept.keeper.close();
        return start(true);
      }
    };
    const { promise: ready, resolve, reject } = Promise.withResolvers<Attempt>();
    const began: Current = { lab, driver, abort, ready };
    current = began;
    feed.replace(startingView(lab.definition, driver.name));
    start().then(resolve, reject);
    ready.then(
      ({ running }) =>
        ifCurrent(() => {
          const { kept } = began;
          const hintsOf = (taskId: string) => lab.definition.tasks.find(({ id }) => id === taskId)?.hints ?? [];
          feed.replace(kept?.returned ? withKept(feed.current, kept.keeper, hintsOf) : { ...feed.current, phase: 'ready' });
          kept?.keeper.begin();
          reads.restart(running);
          reaches.restart(running);
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
  async function end(fate: Fate): Promise<void> {
    const ended = current;
    if (!ended) return;
    current = undefined;
    ended.abort.abort(new Problem('stopped', `lab ${ended.lab.definition.id} has been stopped`));
    reads.restart(undefined);
    reaches.restart(undefined);
    if (fate === 'forgotten') await ended.kept?.keeper.close();
    const attempt = await ended.ready.catch(() => undefined);
    await ended.proving?.catch(() => undefined);
    // A failure has been told; what the store holds is an earlier moment.
    if (fate === 'kept') await ended.kept?.keeper.flush().catch(() => undefined);
    await ended.kept?.keeper.close();
    await attempt?.stop();
    if (fate === 'forgotten') await ended.kept?.remove();
  }

  /** A start that is still under way is broken off first, so that nobody waits for it. */
  function afterEnd(fate: Fate, work: () => Promise<unknown>, isDone: () => boolean = () => false): Promise<void> {
    const ended = end(fate);
    return inTurn(async () => {
      await ended;
      if (isDone()) return;
      await end(fate);
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

  async function ensure(labId: string, driverName?: DriverName): Promise<void> {
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
    await afterEnd('kept', () => begin(lab, driver), isRunning);
  }

  return {
    ensure(labId, driverName) {
      asked = ensure(labId, driverName);
      return asked;
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
    reach: (query, onReached) => reaches.add(query, onReached),
    async hint(taskId) {
      const task = current?.lab.definition.tasks.find(({ id }) => id === taskId);
      const shown = feed.current.tasks.find(({ id }) => id === taskId);
      if (!task?.hints || !shown) throw new Problem('unsupported', `there is no hint for ${taskId}`);
      feed.changeTask(taskId, { hints: task.hints.slice(0, shown.hints.length + 1) });
    },
    async reset() {
      if (!chosen) throw new Problem('stopped', 'no lab has been started');
      const { lab, driver } = chosen;
      await afterEnd('forgotten', () => begin(lab, driver));
    },
    stop: () =>
      afterEnd('forgotten', async () => {
        feed.change({ phase: 'stopped' });
        terminals.restart();
      }),
    rest: () => inTurn(() => end('kept')),
    visible(isVisible) {
      visible = isVisible;
      reaches.visible(isVisible);
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
