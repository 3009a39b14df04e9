// Starts a lab on the page: words, session, panel. Loaded at the first click, so that reading costs none of it.
import { type Language, Problem } from '../../../grader/index.ts';
import { openSession } from './link.ts';
import { loadWording } from './load-wording.ts';
import { runPanel } from './panel.ts';
import type { Place } from './places.ts';
import { rememberRunning } from './running.ts';

export interface StartParts {
  readonly labId: string;
  readonly place: Place;
  readonly element: HTMLElement;
  readonly body: HTMLElement;
  readonly language: Language;
  /** The learner did not ask for it just now: it comes back by itself. */
  readonly quiet: boolean;
}

export interface StartedLab {
  /** Nothing, or why the lab could not start. */
  readonly problem: string;
  /** Takes it off the page; the session goes on where it lives. May be called twice. */
  leave(): void;
}

/** Resolves when the lab is ready or could not start. */
export async function startLab({ labId, place, element, body, language, quiet }: StartParts): Promise<StartedLab> {
  const wording = await loadWording(language);
  const { host, failed } = openSession(place, labId);
  const leave = runPanel({ labId, element, host, wording, quiet }, body);
  try {
    await Promise.race([host.ensure(labId), failed]);
    rememberRunning(labId, place);
    return { problem: '', leave };
  } catch (error) {
    console.error('podkova:', error);
    // From here on the panel itself tells how the session is.
    if (element.dataset.phase !== 'starting') return { problem: '', leave };
    leave();
    const problem = error instanceof Problem ? error : new Problem('internal', String(error), { cause: error });
    return { problem: wording.pick(problem.learner), leave };
  }
}
