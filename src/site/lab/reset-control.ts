// Start over, after a question.
import { button, h } from './dom.ts';
import { createQuestion } from './question.ts';
import type { Wording } from './wording.ts';

export function createResetControl({ word }: Wording, onReset: () => void): { readonly element: HTMLElement } {
  const question = createQuestion(
    word('lab.resetQuestion'),
    { action: 'reset-yes', label: word('lab.action.resetYes') },
    { action: 'reset-no', label: word('lab.action.resetNo') },
  );
  const ask = button('reset', word('lab.action.reset'), () => question.ask(ask, onReset), { 'aria-expanded': 'false' });
  return { element: h('div', { class: 'lab-reset' }, ask, question.element) };
}
