// A lab that has been started: steps, terminal, tasks and what the learner can do, following the session's view.
import type { Problem } from '../../../grader/index.ts';
import type { SessionHost, SessionView } from '../../session/index.ts';
import { setHost } from './current.ts';
import { button, h } from './dom.ts';
import { type Recorded, recordView } from './record.ts';
import { createResetControl } from './reset-control.ts';
import { createStatus } from './status.ts';
import { createSteps } from './steps.ts';
import { createTaskList } from './task-list.ts';
import { createTerminalPane } from './terminal-pane.ts';
import type { Wording } from './wording.ts';

export interface PanelParts {
  readonly labId: string;
  /** <podkova-lab>; its data-phase follows the session. */
  readonly element: HTMLElement;
  readonly host: SessionHost;
  readonly wording: Wording;
}

/** Fills `body` and follows the session until another lab takes it over, or the returned function is called. */
export function runPanel({ labId, element, host, wording }: PanelParts, body: HTMLElement): () => void {
  const { word } = wording;
  const status = createStatus(wording);
  const steps = createSteps(wording);
  const pane = createTerminalPane({ host, wording, leaveTo: () => prove });
  const list = createTaskList(wording, (taskId) => attempt(host.hint(taskId)));
  const prove = button('prove', word('lab.action.prove'), () => mayProve() && attempt(host.prove()), { class: 'lab-button lab-primary' });
  const reset = createResetControl(wording, () => attempt(host.reset()));
  const tasks = h(
    'section',
    { class: 'lab-work', id: 'lab-tasks', tabindex: '-1', 'aria-labelledby': 'lab-tasks-title' },
    h('h3', { id: 'lab-tasks-title' }, word('lab.tasks')),
    list.element,
  );
  const foot = h('div', { class: 'lab-foot' }, status.element, h('div', { class: 'lab-actions' }, prove, reset.element));
  body.replaceChildren(steps.element, pane.element, tasks, foot, status.live);

  function mayProve(): boolean {
    return prove.getAttribute('aria-disabled') !== 'true';
  }

  function attempt(work: Promise<void>): void {
    work.catch((problem: Problem) => status.showProblem(problem));
  }

  let record: Recorded | undefined;
  let phase: SessionView['phase'] | undefined;
  const unsubscribe = host.view((view) => {
    if (view.labId !== labId) {
      // At first, the lab before this one may still be shown.
      if (phase !== undefined && view.labId !== '') leave();
      return;
    }
    if (view.phase !== phase) enter(view);
    steps.update(view);
    const changes = list.update(view);
    status.update(view, changes);
    if (record && view.proofs > record.proofs) showFirstFailure();
    record = recordView(record, view);
  });

  function showFirstFailure(): void {
    const failed = list.element.querySelector('[data-message-id]')?.closest('li');
    failed?.scrollIntoView({ block: 'nearest' });
  }

  function enter(view: SessionView): void {
    const before = phase;
    phase = view.phase;
    element.dataset.phase = phase;
    const ready = phase === 'ready' || phase === 'solved';
    // Not `disabled`: that would take the focus away from whoever has just pressed it.
    prove.setAttribute('aria-disabled', String(!ready));
    prove.textContent = word(phase === 'proving' ? 'lab.phase.provingShort' : 'lab.action.prove');
    if (phase === 'starting') {
      list.clear();
      record = undefined;
      setHost(undefined);
    }
    if (phase === 'lost' || phase === 'stopped') setHost(undefined);
    if (before === 'starting' && ready) {
      setHost(host);
      pane.ready();
    }
  }

  function leave(): void {
    unsubscribe();
    setHost(undefined);
    pane.close();
    body.replaceChildren();
    element.dataset.phase = 'idle';
  }
  return leave;
}
