// Runs a check or a proof and gives the third outcome its place: what could not be looked at is errored, never wrong.
import { Problem } from './problem.ts';
import type { Outcome, Verdict } from './verdict.ts';

/** Never rejects. Anything thrown that is not a `Problem` is a bug and comes back as the problem `internal`. */
export async function look<L>(run: (look: L) => Promise<Verdict>, at: L): Promise<Outcome> {
  try {
    return await run(at);
  } catch (error) {
    if (error instanceof Problem) return { status: 'errored', problem: error };
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { status: 'errored', problem: new Problem('internal', `a check threw: ${text}`, { cause: error }) };
  }
}
