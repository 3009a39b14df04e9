// The two functions that an author of a lab writes: a check looks, a proof may disturb.
import type { Cluster, ObjectRef, Place } from './cluster.ts';
import type { Verdict } from './verdict.ts';

export interface Look {
  readonly cluster: Cluster;
  /** The objects as setup left them. */
  readonly atStart: Pick<Cluster, 'get' | 'list'>;
  /** What the learner gave: ConfigMap course/answers, or fields of the page that fill it. */
  readonly answers: Readonly<Record<string, string>>;
  /** Waits on the cluster's own clock. */
  wait(durationMs: number): Promise<void>;
  /** Milliseconds on the cluster's own clock. */
  now(): number;
  readonly signal: AbortSignal;
}

/** Looks, never touches. Throws only when it could not look; a wrong answer is a verdict. */
export type Check = (look: Look) => Promise<Verdict>;

export type Disturbance =
  | { readonly kind: 'delete'; readonly object: ObjectRef }
  | { readonly kind: 'recreate'; readonly object: ObjectRef }
  | { readonly kind: 'restart'; readonly object: ObjectRef }
  | { readonly kind: 'scale'; readonly object: ObjectRef; readonly replicas: number }
  | { readonly kind: 'patch'; readonly object: ObjectRef; readonly patch: object }
  | { readonly kind: 'apply'; readonly objects: readonly object[] }
  | { readonly kind: 'remove-file'; readonly place: Place; readonly path: string }
  | { readonly kind: 'kill'; readonly place: Place; readonly process: string };

export interface Disturbed {
  readonly made: readonly ObjectRef[];
  /** Resolves when the cluster has come to rest after it; rejects with a Problem after a minute. */
  settled(): Promise<void>;
  /** May be called twice. What is not undone by the proof is undone after it, in reverse order. */
  undo(): Promise<void>;
}

export type Disturb = (disturbance: Disturbance) => Promise<Disturbed>;

/** May disturb. Everything that it disturbs is journalled and undone, in reverse order, also after a crash. */
export type Proof = (look: Look & { readonly disturb: Disturb }) => Promise<Verdict>;
