// What a learner has done, as a pure function of what happened. Knows nothing of where it is kept.

export interface LabProgress {
  /** When all proofs passed first, ISO 8601. */
  readonly solvedAt?: string;
  readonly proofs: number;
  /** How many hints were opened, by task; never fewer than before. */
  readonly hints: Readonly<Record<string, number>>;
}

export interface Progress {
  readonly version: 1;
  readonly labs: Readonly<Record<string, LabProgress>>;
}

export type ProgressEvent =
  | { readonly type: 'hints-opened'; readonly labId: string; readonly taskId: string; readonly count: number }
  | { readonly type: 'proved'; readonly labId: string; readonly solved: boolean; readonly at: string };

export const noProgress: Progress = { version: 1, labs: {} };

const untouched: LabProgress = { proofs: 0, hints: {} };

/** The same object when the event changes nothing. */
export function afterEvent(progress: Progress, event: ProgressEvent): Progress {
  const before = progress.labs[event.labId] ?? untouched;
  const after = event.type === 'proved' ? afterProof(before, event) : afterHints(before, event);
  return after === before ? progress : { ...progress, labs: { ...progress.labs, [event.labId]: after } };
}

function afterProof(lab: LabProgress, { solved, at }: Extract<ProgressEvent, { type: 'proved' }>): LabProgress {
  const proved = { ...lab, proofs: lab.proofs + 1 };
  return solved && lab.solvedAt === undefined ? { ...proved, solvedAt: at } : proved;
}

function afterHints(lab: LabProgress, { taskId, count }: Extract<ProgressEvent, { type: 'hints-opened' }>): LabProgress {
  return count > (lab.hints[taskId] ?? 0) ? { ...lab, hints: { ...lab.hints, [taskId]: count } } : lab;
}
