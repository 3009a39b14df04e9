// Objects, each with what was seen of it.
import { h, prose, table } from '../dom.ts';
import { mark } from './marks.ts';
import { objectName, type Renderer } from './renderer.ts';

export const objects: Renderer<'objects'> = ({ rows }, { word, message }) =>
  table(
    word('lab.evidence.objects'),
    [word('lab.evidence.object'), word('lab.evidence.note'), word('lab.evidence.judgement')],
    rows.map(({ object, note, good }) => [
      objectName(object),
      h('span', {}, ...prose(message(note))),
      mark(good, word(good ? 'lab.evidence.yes' : 'lab.evidence.no')),
    ]),
  );
