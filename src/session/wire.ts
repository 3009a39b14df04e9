// What crosses between a page and the place of its session. A `Problem` travels as its code and its operator's words.
import { type Outcome, Problem, type ProblemCode } from '../../grader/index.ts';
import type { Reached, ReachQuery, ReadQuery, SessionView, TaskView } from './host.ts';

export interface WireProblem {
  readonly code: ProblemCode;
  readonly operator: string;
}

/** Methods of a session that answer once. */
export const calls = ['ensure', 'prove', 'answer', 'hint', 'reset', 'stop'] as const;
export type Call = (typeof calls)[number];

export type ToHost =
  | { readonly type: 'call'; readonly id: number; readonly call: Call; readonly args: readonly (string | undefined)[] }
  | { readonly type: 'view'; readonly id: number }
  | { readonly type: 'read'; readonly id: number; readonly query: ReadQuery }
  | { readonly type: 'reach'; readonly id: number; readonly query: ReachQuery }
  | { readonly type: 'unsubscribe'; readonly id: number }
  | { readonly type: 'visible'; readonly visible: boolean };

export type ToPage =
  | { readonly type: 'done'; readonly id: number; readonly problem?: WireProblem }
  | { readonly type: 'view'; readonly id: number; readonly view: WireView }
  | { readonly type: 'objects'; readonly id: number; readonly objects: readonly object[] }
  | { readonly type: 'reached'; readonly id: number; readonly reached: Reached };

type WireOutcome = Exclude<Outcome, { status: 'errored' }> | { readonly status: 'errored'; readonly problem: WireProblem };
type WireTask = Omit<TaskView, 'live' | 'proof'> & { readonly live?: WireOutcome; readonly proof?: WireOutcome };
export type WireView = Omit<SessionView, 'tasks'> & { readonly tasks: readonly WireTask[] };

export function packProblem(error: unknown): WireProblem {
  if (error instanceof Problem) return { code: error.code, operator: error.message };
  return { code: 'internal', operator: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

export const unpackProblem = ({ code, operator }: WireProblem): Problem => new Problem(code, operator);

export function packView(view: SessionView): WireView {
  return { ...view, tasks: view.tasks.map((task) => mapOutcomes<TaskView, WireTask, Outcome, WireOutcome>(task, packOutcome)) };
}

export function unpackView(view: WireView): SessionView {
  return { ...view, tasks: view.tasks.map((task) => mapOutcomes<WireTask, TaskView, WireOutcome, Outcome>(task, unpackOutcome)) };
}

const packOutcome = (outcome: Outcome): WireOutcome =>
  outcome.status === 'errored' ? { status: 'errored', problem: packProblem(outcome.problem) } : outcome;

const unpackOutcome = (outcome: WireOutcome): Outcome =>
  outcome.status === 'errored' ? { status: 'errored', problem: unpackProblem(outcome.problem) } : outcome;

function mapOutcomes<From extends { readonly live?: A; readonly proof?: A }, To, A, B>(task: From, map: (outcome: A) => B): To {
  const { live, proof, ...rest } = task;
  return { ...rest, ...(live && { live: map(live) }), ...(proof && { proof: map(proof) }) } as To;
}
