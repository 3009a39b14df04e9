// What the panel says of the whole lab, on the page and to screen readers.
import { Problem } from '../../../grader/index.ts';
import type { SessionView } from '../../session/index.ts';
import { h } from './dom.ts';
import { stateOf } from './task-item.ts';
import type { Wording } from './wording.ts';

export interface Status {
  readonly element: HTMLElement;
  /** The live region: read out, not shown. */
  readonly live: HTMLElement;
  /** `changes` are tasks that have changed, in words. */
  update(view: SessionView, changes: readonly string[]): void;
  showProblem(error: unknown): void;
  /** To screen readers only. */
  say(text: string): void;
}

export function createStatus(wording: Wording): Status {
  const { word, pick } = wording;
  const element = h('div', { class: 'lab-status' });
  const live = h('div', { class: 'lab-live', role: 'status', 'aria-live': 'polite' });
  let shown = '';
  const say = (text: string) => {
    live.append(h('p', {}, text));
    // Only what is new is read; the rest need not pile up.
    while (live.childElementCount > 5) live.firstElementChild?.remove();
  };
  const problem = (text: string) => element.append(h('p', { class: 'lab-problem', role: 'alert' }, text));

  return {
    element,
    live,
    update(view, changes) {
      // A change of many tasks in one moment is the start, or a proof: the summary tells it.
      if (changes.length > 0 && view.phase === 'ready' && changes.length < view.tasks.length) changes.forEach(say);
      const text = summary(view, wording);
      if (text === shown) return;
      shown = text;
      say(text);
      element.replaceChildren(h('p', { 'data-summary': view.phase }, text));
      if (view.problem) problem(pick(view.problem.learner));
    },
    say,
    showProblem(error) {
      const told = error instanceof Problem ? error : new Problem('internal', String(error), { cause: error });
      if (told.code !== 'stopped') problem(pick(told.learner));
      console.error('podkova:', error);
    },
  };
  function summary(view: SessionView, { count }: Wording): string {
    const phase = view.phase === 'idle' ? '' : word(`lab.phase.${view.phase}`);
    if (view.phase !== 'ready' || view.proofs === 0) return phase;
    const open = view.tasks.filter((task) => stateOf(task) !== 'passed').length;
    return open === 0 ? phase : count('lab.open', open);
  }
}
