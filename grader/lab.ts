// A lab as its author defines it: the only code in a lab's folder.
import type { Check, Proof } from './check.ts';
import type { Localized } from './message.ts';

export const features = [
  'several-nodes',
  'network-policy',
  'cni-without-policy',
  'outside-host',
  'node-shell',
  'system-write',
  'cluster-admin',
  'http-entry',
  'load-balancer',
  'musl',
  'kernel',
] as const;
export type Feature = (typeof features)[number];

export interface Task {
  /** Stable: wrong-*.sh and learners' progress name it. */
  readonly id: string;
  /** A goal fails on the untouched lab; a guard passes there, and must still pass at the end. */
  readonly kind: 'goal' | 'guard';
  readonly title: Localized;
  /** Runs by itself while the learner works. */
  readonly check: Check;
  /** Runs when the learner asks; without it the check is the proof. */
  readonly proof?: Proof;
  /** Where to look; what is wrong; almost the command. A guard may share its goal's hints and give none. */
  readonly hints?: readonly [Localized, Localized, Localized];
}

export interface LabDefinition {
  /** The folder's name; in URLs and in learners' progress: never renamed. */
  readonly id: string;
  readonly title: Localized;
  /** What the learner is asked to do, a sentence or two; markdown code spans allowed. */
  readonly brief: Localized;
  readonly minutes: number;
  readonly difficulty: 1 | 2 | 3;
  readonly requires: readonly Feature[];
  readonly cluster: 'none' | 'one-node' | 'three-nodes';
  /** The namespace that the learner's kubectl starts in; `default` when left out. */
  readonly namespace?: string;
  readonly tasks: readonly Task[];
}

/** Types what an author writes; adds nothing. */
export function defineLab(definition: LabDefinition): LabDefinition {
  return definition;
}
