// The sessions of all learners: found again by whom they belong to, woken when a page comes, put away when there are too many.
import { Problem } from '../../grader/index.ts';
import type { ProgressEvent } from '../progress/index.ts';
import type { SessionView } from '../session/index.ts';
import { randomId } from './learners.ts';
import { createLiveSession, type LiveSession, type Place } from './live-session.ts';
import type { SessionRow, Store } from './store/index.ts';

export interface Sessions {
  /** The id of the learner's session for this lab; the same one for as long as the state is kept. */
  ensure(learner: string, labId: string): Promise<string>;
  has(id: string, learner: string): boolean;
  /** Running, or brought back. Throws `server-busy` when there is no room. */
  wake(id: string, learner: string): LiveSession;
  close(): Promise<void>;
}

export function createSessions(place: Place, store: Store, onBug: (error: unknown) => void): Sessions {
  const { clock, limits } = place;
  const live = new Map<string, LiveSession>();
  const ending = new Set<Promise<void>>();

  function putAway(session: LiveSession): void {
    live.delete(session.id);
    const ended = session.rest().catch(onBug);
    ending.add(ended);
    void ended.then(() => ending.delete(ended));
  }

  /** Puts away what was looked at least recently until one more fits. */
  function makeRoom(among: readonly LiveSession[], limit: number): void {
    const resting = among.filter(({ holders }) => holders === 0).sort((one, other) => (one.leftMs ?? 0) - (other.leftMs ?? 0));
    const excess = among.length + 1 - limit;
    if (excess > resting.length) throw new Problem('server-busy', `${among.length} sessions are in use`);
    for (const session of resting.slice(0, Math.max(0, excess))) putAway(session);
  }

  function begin(row: SessionRow): LiveSession {
    makeRoom(
      [...live.values()].filter(({ learner }) => learner === row.learner),
      limits.sessionsPerLearner,
    );
    makeRoom([...live.values()], limits.sessions);
    const session: LiveSession = createLiveSession({
      ...place,
      id: row.id,
      learner: row.learner,
      // One session may have seen several labs.
      keeping: { store: store.kept, keyOf: (labId) => `${row.id}/${labId}`, onFailure: onBug },
      onView: keep(row, store, () => new Date(clock.now()).toISOString()),
      onForgotten: () => putAway(session),
    });
    live.set(row.id, session);
    // What ran when the server ended runs again; a page hears of a failure in the view.
    if (row.running)
      session.host.ensure(row.lab, row.driver === 'sim' || row.driver === 'kind' ? row.driver : undefined).catch(told(onBug));
    return session;
  }

  return {
    async ensure(learner, labId) {
      if (!(await place.findLab(labId))) throw new Problem('unknown-lab', `no lab ${labId}`);
      const known = store.sessions.findLab(learner, labId);
      if (known) return known.id;
      const id = randomId();
      store.sessions.add({ id, learner, lab: labId, driver: null, running: false }, clock.now());
      return id;
    },
    has: (id, learner) => store.sessions.find(id)?.learner === learner,
    wake(id, learner) {
      const row = store.sessions.find(id);
      if (row?.learner !== learner) throw new Problem('stopped', `no session ${id} of this learner`);
      return live.get(id) ?? begin(row);
    },
    async close() {
      for (const session of live.values()) putAway(session);
      await Promise.all(ending);
    },
  };
}

/** Writes down what a view tells: that the lab runs, and what the learner has achieved. */
function keep(row: SessionRow, store: Store, now: () => string): (view: SessionView) => void {
  let state = `${row.driver} ${row.running}`;
  let proofs: number | undefined;
  const record = (event: ProgressEvent) => store.progress.record(row.learner, event);
  return (view) => {
    if (view.phase === 'idle') return;
    const running = view.phase !== 'stopped';
    if (`${view.driver} ${running}` !== state) store.sessions.set(row.id, { driver: view.driver, running }, Date.parse(now()));
    state = `${view.driver} ${running}`;
    const { labId } = view;
    for (const { id: taskId, hints } of view.tasks)
      if (hints.length > 0) record({ type: 'hints-opened', labId, taskId, count: hints.length });
    if (proofs !== undefined && view.proofs > proofs) record({ type: 'proved', labId, solved: view.phase === 'solved', at: now() });
    proofs = view.proofs;
  };
}

const told = (onBug: (error: unknown) => void) => (error: unknown) => {
  if (!(error instanceof Problem)) onBug(error);
};
