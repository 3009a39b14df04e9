// Who answered, and how often.
import { table } from '../dom.ts';
import { mark } from './marks.ts';
import type { Renderer } from './renderer.ts';

export const answers: Renderer<'answers'> = ({ from, url, counts }, { word }) =>
  table(
    word('lab.evidence.answers', { from, url }),
    [word('lab.evidence.answer'), word('lab.evidence.calls'), word('lab.evidence.wanted')],
    counts.map(({ answer, count, wanted }) => [
      answer,
      String(count),
      mark(wanted, word(wanted ? 'lab.evidence.yes' : 'lab.evidence.stranger')),
    ]),
  );
