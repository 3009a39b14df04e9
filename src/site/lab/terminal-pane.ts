// The terminal's place on the panel: the screen, its state, the way out, and keys for touch.
import { type ProblemCode, problems } from '../../../grader/index.ts';
import type { SessionHost } from '../../session/index.ts';
import type { ScreenState } from '../../terminal/index.ts';
import { offerConsoleHook } from './console-hook.ts';
import { setPaste } from './current.ts';
import { button, h } from './dom.ts';
import { offerLessonCommands } from './lesson-commands.ts';
import { createKeyRow, type KeyRow } from './terminal/key-row.ts';
import type { OpenTerminal } from './terminal/open.ts';
import type { Wording } from './wording.ts';

export interface TerminalPane {
  readonly element: HTMLElement;
  /** The cluster is there: opens the terminal, or wakes it after a new start. */
  ready(): void;
  /** The lesson beside it has changed, or its language: other commands, other words; what is on the screen stays. */
  speak(wording: Wording): void;
  close(): void;
}

export interface TerminalPaneParts {
  /** It comes back by itself: what the learner reads stays in sight, and the keyboard where it is. */
  readonly quiet: boolean;
  readonly host: SessionHost;
  readonly wording: Wording;
  /** Where the keyboard goes when it leaves the terminal. */
  readonly leaveTo: () => HTMLElement;
}

export function createTerminalPane({ host, wording: first, leaveTo, quiet }: TerminalPaneParts): TerminalPane {
  let wording = first;
  let terminal: OpenTerminal | undefined;
  let opening = false;
  let closed = false;
  let shown: ScreenState | undefined;
  let forgetCommands: () => void = () => undefined;

  const leave = () => leaveTo().focus();
  const screen = h('div', { class: 'lab-screen', 'data-terminal': 'main' });
  const state = h('div', { class: 'lab-screen-state', role: 'status', hidden: true });
  let keys = createKeys();
  const out = button('leave', '', leave, { class: 'lab-link', 'aria-describedby': 'lab-terminal-out' });
  const outKeys = h('span', { id: 'lab-terminal-out' });
  const foot = h('p', { class: 'lab-terminal-foot' }, out, outKeys);
  const attributes = { class: 'lab-terminal', id: 'lab-terminal', tabindex: '-1', hidden: true };
  const element = h('section', attributes, screen, state, keys.element, foot);
  name();

  function createKeys(): KeyRow {
    return createKeyRow(
      wording,
      (text) => terminal?.type(text),
      (held) => terminal?.holdControl(held),
    );
  }
  function name(): void {
    element.setAttribute('aria-label', wording.word('lab.terminal.label'));
    terminal?.name(wording.word('lab.terminal.label'));
    out.textContent = wording.word('lab.terminal.leave');
    outKeys.textContent = wording.word('lab.terminal.leaveKeys');
  }
  function show(next: ScreenState): void {
    shown = next;
    element.dataset.terminalState = next.kind;
    const text = wordsFor(next);
    state.hidden = text === undefined;
    const again = button('again', wording.word('lab.terminal.again'), () => {
      terminal?.again();
      terminal?.focus();
    });
    const take = button('take', wording.word('lab.terminal.take'), () => {
      terminal?.take();
      terminal?.focus();
    });
    const offered = next.kind === 'watching' ? [take] : next.kind === 'ended' || next.kind === 'refused' ? [again] : [];
    state.replaceChildren(h('span', {}, text ?? ''), ...offered);
  }
  function wordsFor(next: ScreenState): string | undefined {
    if (next.kind === 'typing') return undefined;
    if (next.kind !== 'refused') return wording.word(`lab.terminal.${next.kind}`);
    const { learner } = problems[next.code in problems ? (next.code as ProblemCode) : 'internal'];
    return wording.word('lab.terminal.refused', { why: wording.pick(learner) });
  }

  async function open(): Promise<void> {
    const { openTerminal } = await import('./terminal/open.ts');
    if (closed) return;
    terminal = openTerminal({
      element: screen,
      host,
      terminalId: 'main',
      onState: show,
      onLeave: leave,
      onControlUsed: () => keys.controlUsed(),
    });
    name();
    offerConsoleHook({ screen: () => terminal?.text() ?? '' });
    setPaste((text) => terminal?.paste(text));
    forgetCommands = offerLessonCommands(wording);
    // On a phone the touch keyboard would cover what there is to see.
    if (!quiet && !matchMedia('(pointer: coarse)').matches) terminal.focus();
  }

  return {
    element,
    ready() {
      element.hidden = false;
      // Below the lesson, the learner would not see that it is there.
      if (!quiet && matchMedia('(max-width: 71.99rem)').matches) element.scrollIntoView();
      if (opening) return;
      opening = true;
      void open();
    },
    speak(next) {
      wording = next;
      name();
      // A key that was held down is let go.
      terminal?.holdControl(false);
      const before = keys.element;
      keys = createKeys();
      before.replaceWith(keys.element);
      if (shown) show(shown);
      forgetCommands();
      if (terminal) forgetCommands = offerLessonCommands(wording);
    },
    close() {
      closed = true;
      setPaste(undefined);
      forgetCommands();
      terminal?.close();
    },
  };
}
