// The picture as HTML: the same on the server and in the browser. Everything that comes from a cluster is escaped.
import { codeSpans } from '../../course/code-spans.ts';
import { type Words, word } from '../words.ts';
import {
  type Answer,
  type Call,
  type Directory,
  dialled,
  forms,
  type KnownService,
  outcome,
  parts,
  type Question,
  questions,
} from './model.ts';

export interface View {
  readonly directory: Directory;
  readonly call: Call;
  readonly words: Words;
  readonly language: string;
}

export function draw(view: View): string {
  const asked = questions(view.directory, view.call);
  return `<div class="nc-board">${controls(view)}<div class="nc-way">${name(view)}${list(view, asked)}${result(view, asked)}</div></div>`;
}

const text = (raw: string) => codeSpans(raw.replaceAll('`', '’'));
const say = (view: View, key: string, values: Record<string, string | number> = {}) => text(word(view.words, view.language, key, values));

function controls(view: View): string {
  const { namespaces, services } = view.directory;
  const names = services.map((service) => service.name);
  return `<div class="nc-controls">${select(view, 'caller', namespaces)}${select(view, 'service', names)}${select(view, 'target', namespaces)}<fieldset class="nc-written"><legend>${say(view, 'written')}</legend>${forms
    .map((form) => radio(view, form))
    .join('')}</fieldset></div>`;
}

/** Offers the chosen value too when the cluster no longer has it. */
function select(view: View, field: 'caller' | 'service' | 'target', values: readonly string[]): string {
  const chosen = view.call[field];
  const options = [...new Set([...values, chosen])].sort((a, b) => a.localeCompare(b, 'en'));
  const items = options.map((value) => `<option value="${text(value)}"${value === chosen ? ' selected' : ''}>${text(value)}</option>`);
  return `<label class="nc-field"><span>${say(view, field)}</span><select data-field="${field}">${items.join('')}</select></label>`;
}

function radio(view: View, form: Call['form']): string {
  const written = dialled({ ...view.call, form });
  return `<label class="nc-form"><input type="radio" name="nc-form" value="${form}"${form === view.call.form ? ' checked' : ''}><code>${text(written)}</code></label>`;
}

/** The dialled name, part by part. */
function name(view: View): string {
  const spans = parts(view.call).map(
    ({ text: part, role }) =>
      `<span class="nc-part" data-key="${role}" data-role="${role}"><code>${text(part)}</code><small>${say(view, `role.${role}`)}</small></span>`,
  );
  return `<div class="nc-name" data-key="name"><p class="nc-sub">${say(view, 'dialled')}</p><p class="nc-parts">${spans.join('')}</p></div>`;
}

function list(view: View, asked: readonly Question[]): string {
  const title = say(view, 'questions', { caller: view.call.caller });
  return `<p class="nc-sub" data-key="title">${title}</p><ol class="nc-questions" data-key="questions" aria-label="${title}">${asked.map((question, index) => item(view, question, index)).join('')}</ol>`;
}

function item(view: View, { typed, added, answer }: Question, index: number): string {
  const kind = answer?.kind ?? 'needless';
  // A new answer is a new element, so that it comes in anew.
  const key = text(`${typed}${added}/${kind}`);
  const full = added === '' ? `<span>${text(typed)}.</span>` : `<span>${text(typed)}</span><b>${text(added)}.</b>`;
  return `<li class="nc-question" data-key="${key}" data-answer="${kind}" style="--nc-at:${index}"><span class="nc-full">${full}</span><span class="nc-reply">${reply(view, answer)}</span></li>`;
}

function reply(view: View, answer: Answer | undefined): string {
  if (answer === undefined) return `<span>${say(view, 'answer.needless')}</span>`;
  if (answer.kind === 'found') return found(view, answer.service);
  return `<code>${answer.kind === 'empty' ? 'NOERROR' : 'NXDOMAIN'}</code><span>${say(view, `answer.${answer.kind}`)}</span>`;
}

function found(view: View, { address, alias }: KnownService): string {
  if (alias !== undefined) return `<code>CNAME ${text(alias)}</code>`;
  return address === undefined ? `<span>${say(view, 'answer.headless')}</span>` : `<code>A ${text(address)}</code>`;
}

function result(view: View, asked: readonly Question[]): string {
  const led = outcome(asked, view.call);
  const kind = led.kind;
  const where =
    led.kind === 'unresolved'
      ? say(view, 'unresolved', { name: dialled(view.call) })
      : say(view, led.kind, { service: led.service.name, namespace: led.service.namespace, meant: view.call.target });
  return `<p class="nc-result" data-key="result" role="status"><strong data-kind="${kind}">${where}</strong><span>${say(view, 'count', { count: led.asked })}</span></p>`;
}
