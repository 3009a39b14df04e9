// Keys that a touch keyboard lacks, as a row of buttons under the terminal.
import { h } from '../dom.ts';
import type { Wording } from '../wording.ts';
import type { LabWord } from '../words.ts';

const keys: readonly { readonly sign: string; readonly label: LabWord; readonly text: string }[] = [
  { sign: 'Esc', label: 'lab.keys.escape', text: '\x1b' },
  { sign: 'Tab', label: 'lab.keys.tab', text: '\t' },
  { sign: '↑', label: 'lab.keys.up', text: '\x1b[A' },
  { sign: '↓', label: 'lab.keys.down', text: '\x1b[B' },
  { sign: '←', label: 'lab.keys.left', text: '\x1b[D' },
  { sign: '→', label: 'lab.keys.right', text: '\x1b[C' },
];

const symbols = ['|', '/', '-', '~', '"'];

export interface KeyRow {
  readonly element: HTMLElement;
  controlUsed(): void;
}

export function createKeyRow(wording: Wording, onKey: (text: string) => void, onControl: (held: boolean) => void): KeyRow {
  const key = (sign: string, label: string, press: () => void) => {
    const made = h('button', { type: 'button', 'aria-label': label }, sign);
    // The terminal keeps the focus, so the touch keyboard stays open.
    made.addEventListener('pointerdown', (event) => event.preventDefault());
    made.addEventListener('click', press);
    return made;
  };
  const control = key('Ctrl', wording.word('lab.keys.ctrl'), () => hold(control.getAttribute('aria-pressed') !== 'true'));
  const hold = (held: boolean) => {
    control.setAttribute('aria-pressed', String(held));
    onControl(held);
  };
  control.setAttribute('aria-pressed', 'false');
  const element = h(
    'div',
    { class: 'lab-keys', role: 'group', 'aria-label': wording.word('lab.keys.label') },
    control,
    ...keys.map(({ sign, label, text }) => key(sign, wording.word(label), () => onKey(text))),
    ...symbols.map((symbol) => key(symbol, symbol, () => onKey(symbol))),
  );
  return { element, controlUsed: () => control.setAttribute('aria-pressed', 'false') };
}
