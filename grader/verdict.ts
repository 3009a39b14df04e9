// What came of looking: passed, failed with evidence, or (in `grade`) errored. Data; worded and drawn by whoever shows it.
import type { ConnectOutcome, ObjectRef } from './cluster.ts';
import type { Localized, Message } from './message.ts';
import type { Problem } from './problem.ts';

export type Evidence =
  | { readonly kind: 'none' }
  | { readonly kind: 'field'; readonly object: ObjectRef; readonly field: string; readonly expected?: string; readonly found: string }
  | { readonly kind: 'objects'; readonly rows: readonly { readonly object: ObjectRef; readonly note: Message; readonly good: boolean }[] }
  | {
      readonly kind: 'endpoints';
      readonly service: ObjectRef;
      readonly expected: readonly string[];
      readonly found: readonly { readonly name: string; readonly address: string; readonly ready: boolean; readonly wanted: boolean }[];
    }
  | { readonly kind: 'probe'; readonly from: string; readonly to: string; readonly expected: string; readonly outcomes: readonly string[] }
  | {
      readonly kind: 'matrix';
      readonly rows: readonly string[];
      readonly columns: readonly string[];
      /** By row and column; null where nobody asked. */
      readonly cells: readonly (readonly ({ readonly expected: ConnectOutcome; readonly observed: ConnectOutcome } | null)[])[];
    }
  | {
      readonly kind: 'answers';
      readonly from: string;
      readonly url: string;
      readonly counts: readonly { readonly answer: string; readonly count: number; readonly wanted: boolean }[];
    }
  | {
      readonly kind: 'lookup';
      readonly from: string;
      readonly name: string;
      /** Whether it was to resolve. */
      readonly wanted: boolean;
      /** The full names that the resolver asked for, in order. */
      readonly questions: readonly { readonly name: string; readonly rcode: string; readonly addresses: readonly string[] }[];
    }
  | { readonly kind: 'yaml'; readonly title: Localized; readonly text: string };

export interface Passed {
  readonly status: 'passed';
  readonly notes?: readonly Message[];
}

export interface Failed {
  readonly status: 'failed';
  /** `broken-target`: what should have been reachable as a control was not, so nothing can be concluded. */
  readonly reason: 'wrong' | 'broken-target';
  /** Stable; wrong-*.sh name it. */
  readonly messageId: string;
  readonly expected: Message;
  readonly found: Message;
  readonly evidence: Evidence;
  /** Read-only commands with which the learner sees the same. */
  readonly lookAt: readonly string[];
}

export type Verdict = Passed | Failed;

/** The third outcome is grade's: it could not look. A learner is never told "wrong" because the cluster died. */
export type Outcome = Verdict | { readonly status: 'errored'; readonly problem: Problem };
