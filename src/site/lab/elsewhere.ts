// While another page is read than the running lab's own: which lab runs, the way back, and how to end it.
import type { Localized } from '../../../grader/index.ts';
import { inLanguage } from '../in-place/decide.ts';
import type { ShownPage } from '../in-place/page.ts';
import { button, h } from './dom.ts';
import { createQuestion } from './question.ts';
import type { Wording } from './wording.ts';

export interface Elsewhere {
  readonly element: HTMLElement;
  update(page: ShownPage, wording: Wording, title: Localized): void;
}

export interface ElsewhereParts {
  readonly labId: string;
  /** Path of the running lab's own lesson, in any language. */
  readonly lessonPath: () => string;
  /** Ends the lab; when nothing is left of it, goes on. */
  readonly end: (then: () => void) => void;
}

const base = `${import.meta.env.BASE_URL.replace(/\/$/, '')}/`;

export function createElsewhere({ labId, lessonPath, end }: ElsewhereParts): Elsewhere {
  const element = h('section', { class: 'lab-elsewhere', hidden: true });
  return {
    element,
    update(page, wording, title) {
      const { word } = wording;
      element.hidden = page.lab?.id === labId;
      if (element.hidden) return element.replaceChildren();
      const running = word('lab.elsewhere.running', { title: wording.pick(title) });
      const question = createQuestion(
        word('lab.elsewhere.question'),
        { action: 'end-yes', label: word('lab.elsewhere.yes') },
        { action: 'end-no', label: word('lab.elsewhere.no') },
      );
      const choice = (action: string, label: string, then: () => void) => {
        const attributes = { class: 'lab-button lab-quiet', 'aria-expanded': 'false' };
        const made = button(action, label, () => question.ask(made, () => end(then)), attributes);
        return made;
      };
      const back = h('a', { href: inLanguage(lessonPath(), wording.language, base), 'data-action': 'back' }, word('lab.elsewhere.back'));
      const stop = choice('stop', word('lab.elsewhere.stop'), () => location.reload());
      const instead = page.lab && choice('start-instead', word('lab.elsewhere.start', { title: page.lab.title }), () => start(page.url));
      element.setAttribute('aria-label', running);
      element.replaceChildren(
        h('p', {}, running, ' ', back),
        h('div', { class: 'lab-actions' }, ...(instead ? [instead, stop] : [stop])),
        question.element,
      );
    },
  };
}

/** The page as it comes, with its own lab started: no lab runs any more, so it is loaded as usual. */
function start(url: URL): void {
  const there = new URL(url);
  there.searchParams.set('start', '1');
  there.hash = 'lab';
  location.assign(there);
}
