// <podkova-two-sided-gate>: a sandbox of switches, and the learner's own cluster as soon as a lab is running.
import { onHost } from '../../lab/current.ts';
import { morph } from '../morph.ts';
import type { Words } from '../words.ts';
import { draw } from './draw.ts';
import { watchScene } from './live.ts';
import type { Call, Scene } from './model.ts';
import { firstCall, firstSwitches, sandboxScene } from './sandbox.ts';

type Mode = 'sandbox' | 'live';

class TwoSidedGate extends HTMLElement {
  private mode: Mode = 'sandbox';
  private live: Scene | undefined;
  private on = new Set(firstSwitches);
  private calls: Record<Mode, Call> = { sandbox: firstCall, live: firstCall };
  private words: Words = {};
  private readonly undo: (() => void)[] = [];
  private unwatch: (() => void) | undefined;

  connectedCallback(): void {
    this.words = JSON.parse(this.dataset.words ?? '{}') as Words;
    const { caller = '', called = '', port = '' } = this.dataset;
    this.calls = { sandbox: firstCall, live: { caller, called, port: Number(port) } };
    const namespaces = (this.dataset.namespaces ?? '').split(' ').filter(Boolean);
    const onClick = (event: Event) => this.choose(event.target);
    const onChange = (event: Event) => this.change(event.target);
    this.addEventListener('click', onClick);
    this.addEventListener('change', onChange);
    this.querySelector('.tg-stage')?.removeAttribute('inert');
    this.undo.push(
      () => this.removeEventListener('click', onClick),
      () => this.removeEventListener('change', onChange),
      onHost((host) => {
        this.unwatch?.();
        this.unwatch = host && watchScene(host, namespaces, (scene) => this.see(scene));
        if (!host) this.see(undefined);
      }),
      () => this.unwatch?.(),
    );
    this.redraw();
  }

  disconnectedCallback(): void {
    for (const stop of this.undo.splice(0)) stop();
  }

  private see(scene: Scene | undefined): void {
    // The first look at a cluster turns the picture to it; afterwards the reader's choice stands.
    if (scene && !this.live) this.mode = 'live';
    if (!scene) this.mode = 'sandbox';
    this.live = scene;
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
    if (target instanceof HTMLInputElement && target.dataset.policy) {
      if (target.checked) this.on.add(target.dataset.policy);
      else this.on.delete(target.dataset.policy);
    } else if (target instanceof HTMLSelectElement && target.dataset.field === 'caller') {
      this.calls[this.mode] = { ...call, caller: target.value };
    } else if (target instanceof HTMLSelectElement && target.dataset.field === 'called') {
      const at = target.value.lastIndexOf(':');
      this.calls[this.mode] = { ...call, called: target.value.slice(0, at), port: Number(target.value.slice(at + 1)) };
    } else return;
    this.redraw();
  }

  private redraw(): void {
    const stage = this.querySelector('.tg-stage');
    if (!stage) return;
    const live = this.mode === 'live' ? this.live : undefined;
    const call = this.calls[live ? 'live' : 'sandbox'];
    const next = stage.cloneNode(false) as Element;
    next.innerHTML = draw({
      scene: live ?? sandboxScene(this.on),
      call,
      on: live ? undefined : this.on,
      words: this.words,
      language: this.dataset.language ?? 'en',
    });
    morph(stage, next);
    // What a reader has chosen is a property, which attributes no longer reach.
    for (const select of stage.querySelectorAll('select'))
      select.value = select.dataset.field === 'caller' ? call.caller : `${call.called}:${call.port}`;
    for (const input of stage.querySelectorAll<HTMLInputElement>('input')) input.checked = this.on.has(input.dataset.policy ?? '');
    const choice = this.querySelector<HTMLElement>('.tg-modes');
    if (choice) choice.hidden = !this.live;
    for (const button of this.querySelectorAll<HTMLElement>('.tg-modes button'))
      button.setAttribute('aria-pressed', String(button.dataset.mode === this.mode));
    for (const hint of this.querySelectorAll<HTMLElement>('[data-hint]')) hint.hidden = hint.dataset.hint !== this.mode;
  }
}

customElements.define('podkova-two-sided-gate', TwoSidedGate);
