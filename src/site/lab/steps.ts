// What is being done while a lab starts.
import type { SessionView } from '../../session/index.ts';
import { h } from './dom.ts';
import type { Wording } from './wording.ts';

export interface Steps {
  readonly element: HTMLElement;
  update(view: SessionView): void;
}

export function createSteps({ word, pick }: Wording): Steps {
  const list = h('ol', {});
  const element = h('section', { class: 'lab-steps', 'aria-label': word('lab.steps') }, h('h3', {}, word('lab.phase.starting')), list);
  return {
    element,
    update({ phase, steps }) {
      element.hidden = phase !== 'starting' && phase !== 'lost';
      const done = phase === 'starting' ? steps.length - 1 : steps.length;
      list.replaceChildren(
        ...steps.map((step, at) =>
          h('li', { 'data-done': String(at < done), 'aria-current': at === done ? 'step' : undefined }, pick(step)),
        ),
      );
    },
  };
}
