// <podkova-name-composer>: a sandbox to dial in, and the learner's own cluster as soon as a lab is running.
import { onHost } from '../../lab/current.ts';
import { morph } from '../morph.ts';
import type { Words } from '../words.ts';
import { draw } from './draw.ts';
import { watchDirectory } from './live.ts';
import { type Call, type Directory, forms } from './model.ts';
import { firstCall, sandbox } from './sandbox.ts';

type Mode = 'sandbox' | 'live';

class NameComposer extends HTMLElement {
  private mode: Mode = 'sandbox';
  private live: Directory | undefined;
  private calls: Record<Mode, Call> = { sandbox: firstCall, live: firstCall };
  private words: Words = {};
  private readonly undo: (() => void)[] = [];
  private unwatch: (() => void) | undefined;

  connectedCallback(): void {
    this.words = JSON.parse(this.dataset.words ?? '{}') as Words;
    const { caller = '', service = '', namespace: target = '' } = this.dataset;
    this.calls = { sandbox: firstCall, live: { caller, service, target, form: 'bare' } };
    const onClick = (event: Event) => this.choose(event.target);
    const onChange = (event: Event) => this.change(event.target);
    this.addEventListener('click', onClick);
    this.addEventListener('change', onChange);
    this.querySelector('.nc-stage')?.removeAttribute('inert');
    this.undo.push(
      () => this.removeEventListener('click', onClick),
      () => this.removeEventListener('change', onChange),
      onHost((host) => {
        this.unwatch?.();
        this.unwatch = host && watchDirectory(host, (directory) => this.see(directory));
        if (!host) this.see(undefined);
      }),
      () => this.unwatch?.(),
    );
    this.redraw();
  }

  disconnectedCallback(): void {
    for (const stop of this.undo.splice(0)) stop();
  }

  private see(directory: Directory | undefined): void {
    // The first look at a cluster turns the picture to it; afterwards the reader's choice stands.
    if (directory && !this.live) this.mode = 'live';
    if (!directory) this.mode = 'sandbox';
    this.live = directory;
    this.redraw();
  }

  private choose(target: EventTarget | null): void {
    const mode = target instanceof Element ? target.closest('button')?.dataset.mode : undefined;
    if (mode !== 'sandbox' && mode !== 'live') return;
    this.mode = mode;
    this.redraw();
  }

  private change(target: EventTarget | null): void {
    const call = this.calls[this.mode];
    if (target instanceof HTMLSelectElement) {
      const field = target.dataset.field;
      if (field !== 'caller' && field !== 'service' && field !== 'target') return;
      this.calls[this.mode] = { ...call, [field]: target.value };
    } else if (target instanceof HTMLInputElement) {
      const form = forms.find((candidate) => candidate === target.value);
      if (form) this.calls[this.mode] = { ...call, form };
    }
    this.redraw();
  }

  private redraw(): void {
    const stage = this.querySelector('.nc-stage');
    if (!stage) return;
    const call = this.calls[this.mode];
    const directory = (this.mode === 'live' ? this.live : undefined) ?? sandbox;
    const next = stage.cloneNode(false) as Element;
    next.innerHTML = draw({ directory, call, words: this.words, language: this.dataset.language ?? 'en' });
    morph(stage, next);
    // What a reader has chosen is a property, which attributes no longer reach.
    for (const select of stage.querySelectorAll('select')) select.value = call[select.dataset.field as 'caller' | 'service' | 'target'];
    for (const input of stage.querySelectorAll('input')) input.checked = input.value === call.form;
    const choice = this.querySelector<HTMLElement>('.nc-modes');
    if (choice) choice.hidden = !this.live;
    for (const button of this.querySelectorAll<HTMLElement>('.nc-modes button'))
      button.setAttribute('aria-pressed', String(button.dataset.mode === this.mode));
    for (const hint of this.querySelectorAll<HTMLElement>('[data-hint]')) hint.hidden = hint.dataset.hint !== this.mode;
  }
}

customElements.define('podkova-name-composer', NameComposer);
