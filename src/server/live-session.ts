// A session while it runs here: its pages, and rest for its clusters when nobody looks.
import { Problem } from '../../grader/index.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { ClusterDriver, RunningCluster } from '../cluster/driver.ts';
import {
  type CallLog,
  createCallLog,
  createSession,
  type LabSource,
  type SessionHost,
  type SessionKeeping,
  type SessionView,
} from '../session/index.ts';
import type { Transport } from '../terminal/index.ts';
import type { Gate } from './gate.ts';
import { hostedDriver, pacedTerminal } from './hosted-cluster.ts';
import type { Limits } from './limits.ts';

/** Pages of one session whose calls are remembered: the last ones that came. */
const REMEMBERED_PAGES = 16;

export interface Place {
  readonly findLab: (labId: string) => Promise<LabSource | undefined>;
  readonly drivers: readonly ClusterDriver[];
  readonly clock: Clock;
  readonly limits: Limits;
  /** Every cluster's start passes here. */
  readonly starts: Gate;
}

export interface LiveSession {
  readonly id: string;
  readonly learner: string;
  readonly host: SessionHost;
  /** How many sockets hold it awake. */
  readonly holders: number;
  /** When the last socket left, in milliseconds of the clock; undefined while there is one. */
  readonly leftMs: number | undefined;
  /** Joins a screen to a shell. Throws `server-busy` when the session has its share of terminals. */
  attach(terminalId: string, screen: Transport): void;
  /** Keeps it awake until the returned function is called. */
  hold(): () => void;
  /** The session as one page uses it: it is shown while any of its pages is. The same page is known again after a cut. */
  page(pageId: string): { readonly host: SessionHost; readonly log: CallLog; leave(): void };
  /** Resolves when nothing of it runs any more; what is kept of it comes back when it is woken. */
  rest(): Promise<void>;
}

export interface LiveSessionParts extends Place {
  readonly id: string;
  readonly learner: string;
  readonly keeping: SessionKeeping;
  readonly onView: (view: SessionView) => void;
  /** Nobody has looked for `sleepAfterMs`. */
  readonly onForgotten: () => void;
}

export function createLiveSession(parts: LiveSessionParts): LiveSession {
  const { clock, limits } = parts;
  const clusters = new Set<RunningCluster>();
  const drivers = parts.drivers.map((driver) => hostedDriver(driver, clusters, parts.starts, (end) => pacedTerminal(end, clock, limits)));
  const host = createSession({ findLab: parts.findLab, drivers, clock, keeping: parts.keeping });
  const logs = new Map<string, CallLog>();
  const terminals = new Set<string>();
  const visible = new Set<object>();
  let holders = 0;
  let leftMs: number | undefined = clock.now();
  let cancelRest: Cancel = () => undefined;
  const unview = host.view(parts.onView);

  const eachCluster = (rest: (cluster: RunningCluster) => Promise<void>) => void Promise.all([...clusters].map(rest));
  const restLater = () => {
    leftMs = clock.now();
    const cancelPause = clock.after(limits.pauseAfterMs, () => eachCluster((cluster) => cluster.pause()));
    const cancelSleep = clock.after(limits.sleepAfterMs, parts.onForgotten);
    cancelRest = () => {
      cancelPause();
      cancelSleep();
    };
  };
  const look = (page: object, isVisible: boolean) => {
    const before = visible.size > 0;
    if (isVisible) visible.add(page);
    else visible.delete(page);
    if (before !== visible.size > 0) host.visible(visible.size > 0);
  };

  restLater();
  return {
    id: parts.id,
    learner: parts.learner,
    host,
    get holders() {
      return holders;
    },
    get leftMs() {
      return leftMs;
    },
    hold() {
      if (holders++ === 0) {
        cancelRest();
        if (leftMs !== undefined && clock.now() - leftMs >= limits.pauseAfterMs) eachCluster((cluster) => cluster.resume());
        leftMs = undefined;
      }
      let held = true;
      return () => {
        if (held && --holders === 0) restLater();
        held = false;
      };
    },
    attach(terminalId, screen) {
      terminals.add(terminalId);
      if (terminals.size > limits.terminalsPerSession) {
        terminals.delete(terminalId);
        throw new Problem('server-busy', `session ${parts.id} has ${terminals.size} terminals`);
      }
      host.attach(terminalId, screen);
    },
    page(pageId) {
      const log = logs.get(pageId) ?? createCallLog();
      logs.delete(pageId);
      logs.set(pageId, log);
      const [oldest] = logs.keys();
      if (logs.size > REMEMBERED_PAGES && oldest !== undefined) logs.delete(oldest);
      const page = {};
      look(page, true);
      return { host: { ...host, visible: (isVisible) => look(page, isVisible) }, log, leave: () => look(page, false) };
    },
    async rest() {
      cancelRest();
      unview();
      await host.rest();
    },
  };
}
