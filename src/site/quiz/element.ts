// <podkova-quiz>: shuffles the options, judges an answer and then shows why.
import { judge, shuffle } from './judge.ts';
import type { Key } from './quiz.ts';

const below = (limit: number) => Math.floor(((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32) * limit);

function given(form: HTMLFormElement): (number | string)[] {
  const typed = form.querySelector<HTMLInputElement>('.pk-typed input');
  if (typed) return typed.value.trim() === '' ? [] : [typed.value];
  const items = [...form.querySelectorAll<HTMLElement>('.pk-order li')];
  if (items.length > 0) return items.map((item) => Number(item.dataset.index));
  return [...form.querySelectorAll<HTMLInputElement>('input:checked')].map((input) => Number(input.value));
}

class PodkovaQuiz extends HTMLElement {
  connectedCallback(): void {
    for (const form of this.querySelectorAll('form')) this.prepare(form);
  }

  private prepare(form: HTMLFormElement): void {
    const key = JSON.parse(form.dataset.key ?? 'null') as Key;
    for (const list of form.querySelectorAll('.pk-options, .pk-order')) list.append(...shuffle([...list.children], below));
    const [button, details] = [form.querySelector<HTMLButtonElement>('button[type=submit]'), form.querySelector('details')];
    if (button) button.hidden = false;
    if (details) details.hidden = true;
    form.addEventListener('click', (event) => this.move(event));
    form.addEventListener('input', () => form.removeAttribute('data-state'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.answer(form, key);
    });
  }

  private answer(form: HTMLFormElement, key: Key): void {
    const [verdict, details] = [form.querySelector('.pk-verdict'), form.querySelector('details')];
    if (!verdict || !details) return;
    const answer = given(form);
    if (answer.length === 0) {
      verdict.textContent = this.dataset.empty ?? '';
      return;
    }
    const right = judge(key, answer);
    form.dataset.state = right ? 'right' : 'wrong';
    verdict.textContent = (right ? this.dataset.right : this.dataset.wrong) ?? '';
    details.hidden = false;
    details.open = right || details.open;
  }

  private move(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>('button[data-move]') : null;
    const item = button?.closest('li');
    if (!button || !item) return;
    if (button.dataset.move === '-1') item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    item.closest('form')?.removeAttribute('data-state');
    button.focus();
  }
}

customElements.define('podkova-quiz', PodkovaQuiz);
