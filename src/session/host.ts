// The one way from a page to the place where a cluster lives. Implemented by the worker, later by the lab server too.
import type { ConnectOutcome, Evidence, Feature, Localized, Outcome, Problem } from '../../grader/index.ts';
import type { Transport } from '../terminal/index.ts';

export type Unsubscribe = () => void;
export type DriverName = 'sim' | 'kind';

export interface TaskView {
  readonly id: string;
  readonly kind: 'goal' | 'guard';
  readonly title: Localized;
  /** Of the live check; undefined before its first run, and before its first run after a proof that has not passed. */
  readonly live?: Outcome;
  /** Of the last proof, until a live check has disproved its failure. */
  readonly proof?: Outcome;
  /** Hints that were opened, in order. */
  readonly hints: readonly Localized[];
  readonly hintCount: number;
}

export type Phase = 'idle' | 'starting' | 'ready' | 'proving' | 'solved' | 'stopped' | 'lost';

/** All that a page needs to draw a lab. Plain data: it crosses a MessagePort or a socket. */
export interface SessionView {
  readonly labId: string;
  readonly phase: Phase;
  readonly driver: DriverName;
  readonly title: Localized;
  readonly brief: Localized;
  /** What is being done while it starts, newest last. */
  readonly steps: readonly Localized[];
  readonly tasks: readonly TaskView[];
  readonly problem?: { readonly code: Problem['code']; readonly learner: Localized };
  /** Counts proofs asked for; the page announces a new result when it changes. */
  readonly proofs: number;
}

export interface ReadQuery {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly labelSelector?: string;
}

/** From which pods to call whom. */
export interface ReachQuery {
  readonly callers: readonly { readonly namespace: string; readonly pod: string }[];
  readonly targets: readonly { readonly host: string; readonly port: number }[];
}

/** By caller and target, in the query's order; null where no call could be made. */
export type Reached = readonly (readonly (ConnectOutcome | null)[])[];

/** One learner's attempt at one lab. Methods reject with a `Problem`. */
export interface SessionHost {
  /** Starts the lab, or finds it running. Resolves when it is ready. */
  ensure(labId: string, driver?: DriverName): Promise<void>;
  /** Tells the view now and after every change. */
  view(onChange: (view: SessionView) => void): Unsubscribe;
  /** Joins a screen to a shell of the lab. */
  attach(terminalId: string, transport: Transport): void;
  /** Runs every proof; resolves when the verdicts are in the view. */
  prove(): Promise<void>;
  answer(key: string, value: string): Promise<void>;
  /** Objects with the learner's rights, now and after every change. */
  read(query: ReadQuery, onChange: (objects: readonly object[]) => void): Unsubscribe;
  /**
   * Calls every target from every caller over a new TCP connection: now, soon after policies, pods, namespaces or Services have
   * changed, and every ten seconds; at most once a second, at most 64 calls each time, and not while the page is hidden.
   */
  reach(query: ReachQuery, onReached: (reached: Reached) => void): Unsubscribe;
  /** Opens the next hint of a task; it appears in the view. */
  hint(taskId: string): Promise<void>;
  /** Everything back to how setup left it. */
  reset(): Promise<void>;
  stop(): Promise<void>;
  /** The page is hidden or shown: live checks rest while nobody looks. */
  visible(isVisible: boolean): void;
}

export type { Evidence, Feature };
