// "Do you really want that?", under the button that asks.
import { button, h } from './dom.ts';

export interface Question {
  readonly element: HTMLElement;
  /** `by` is the button that asked: it gets the keyboard back on "no". */
  ask(by: HTMLElement, onYes: () => void): void;
}

export interface Choice {
  readonly action: string;
  readonly label: string;
}

export function createQuestion(text: string, yes: Choice, no: Choice): Question {
  let asked: { readonly by: HTMLElement; readonly onYes: () => void } | undefined;
  const close = () => {
    const closed = asked;
    asked = undefined;
    element.hidden = true;
    closed?.by.setAttribute('aria-expanded', 'false');
    return closed;
  };
  const yesButton = button(yes.action, yes.label, () => close()?.onYes());
  const noButton = button(no.action, no.label, () => close()?.by.focus());
  const element = h('div', { class: 'lab-question-box', hidden: true }, h('p', {}, text), yesButton, noButton);
  element.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') noButton.click();
  });
  return {
    element,
    ask(by, onYes) {
      close();
      asked = { by, onYes };
      element.hidden = false;
      by.setAttribute('aria-expanded', 'true');
      noButton.focus();
    },
  };
}
