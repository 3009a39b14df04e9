// The table as HTML: the same on the server and in the browser. Everything that comes from a cluster is escaped.
import type { ConnectOutcome } from '../../../../grader/index.ts';
import { codeSpans } from '../../course/code-spans.ts';
import { type Words, word } from '../words.ts';

export interface Axes {
  /** `namespace/deployment` */
  readonly callers: readonly string[];
  /** `host:port` */
  readonly targets: readonly string[];
}

/** A cell is null where nobody could call, undefined where nobody has called yet. */
export type Cells = readonly (readonly (ConnectOutcome | null | undefined)[])[];

export interface View {
  readonly axes: Axes;
  /** Undefined while no lab is running. */
  readonly cells: Cells | undefined;
  readonly words: Words;
  readonly language: string;
}

const text = (raw: string) => codeSpans(raw.replaceAll('`', '’'));
const say = (view: View, key: string, values: Record<string, string | number> = {}) =>
  codeSpans(word(view.words, view.language, key, values));

export function draw(view: View): string {
  const { axes } = view;
  const head = axes.targets.map((target) => `<th scope="col"><code>${breakable(target)}</code></th>`).join('');
  const rows = axes.callers.map((caller, at) => row(view, caller, at)).join('');
  return `<div class="rm-board"><div class="rm-scroll" data-key="scroll"><table><caption class="sr-only">${say(view, 'title')}</caption><thead><tr><td class="rm-corner"><span>${say(view, 'corner')}</span></td>${head}</tr></thead><tbody>${rows}</tbody></table></div>${count(view)}</div>`;
}

const breakable = (name: string) => text(name).replace(/([./:])/g, '$1<wbr>');

function row(view: View, caller: string, at: number): string {
  const cells = view.axes.targets.map((_, column) => cell(view, view.cells?.[at]?.[column])).join('');
  return `<tr><th scope="row"><code>${breakable(caller)}</code></th>${cells}</tr>`;
}

const marks = { connected: '✓', 'timed-out': '✕', refused: '✕', unresolved: '?', 'no-route': '✕' } as const;

/** A new outcome is a new element, so that it comes in anew. */
function cell(view: View, outcome: ConnectOutcome | null | undefined): string {
  const kind = outcome ?? (outcome === null ? 'nobody' : 'unknown');
  const mark = outcome ? marks[outcome] : '·';
  return `<td data-outcome="${kind}"><span class="rm-cell" data-key="${kind}"><span aria-hidden="true">${mark}</span><span${outcome === undefined ? ' class="sr-only"' : ''}>${say(view, `outcome.${kind}`)}</span></span></td>`;
}

function count(view: View): string {
  const all = view.cells?.flat().filter((outcome) => outcome !== undefined) ?? [];
  const sentence =
    view.cells === undefined
      ? say(view, 'idle')
      : all.length === 0
        ? say(view, 'calling')
        : say(view, 'count', { count: all.filter((outcome) => outcome === 'connected').length, all: all.length });
  return `<p class="rm-count" data-key="count" role="status"><span data-key="${text(sentence)}">${sentence}</span></p>`;
}
