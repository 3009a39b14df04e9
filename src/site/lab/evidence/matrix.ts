// Who reaches whom: what was observed, and what was expected where the two differ.
import { h, table } from '../dom.ts';
import { mark } from './marks.ts';
import type { Renderer } from './renderer.ts';

export const matrix: Renderer<'matrix'> = ({ rows, columns, cells }, { word }) =>
  table(
    word('lab.evidence.matrix'),
    [word('lab.evidence.matrixCorner'), ...columns],
    rows.map((row, at) => [
      row,
      ...(cells[at] ?? []).map(({ expected, observed }) =>
        expected === observed
          ? mark(true, observed)
          : h('span', {}, mark(false, observed), h('br'), h('small', {}, word('lab.evidence.different', { expected }))),
      ),
    ]),
  );
