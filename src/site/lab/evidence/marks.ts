// Good and bad in words and a sign, so that neither depends on colour.
import { h } from '../dom.ts';

export function mark(good: boolean, text: string): HTMLElement {
  return h('span', { class: 'lab-mark', 'data-good': String(good) }, h('span', { 'aria-hidden': 'true' }, good ? '✓ ' : '✗ '), text);
}
