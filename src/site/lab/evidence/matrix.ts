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
      ...(cells[at] ?? []).map((cell) => {
        if (!cell) return '—';
        const { expected, observed } = cell;
        const found = mark(expected === observed, word(`lab.outcome.${observed}`));
        if (expected === observed) return found;
        return h('span', {}, found, h('br'), h('small', {}, word('lab.evidence.different', { expected: word(`lab.outcome.${expected}`) })));
      }),
    ]),
  );
