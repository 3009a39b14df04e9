// <podkova-lab>: readable as it comes from the server; becomes a lab when the learner starts it.
import { languageOf } from './language.ts';
import { prepareSplitter } from './splitter.ts';

class PodkovaLab extends HTMLElement {
  connectedCallback(): void {
    const splitter = this.querySelector<HTMLElement>('.lab-splitter');
    if (splitter) prepareSplitter(splitter);
    const start = this.querySelector<HTMLButtonElement>('[data-action=start]');
    if (!start) return;
    start.hidden = false;
    start.addEventListener('click', () => void this.start(start));
    void this.showProgress();
    if (startWanted()) start.click();
  }

  private async start(button: HTMLButtonElement): Promise<void> {
    const body = this.querySelector<HTMLElement>('[data-body]');
    const labId = this.dataset.lab;
    if (!body || labId === undefined || this.dataset.phase !== 'idle') return;
    this.dataset.phase = 'starting';
    this.showError('');
    // The terminal needs the room; it can be opened again.
    this.querySelector<HTMLDetailsElement>('.lab-brief')?.removeAttribute('open');
    button.disabled = true;
    try {
      const { startLab } = await import('./start.ts');
      this.showError(await startLab({ labId, element: this, body, language: languageOf(document.documentElement.lang) }));
    } catch (error) {
      // The code itself did not arrive.
      console.error('podkova:', error);
      this.dataset.phase = 'idle';
      this.showError(this.dataset.failedText ?? '');
    } finally {
      button.disabled = false;
    }
  }

  private showError(text: string): void {
    const place = this.querySelector<HTMLElement>('[data-error]');
    if (place) place.textContent = text;
  }

  private async showProgress(): Promise<void> {
    const { progressOf } = await import('./record.ts');
    const { lab: labId = '', solvedText = '' } = this.dataset;
    const solvedAt = progressOf(labId)?.solvedAt;
    const place = this.querySelector<HTMLElement>('[data-solved]');
    if (solvedAt === undefined || !place) return;
    const date = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long' }).format(new Date(solvedAt));
    place.textContent = solvedText.replace('{{date}}', date);
    place.hidden = false;
  }
}

/** The home page leads here with `?start=1`; once is enough, so a reload or a bookmark does not start again. */
function startWanted(): boolean {
  const url = new URL(location.href);
  if (!url.searchParams.has('start')) return false;
  url.searchParams.delete('start');
  history.replaceState(history.state, '', url);
  return true;
}

customElements.define('podkova-lab', PodkovaLab);
