// The terminal's place on the panel: the screen, its state, the way out, and keys for touch.
import { type ProblemCode, problems } from '../../../grader/index.ts';
import type { SessionHost } from '../../session/index.ts';
import type { ScreenState } from '../../terminal/index.ts';
import { offerConsoleHook } from './console-hook.ts';
import { setPaste } from './current.ts';
import { button, h } from './dom.ts';
import { offerLessonCommands } from './lesson-commands.ts';
import { createKeyRow } from './terminal/key-row.ts';
import type { OpenTerminal } from './terminal/open.ts';
import type { Wording } from './wording.ts';

export interface TerminalPane {
  readonly element: HTMLElement;
  /** The cluster is there: opens the terminal, or wakes it after a new start. */
  ready(): void;
  close(): void;
}

export interface TerminalPaneParts {
  readonly host: SessionHost;
  readonly wording: Wording;
  /** Where the keyboard goes when it leaves the terminal. */
  readonly leaveTo: () => HTMLElement;
}

export function createTerminalPane({ host, wording, leaveTo }: TerminalPaneParts): TerminalPane {
  const { word } = wording;
  let terminal: OpenTerminal | undefined;
  let opening = false;
  let closed = false;
  let forgetCommands: () => void = () => undefined;

  const leave = () => leaveTo().focus();
  const screen = h('div', { class: 'lab-screen', 'data-terminal': 'main' });
  const state = h('div', { class: 'lab-screen-state', role: 'status', hidden: true });
  const keys = createKeyRow(
    wording,
    (text) => terminal?.type(text),
    (held) => terminal?.holdControl(held),
  );
  const out = button('leave', word('lab.terminal.leave'), leave, { class: 'lab-link', 'aria-describedby': 'lab-terminal-out' });
  const element = h(
    'section',
    { class: 'lab-terminal', id: 'lab-terminal', tabindex: '-1', 'aria-label': word('lab.terminal.label'), hidden: true },
    screen,
    state,
    keys.element,
    h('p', { class: 'lab-terminal-foot' }, out, h('span', { id: 'lab-terminal-out' }, word('lab.terminal.leaveKeys'))),
  );

  function show(next: ScreenState): void {
    element.dataset.terminalState = next.kind;
    const text = wordsFor(next);
    state.hidden = text === undefined;
    const again = button('again', word('lab.terminal.again'), () => {
      terminal?.again();
      terminal?.focus();
    });
    state.replaceChildren(h('span', {}, text ?? ''), ...(next.kind === 'ended' || next.kind === 'refused' ? [again] : []));
  }
  function wordsFor(next: ScreenState): string | undefined {
    if (next.kind === 'typing') return undefined;
    if (next.kind !== 'refused') return word(`lab.terminal.${next.kind}`);
    const { learner } = problems[next.code in problems ? (next.code as ProblemCode) : 'internal'];
    return word('lab.terminal.refused', { why: wording.pick(learner) });
  }

  async function open(): Promise<void> {
    const { openTerminal } = await import('./terminal/open.ts');
    if (closed) return;
    terminal = openTerminal({
      element: screen,
      host,
      terminalId: 'main',
      label: word('lab.terminal.label'),
      onState: show,
      onLeave: leave,
      onControlUsed: () => keys.controlUsed(),
    });
    offerConsoleHook({ screen: () => terminal?.text() ?? '' });
    setPaste((text) => terminal?.paste(text));
    forgetCommands = offerLessonCommands(wording);
    // On a phone the touch keyboard would cover what there is to see.
    if (!matchMedia('(pointer: coarse)').matches) terminal.focus();
  }

  return {
    element,
    ready() {
      element.hidden = false;
      // Below the lesson, the learner would not see that it is there.
      if (matchMedia('(max-width: 71.99rem)').matches) element.scrollIntoView();
      if (opening) return;
      opening = true;
      void open();
    },
    close() {
      closed = true;
      setPaste(undefined);
      forgetCommands();
      terminal?.close();
    },
  };
}
