// <podkova-label-matcher>: a sandbox to click in, and the learner's own cluster as soon as a lab is running.
import { onHost } from '../../lab/current.ts';
import { morph } from '../morph.ts';
import type { Words } from '../words.ts';
import { draw } from './draw.ts';
import { watchScene } from './live.ts';
import type { Scene } from './model.ts';
import { type Change, changed, firstScene } from './sandbox.ts';

type Mode = 'sandbox' | 'live';

class LabelMatcher extends HTMLElement {
  private mode: Mode = 'sandbox';
  private sandbox = firstScene;
  private live: Scene | undefined;
  private words: Words = {};
  private readonly undo: (() => void)[] = [];
  private unwatch: (() => void) | undefined;

  connectedCallback(): void {
    this.words = JSON.parse(this.dataset.words ?? '{}') as Words;
    const stage = this.querySelector('.lm-stage');
    const onClick = (event: Event) => this.choose(event);
    this.addEventListener('click', onClick);
    stage?.removeAttribute('inert');
    this.undo.push(
      () => this.removeEventListener('click', onClick),
      onHost((host) => {
        this.unwatch?.();
        this.unwatch = host && watchScene(host, this.dataset.namespace ?? '', this.dataset.service ?? '', (scene) => this.see(scene));
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

  private choose(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (!button) return;
    const mode = button.dataset.mode;
    const change = changeOf(button.dataset);
    if (mode === 'sandbox' || mode === 'live') this.mode = mode;
    else if (change) this.sandbox = changed(this.sandbox, change);
    this.redraw();
  }

  private redraw(): void {
    const stage = this.querySelector('.lm-stage');
    if (!stage) return;
    const scene = this.mode === 'live' ? this.live : undefined;
    const next = stage.cloneNode(false) as Element;
    next.innerHTML = draw({
      scene: scene ?? this.sandbox,
      words: this.words,
      language: this.dataset.language ?? 'en',
      editable: !scene,
      namespace: this.dataset.namespace ?? '',
    });
    morph(stage, next);
    const choice = this.querySelector<HTMLElement>('.lm-modes');
    if (choice) choice.hidden = !this.live;
    for (const button of this.querySelectorAll<HTMLElement>('.lm-modes button'))
      button.setAttribute('aria-pressed', String(button.dataset.mode === this.mode));
    for (const hint of this.querySelectorAll<HTMLElement>('[data-hint]')) hint.hidden = hint.dataset.hint !== this.mode;
  }
}

function changeOf({ require, label, pod, lamp }: DOMStringMap): Change | undefined {
  if (require !== undefined) return { kind: 'require', key: require };
  if (pod === undefined) return undefined;
  if (label !== undefined) return { kind: 'label', pod, key: label };
  return lamp === undefined ? undefined : { kind: 'lamp', pod };
}

customElements.define('podkova-label-matcher', LabelMatcher);
