// <podkova-reach-matrix>: who reaches whom in the learner's own cluster, as soon as a lab is running.
import { onHost } from '../../lab/current.ts';
import { morph } from '../morph.ts';
import type { Words } from '../words.ts';
import { type Cells, draw } from './draw.ts';
import { watchReach } from './live.ts';

const listed = (text: string | undefined) => (text ?? '').split(' ').filter(Boolean);

class ReachMatrix extends HTMLElement {
  private readonly undo: (() => void)[] = [];
  private unwatch: (() => void) | undefined;

  connectedCallback(): void {
    const axes = { callers: listed(this.dataset.callers), targets: listed(this.dataset.targets) };
    const words = JSON.parse(this.dataset.words ?? '{}') as Words;
    const redraw = (cells: Cells | undefined) => {
      const stage = this.querySelector('.rm-stage');
      if (!stage) return;
      const next = stage.cloneNode(false) as Element;
      next.innerHTML = draw({ axes, cells, words, language: this.dataset.language ?? 'en' });
      morph(stage, next);
    };
    this.undo.push(
      onHost((host) => {
        this.unwatch?.();
        this.unwatch = host && watchReach(host, axes, redraw);
        redraw(host ? [] : undefined);
      }),
      () => this.unwatch?.(),
    );
  }

  disconnectedCallback(): void {
    for (const stop of this.undo.splice(0)) stop();
  }
}

customElements.define('podkova-reach-matrix', ReachMatrix);
