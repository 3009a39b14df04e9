// What the grader's own calls met.
import { h, table } from '../dom.ts';
import { mark } from './marks.ts';
import type { Renderer } from './renderer.ts';

export const probe: Renderer<'probe'> = ({ from, to, expected, outcomes }, { word }) =>
  h(
    'div',
    {},
    h(
      'dl',
      { class: 'lab-facts' },
      h('dt', {}, word('lab.evidence.from')),
      h('dd', {}, from),
      h('dt', {}, word('lab.evidence.to')),
      h('dd', {}, h('code', {}, to)),
      h('dt', {}, word('lab.evidence.expected')),
      h('dd', {}, expected),
    ),
    table(
      word('lab.evidence.probe'),
      [word('lab.evidence.attempts'), word('lab.evidence.found')],
      outcomes.map((outcome, at) => [word('lab.evidence.attempt', { number: at + 1 }), mark(outcome === expected, outcome)]),
    ),
  );
