// Start over, after a question.
import { button, h } from './dom.ts';
import type { Wording } from './wording.ts';

export function createResetControl({ word }: Wording, onReset: () => void): { readonly element: HTMLElement } {
  const ask = button('reset', word('lab.action.reset'), () => show(true), { 'aria-expanded': 'false' });
  const yes = button('reset-yes', word('lab.action.resetYes'), () => {
    show(false);
    onReset();
  });
  const no = button('reset-no', word('lab.action.resetNo'), () => {
    show(false);
    ask.focus();
  });
  const question = h('div', { class: 'lab-question-box', hidden: true }, h('p', {}, word('lab.resetQuestion')), yes, no);
  const show = (shown: boolean) => {
    question.hidden = !shown;
    ask.setAttribute('aria-expanded', String(shown));
    if (shown) no.focus();
  };
  question.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') no.click();
  });
  return { element: h('div', { class: 'lab-reset' }, ask, question) };
}
