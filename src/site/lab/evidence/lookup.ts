// The names that a resolver asked for, and what each led to.
import { h, table } from '../dom.ts';
import { mark } from './marks.ts';
import type { Renderer } from './renderer.ts';

export const lookup: Renderer<'lookup'> = ({ from, name, wanted, questions }, { word }) => {
  const reply = (rcode: string, addresses: readonly string[]): HTMLElement | string => {
    if (addresses.length > 0) return mark(wanted, addresses.join(', '));
    return rcode === 'NOERROR' ? word('lab.evidence.noAddress') : rcode;
  };
  return table(
    word('lab.evidence.lookup', { name, from }),
    [word('lab.evidence.question'), word('lab.evidence.reply')],
    questions.map(({ name: full, rcode, addresses }) => [h('code', {}, full), reply(rcode, addresses)]),
  );
};
