// One task of the list: its state in a sign and in words, its verdict, its hints.
import type { Outcome } from '../../../grader/index.ts';
import type { TaskView } from '../../session/index.ts';
import { button, h, plain, prose } from './dom.ts';
import { drawVerdict } from './verdict.ts';
import type { Wording } from './wording.ts';

export type TaskState = 'pending' | Outcome['status'];

const signs: Readonly<Record<TaskState, string>> = { pending: '○', passed: '✓', failed: '✗', errored: '!' };

export interface TaskItem {
  readonly element: HTMLElement;
  /** What it says now, for announcements. */
  readonly summary: string;
  update(task: TaskView): void;
}

/** A proof that has not passed speaks for as long as the session keeps it; else whoever has looked last. */
export function stateOf({ live, proof }: TaskView): TaskState {
  return proof && proof.status !== 'passed' ? proof.status : (live?.status ?? proof?.status ?? 'pending');
}

export function createTaskItem(first: TaskView, wording: Wording, onHint: () => void): TaskItem {
  const { word, pick } = wording;
  const sign = h('span', { class: 'lab-task-sign', 'aria-hidden': 'true' });
  const status = h('span', { class: 'lab-task-state' });
  const verdict = h('div', { class: 'lab-task-verdict' });
  const hints = h('ol', { class: 'lab-hints', 'aria-live': 'polite' });
  const hint = button('hint', '', onHint, { class: 'lab-button lab-quiet' });
  const guard = first.kind === 'guard' && h('span', { class: 'lab-guard' }, word('lab.guard'));
  const title = h('p', { class: 'lab-task-title' }, h('span', {}, ...prose(pick(first.title))), guard);
  const head = h('div', { class: 'lab-task-head' }, sign, title, status, hint);
  const element = h('li', { class: 'lab-task', 'data-task': first.id, 'data-kind': first.kind }, head, verdict, hints);
  let shown = '';
  let summary = '';

  function words(state: TaskState): string {
    if (first.kind === 'goal' || state === 'pending' || state === 'errored') return word(`lab.state.${state}`);
    return word(state === 'passed' ? 'lab.state.guardPassed' : 'lab.state.guardFailed');
  }
  function showVerdict({ live, proof }: TaskView): void {
    // A goal that is merely not reached yet needs no sermon: its verdict comes when the learner asks.
    const outcome = first.kind === 'guard' && live?.status === 'failed' ? live : proof;
    const next = JSON.stringify(outcome) ?? '';
    if (next === shown) return;
    shown = next;
    verdict.replaceChildren(...[outcome && drawVerdict(outcome, wording)].filter((drawn) => drawn !== undefined));
  }
  const item: TaskItem = {
    element,
    get summary() {
      return summary;
    },
    update(task) {
      const state = stateOf(task);
      element.dataset.state = state;
      sign.textContent = signs[state];
      status.textContent = words(state);
      summary = word('lab.taskChanged', { task: plain(pick(task.title)), state: words(state) });
      showVerdict(task);
      for (const text of task.hints.slice(hints.childElementCount)) hints.append(h('li', { tabindex: '-1' }, ...prose(pick(text))));
      const number = task.hints.length + 1;
      // The last hint takes the focus of the button that goes.
      if (number > task.hintCount && document.activeElement === hint) (hints.lastElementChild as HTMLElement | null)?.focus();
      hint.hidden = number > task.hintCount;
      const values = { number, total: task.hintCount };
      hint.textContent = word('lab.hint.button', values);
      hint.setAttribute('aria-label', word('lab.hint.label', { ...values, task: plain(pick(task.title)) }));
    },
  };
  item.update(first);
  return item;
}
