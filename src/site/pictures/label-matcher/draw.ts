// The picture as HTML: the same on the server and in the browser. Everything that comes from a cluster is escaped.
import { codeSpans } from '../../course/code-spans.ts';
import { type Words, word } from '../words.ts';
import { call, matches, type Outcome, type Pair, type Row, type Scene } from './model.ts';
import { otherValue } from './sandbox.ts';

export interface View {
  readonly scene: Scene;
  readonly words: Words;
  readonly language: string;
  /** Whether labels, selector and lamps can be clicked. */
  readonly editable: boolean;
  readonly namespace: string;
}

export function draw(view: View): string {
  const { scene } = view;
  return `<div class="lm-board" data-answered="${call(scene).kind === 'answered'}">${service(view)}<div class="lm-list"><p class="lm-columns" aria-hidden="true"><span>${say(view, 'pods')}</span><span>${say(view, 'slice')}</span></p><ul class="lm-rows" aria-label="${say(view, 'pods')}">${scene.rows
    .map((row) => drawRow(view, row))
    .join('')}</ul></div></div><p class="lm-call" role="status">${outcome(view, call(scene))}</p>`;
}

const text = (raw: string) => codeSpans(raw.replaceAll('`', '’'));
const say = (view: View, key: string, values: Record<string, string | number> = {}) => text(word(view.words, view.language, key, values));
const pairText = ([key, value]: Pair) => `${key}=${value}`;

function service(view: View): string {
  const { selector, service: name } = view.scene;
  if (!selector)
    return `<div class="lm-service"><p class="lm-note">${say(view, 'noService', { service: name, namespace: view.namespace })}</p></div>`;
  const lines = selector.map(({ pair, on }) => {
    const label = text(pairText(pair));
    return view.editable
      ? `<button type="button" class="lm-pair" data-key="require-${text(pair[0])}" data-require="${text(pair[0])}" aria-pressed="${on}" aria-label="${say(view, 'require', { pair: pairText(pair) })}">${label}</button>`
      : `<span class="lm-pair" data-key="require-${text(pair[0])}" data-on="${on}">${label}</span>`;
  });
  const body = lines.length > 0 ? lines.join('') : `<span class="lm-note">${say(view, 'noSelector')}</span>`;
  return `<div class="lm-service"><p class="lm-head">${say(view, 'service')}</p><p class="lm-name">${text(name)}</p><p class="lm-sub">${say(view, 'selector')}</p><div class="lm-pairs">${body}</div></div>`;
}

function drawRow(view: View, row: Row): string {
  const matched = matches(view.scene.selector, row.labels);
  const state = row.endpoint ? (row.endpoint.ready ? 'on-shift' : 'listed') : 'outside';
  const labels = row.labels.map((pair) => drawLabel(view, row, pair)).join('') + missing(view, row);
  return `<li class="lm-row" data-key="${text(row.pod)}" data-state="${state}" data-matched="${matched}"><span class="lm-wire lm-wire-in" aria-hidden="true"></span><div class="lm-pod"><span class="lm-name">${text(row.pod)}</span>${lamp(view, row)}<div class="lm-pairs">${labels}</div></div><span class="lm-wire lm-wire-out" aria-hidden="true"></span><div class="lm-entry"><span class="lm-head" data-key="head">${say(view, 'slice')}</span>${entry(view, row)}</div></li>`;
}

function drawLabel(view: View, row: Row, pair: Pair): string {
  const wanted = view.scene.selector?.find((line) => line.on && line.pair[0] === pair[0]);
  const fit = wanted ? (wanted.pair[1] === pair[1] ? 'yes' : 'no') : 'unasked';
  const key = `label-${text(pair[0])}`;
  if (!view.editable) return `<span class="lm-pair" data-key="${key}" data-fit="${fit}">${text(pairText(pair))}</span>`;
  const name = say(view, 'label', { pair: pairText(pair), pod: row.pod, other: otherValue(pair) });
  return `<button type="button" class="lm-pair" data-key="${key}" data-fit="${fit}" data-pod="${text(row.pod)}" data-label="${text(pair[0])}" aria-label="${name}">${text(pairText(pair))}</button>`;
}

/** Keys that the selector asks for and the pod lacks altogether. */
function missing(view: View, row: Row): string {
  return (view.scene.selector ?? [])
    .filter(({ on, pair: [key] }) => on && !row.labels.some((label) => label[0] === key))
    .map(({ pair: [key] }) => `<span class="lm-pair" data-key="missing-${text(key)}" data-fit="no">${say(view, 'missing', { key })}</span>`)
    .join('');
}

function lamp(view: View, row: Row): string {
  const state = row.terminating ? 'leaving' : row.serving ? 'on' : 'off';
  const inner = `<span class="lm-bulb" aria-hidden="true"></span><span>${say(view, state)}</span>`;
  if (!view.editable) return `<span class="lm-lamp" data-lamp="${state}">${inner}</span>`;
  return `<button type="button" class="lm-lamp" role="switch" data-lamp="${state}" data-pod="${text(row.pod)}" aria-checked="${row.serving}" aria-label="${say(view, 'lamp', { pod: row.pod })}">${inner}</button>`;
}

function entry(view: View, { endpoint }: Row): string {
  if (!endpoint) return `<span class="lm-absent">${say(view, 'notListed')}</span>`;
  const lines = endpoint.terminating ? (['ready', 'serving', 'terminating'] as const) : (['ready'] as const);
  return lines.map((name) => `<code data-key="${name}">${name}: ${endpoint[name]}</code>`).join('');
}

function outcome(view: View, result: Outcome): string {
  const kind = result.kind;
  const said = kind === 'answered' ? say(view, 'answered', { count: result.pods.length, names: result.pods.join(', ') }) : say(view, kind);
  return `<span>${say(view, 'call')}</span> <strong data-kind="${kind}">${said}</strong>`;
}
