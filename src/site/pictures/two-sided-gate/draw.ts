// The picture as HTML: the same on the server and in the browser. Everything that comes from a cluster is escaped.
import { codeSpans } from '../../course/code-spans.ts';
import { type Words, word } from '../words.ts';
import { type Call, type Gate, type Judgement, judge, keyOf, type Scene, type Side } from './model.ts';
import { switches } from './sandbox.ts';

export interface View {
  readonly scene: Scene;
  readonly call: Call;
  /** In the sandbox, the policies that are on; undefined in a cluster. */
  readonly on: ReadonlySet<string> | undefined;
  readonly words: Words;
  readonly language: string;
}

const text = (raw: string) => codeSpans(raw.replaceAll('`', '’'));
const say = (view: View, key: string, values: Record<string, string | number> = {}) =>
  codeSpans(word(view.words, view.language, key, escaped(values)));
/** A value stands in a sentence as it is: a backtick in it opens no code. */
const escaped = (values: Record<string, string | number>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value).replaceAll('`', '’')]));

export function draw(view: View): string {
  const judged = judge(view.scene, view.call);
  return `<div class="tg-board">${controls(view)}${judged ? way(view, judged) : ''}${result(view, judged)}</div>`;
}

function controls(view: View): string {
  const keys = view.scene.pods.map(keyOf);
  const { caller, called } = view.call;
  const callers = view.on ? keys.filter((key) => key !== called) : keys;
  const fields = [select(view, 'caller', callers, caller)];
  if (!view.on) fields.push(select(view, 'called', targetsOf(view.scene), `${called}:${view.call.port}`));
  return `<div class="tg-controls">${fields.join('')}</div>`;
}

/** Every pod with each of its ports. */
export const targetsOf = ({ pods }: Scene): readonly string[] =>
  pods.flatMap((pod) => pod.ports.map(({ port }) => `${keyOf(pod)}:${port}`));

/** Offers the chosen value too when the cluster no longer has it. */
function select(view: View, field: 'caller' | 'called', values: readonly string[], chosen: string): string {
  const options = [...new Set([...values, chosen])].map(
    (value) => `<option value="${text(value)}"${value === chosen ? ' selected' : ''}>${text(value)}</option>`,
  );
  return `<label class="tg-field"><span>${say(view, field)}</span><select data-field="${field}">${options.join('')}</select></label>`;
}

function way(view: View, judged: Judgement): string {
  const { caller, called, port, egress, ingress, passes, isItself } = judged;
  const left = isItself || egress.isOpen;
  return `<div class="tg-way" data-passes="${passes}"><div class="tg-side" data-key="egress">${pod(view, 'caller', caller, '')}${gate(view, egress, isItself)}</div><div class="tg-wire" data-key="wire" data-live="${passes}" data-reached="${left}" aria-hidden="true">${onWire(egress, isItself)}${onWire(ingress, isItself)}</div><div class="tg-side" data-key="ingress">${gate(view, ingress, isItself)}${pod(view, 'called', called, `:${port}`)}</div></div><p class="tg-back" data-key="back" data-live="${passes}">${say(view, passes ? 'answers' : 'noAnswers')}</p>`;
}

function pod(view: View, role: 'caller' | 'called', { namespace, title, labels }: Judgement['caller'], suffix: string): string {
  const badges = Object.entries(labels)
    .filter(([key]) => key !== 'pod-template-hash')
    .map(([key, value]) => `<code>${text(`${key}=${value}`)}</code>`);
  return `<div class="tg-pod" data-key="${role}"><small>${say(view, role)}</small><strong>${text(title + suffix)}</strong><span class="tg-namespace">${text(namespace)}</span><span class="tg-badges">${badges.join('')}</span></div>`;
}

function gate(view: View, one: Gate, isItself: boolean): string {
  const { side, pod: of, policies, isOpen } = one;
  const open = isOpen || isItself;
  const state = open ? 'open' : 'closed';
  const reason = say(view, isItself ? 'why.itself' : policies.length === 0 ? 'why.free' : open ? 'why.allowed' : 'why.closed', {
    pod: of.title,
  });
  const rows = view.on
    ? switches.filter((toggle) => toggle.side === side).map(({ policy }) => toggleRow(view, one, policy.metadata.name))
    : policies.map((policy) => row(view, policy));
  const list = rows.length > 0 ? `<ul class="tg-policies" aria-label="${say(view, 'policies')}">${rows.join('')}</ul>` : '';
  return `<section class="tg-gate" data-key="gate" data-state="${state}" aria-label="${say(view, side)}"><div class="tg-head">${sketch}<p class="tg-name"><span>${say(view, side)}</span><strong data-key="${state}">${say(view, state)}</strong></p></div>${list}<p class="tg-why" data-key="${text(reason)}">${reason}</p></section>`;
}

const sketch = `<svg class="tg-sketch" viewBox="0 0 48 40" aria-hidden="true"><path class="tg-posts" d="M8 4v32M40 4v32"/><path class="tg-leaf" d="M8 8h32M8 20h32M8 32h32"/></svg>`;

/** The gate once more, where there is room to stand it on the wire. */
function onWire({ side, isOpen }: Gate, isItself: boolean): string {
  return `<span class="tg-post" data-key="${side}" data-state="${isOpen || isItself ? 'open' : 'closed'}">${sketch}</span>`;
}

function toggleRow(view: View, { side, policies }: Gate, name: string): string {
  const isOn = view.on?.has(name) ?? false;
  const found = policies.find((policy) => policy.name === name);
  const note = !isOn ? '' : found ? say(view, found.allows ? 'allows' : 'silent') : say(view, 'selectsOthers');
  const input = `<input type="checkbox" data-policy="${name}"${isOn ? ' checked' : ''}>`;
  return `<li data-key="${side}/${name}"><label>${input}<span class="tg-rule"><code>${name}</code><span>${say(view, `policy.${name}`)}</span></span></label><small class="tg-note" data-key="note" data-allows="${found?.allows ?? false}">${note}</small></li>`;
}

function row(view: View, { name, allows }: Gate['policies'][number]): string {
  return `<li data-key="${text(name)}"><code>${text(name)}</code><small class="tg-note" data-key="note" data-allows="${allows}">${say(view, allows ? 'allows' : 'silent')}</small></li>`;
}

function result(view: View, judged: Judgement | undefined): string {
  const { call } = view;
  const values = { caller: call.caller, called: `${call.called}:${call.port}` };
  const kind = !judged ? 'missing' : judged.isItself ? 'itself' : judged.passes ? 'passes' : stoppedAt(judged);
  const sentence = say(view, `result.${kind}`, values);
  return `<p class="tg-result" data-key="result" data-kind="${kind}" role="status"><span data-key="${text(sentence)}">${sentence}</span></p>`;
}

const stoppedAt = ({ egress, ingress }: Judgement): Side | 'both' => (egress.isOpen ? 'ingress' : ingress.isOpen ? 'egress' : 'both');
