// Starts a lab on the page: words, worker, session, panel. Loaded at the first click, so that reading costs none of it.
import { type Language, Problem } from '../../../grader/index.ts';
import { openSession } from './link.ts';
import { loadWording } from './load-wording.ts';
import { runPanel } from './panel.ts';

export interface StartParts {
  readonly labId: string;
  readonly element: HTMLElement;
  readonly body: HTMLElement;
  readonly language: Language;
}

/** Resolves when the lab is ready with nothing to say, or with why it could not start. */
export async function startLab({ labId, element, body, language }: StartParts): Promise<string> {
  const wording = await loadWording(language);
  const { host, failed } = openSession();
  const leave = runPanel({ labId, element, host, wording }, body);
  try {
    await Promise.race([host.ensure(labId), failed]);
    return '';
  } catch (error) {
    console.error('podkova:', error);
    // From here on the panel itself tells how the session is.
    if (element.dataset.phase !== 'starting') return '';
    leave();
    const problem = error instanceof Problem ? error : new Problem('internal', String(error), { cause: error });
    return wording.pick(problem.learner);
  }
}
