// What stands on the panel of a started lab besides its terminal, in one language. Drawn from the session's view alone, so it can be drawn again in another.
import type { SessionView } from '../../session/index.ts';
import { button, h } from './dom.ts';
import { createResetControl } from './reset-control.ts';
import { createStatus } from './status.ts';
import { createSteps } from './steps.ts';
import { createTaskList } from './task-list.ts';
import type { Wording } from './wording.ts';

export interface PanelActions {
  hint(taskId: string): void;
  prove(): void;
  reset(): void;
}

export interface PanelParts {
  /** In order; the terminal stands after the first. */
  readonly elements: readonly [steps: HTMLElement, tasks: HTMLElement, foot: HTMLElement, live: HTMLElement];
  readonly prove: HTMLElement;
  /** `quiet`: what has changed is not read out. */
  update(view: SessionView, quiet?: boolean): void;
  /** After a new start nothing of what is shown holds. */
  clear(): void;
  showProblem(error: unknown): void;
  showFirstFailure(): void;
  /** To screen readers. */
  say(text: string): void;
}

export function createPanelParts(wording: Wording, actions: PanelActions): PanelParts {
  const { word } = wording;
  const status = createStatus(wording);
  const steps = createSteps(wording);
  const list = createTaskList(wording, actions.hint);
  const prove = button('prove', word('lab.action.prove'), () => mayProve() && actions.prove(), { class: 'lab-button lab-primary' });
  const reset = createResetControl(wording, actions.reset);
  const tasks = h(
    'section',
    { class: 'lab-work', id: 'lab-tasks', tabindex: '-1', 'aria-labelledby': 'lab-tasks-title' },
    h('h3', { id: 'lab-tasks-title' }, word('lab.tasks')),
    list.element,
  );
  const foot = h('div', { class: 'lab-foot' }, status.element, h('div', { class: 'lab-actions' }, prove, reset.element));

  function mayProve(): boolean {
    return prove.getAttribute('aria-disabled') !== 'true';
  }

  return {
    elements: [steps.element, tasks, foot, status.live],
    prove,
    update(view, quiet = false) {
      // Not `disabled`: that would take the focus away from whoever has just pressed it.
      prove.setAttribute('aria-disabled', String(view.phase !== 'ready' && view.phase !== 'solved'));
      prove.textContent = word(view.phase === 'proving' ? 'lab.phase.provingShort' : 'lab.action.prove');
      steps.update(view);
      const changes = list.update(view);
      status.update(view, quiet ? [] : changes);
    },
    clear: () => list.clear(),
    showProblem: (error) => status.showProblem(error),
    showFirstFailure() {
      const failed = list.element.querySelector('[data-message-id]')?.closest('li');
      failed?.scrollIntoView({ block: 'nearest' });
    },
    say: (text) => status.say(text),
  };
}
