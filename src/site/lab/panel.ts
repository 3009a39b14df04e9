// A lab that has been started: steps, terminal, tasks and what the learner can do, following the session's view and the page's language.
import type { SessionHost, SessionView } from '../../session/index.ts';
import { onPage, type ShownPage } from '../in-place/page.ts';
import { setHost } from './current.ts';
import { createElsewhere } from './elsewhere.ts';
import { loadWording } from './load-wording.ts';
import { createPanelParts, type PanelActions } from './panel-parts.ts';
import { type Recorded, recordView } from './record.ts';
import { forgetRunning } from './running.ts';
import { createTerminalPane } from './terminal-pane.ts';
import type { Wording } from './wording.ts';

export interface Panel {
  readonly labId: string;
  /** <podkova-lab>; its data-phase follows the session. */
  readonly element: HTMLElement;
  readonly host: SessionHost;
  readonly wording: Wording;
  /** It comes back by itself, and does not draw the learner to it. */
  readonly quiet: boolean;
}

/** Fills `body` and follows the session until another lab takes it over, or the returned function is called. */
export function runPanel({ labId, element, host, wording: first, quiet }: Panel, body: HTMLElement): () => void {
  const actions: PanelActions = {
    hint: (taskId) => attempt(host.hint(taskId)),
    prove: () => attempt(host.prove()),
    reset: () => attempt(host.reset()),
  };
  let wording = first;
  let parts = createPanelParts(wording, actions);
  const pane = createTerminalPane({ host, wording, quiet, leaveTo: () => parts.prove });
  const elsewhere = createElsewhere({ labId, lessonPath: () => element.dataset.lesson ?? '', end });
  const [steps, ...others] = parts.elements;
  body.replaceChildren(elsewhere.element, steps, pane.element, ...others);

  function attempt(work: Promise<void>): void {
    work.catch((problem: unknown) => parts.showProblem(problem));
  }

  let record: Recorded | undefined;
  let shown: SessionView | undefined;
  const unsubscribe = host.view((view) => {
    if (view.labId !== labId) {
      // At first, the lab before this one may still be shown.
      if (shown !== undefined && view.labId !== '') leave();
      return;
    }
    const before = shown?.phase;
    shown = view;
    if (view.phase !== before) enter(view.phase, before);
    parts.update(view);
    if (record && view.proofs > record.proofs) parts.showFirstFailure();
    record = recordView(record, view);
  });

  function enter(phase: SessionView['phase'], before: SessionView['phase'] | undefined): void {
    element.dataset.phase = phase;
    if (phase === 'starting') {
      parts.clear();
      record = undefined;
    }
    if (phase === 'starting' || phase === 'lost' || phase === 'stopped') setHost(undefined);
    const ran = before === 'ready' || before === 'proving' || before === 'solved';
    // Also when the page finds the lab running: after a reload, or in another place.
    if (!ran && (phase === 'ready' || phase === 'proving' || phase === 'solved')) {
      setHost(host);
      pane.ready();
    }
  }

  let page: ShownPage | undefined;
  const forgetPage = onPage((next) => {
    page = next;
    void turn(next);
  });

  async function turn(next: ShownPage): Promise<void> {
    const words = next.language === wording.language ? wording : await loadWording(next.language);
    if (page !== next) return;
    if (words !== wording) speak(words);
    pane.speak(wording);
    if (shown) elsewhere.update(next, wording, shown.title);
    if (element.contains(document.activeElement)) parts.say(next.title);
  }

  /** The terminal must not leave the document, not for a moment: so the parts around it are replaced one by one. */
  function speak(next: Wording): void {
    wording = next;
    const old = parts;
    parts = createPanelParts(wording, actions);
    if (shown) parts.update(shown, true);
    const focused = focusPath(body);
    const scrollTop = old.elements[1].scrollTop;
    for (const [at, part] of old.elements.entries()) part.replaceWith(parts.elements[at] as HTMLElement);
    parts.elements[1].scrollTop = scrollTop;
    if (focused !== undefined) body.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
  }

  /** Ends the lab for another page's sake, and then goes on there. */
  function end(then: () => void): void {
    attempt(
      host.stop().then(() => {
        forgetRunning(labId);
        leave();
        then();
      }),
    );
  }

  function leave(): void {
    unsubscribe();
    forgetPage();
    setHost(undefined);
    pane.close();
    body.replaceChildren();
    element.dataset.phase = 'idle';
  }
  return leave;
}

/** How to find the focused button again after its part has been drawn anew. */
function focusPath(body: HTMLElement): string | undefined {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || !body.contains(focused) || focused.dataset.action === undefined) return undefined;
  const task = focused.closest<HTMLElement>('[data-task]')?.dataset.task;
  return `${task === undefined ? '' : `[data-task="${task}"] `}[data-action="${focused.dataset.action}"]`;
}
