// What came of a check or a proof, drawn: expected against found, the evidence, and where to look.
import type { Failed, Outcome, Passed } from '../../../grader/index.ts';
import { pasteIntoTerminal } from './current.ts';
import { button, h, prose } from './dom.ts';
import { drawEvidence } from './evidence/index.ts';
import { highlighted } from './highlight.ts';
import type { Wording } from './wording.ts';

/** Undefined when there is nothing to say beyond "passed". */
export function drawVerdict(outcome: Outcome, wording: Wording): HTMLElement | undefined {
  if (outcome.status === 'passed') return drawNotes(outcome, wording);
  if (outcome.status === 'failed') return drawFailed(outcome, wording);
  return h('div', { class: 'lab-verdict', 'data-message-id': outcome.problem.code }, h('p', {}, wording.pick(outcome.problem.learner)));
}

function drawNotes({ notes = [] }: Passed, { word, message }: Wording): HTMLElement | undefined {
  if (notes.length === 0) return undefined;
  const items = notes.map((note) => h('li', {}, ...prose(message(note))));
  return h('div', { class: 'lab-verdict' }, h('p', { class: 'lab-label' }, word('lab.notes')), h('ul', {}, ...items));
}

function drawFailed({ reason, messageId, expected, found, evidence, lookAt }: Failed, wording: Wording): HTMLElement {
  const { word, message } = wording;
  return h(
    'div',
    { class: 'lab-verdict', 'data-message-id': messageId, 'data-reason': reason },
    reason === 'broken-target' && h('p', { class: 'lab-broken-target' }, word('lab.brokenTarget')),
    h(
      'dl',
      { class: 'lab-facts' },
      h('dt', {}, word('lab.expected')),
      h('dd', {}, ...prose(message(expected))),
      h('dt', {}, word('lab.found')),
      h('dd', {}, ...prose(message(found))),
    ),
    drawEvidence(evidence, wording),
    lookAt.length > 0 && h('p', { class: 'lab-label' }, word('lab.lookAt')),
    ...lookAt.map((command) => drawCommand(command, wording)),
  );
}

function drawCommand(command: string, { word }: Wording): HTMLElement {
  const label = word('lab.pasteCommand', { command });
  const paste = button('paste', '↵', () => pasteIntoTerminal(command), { 'aria-label': label, title: label, class: 'lab-paste' });
  return h('div', { class: 'lab-command' }, highlighted(command, 'bash', command), paste);
}
