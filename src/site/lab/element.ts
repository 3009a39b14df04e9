// <podkova-lab>: readable as it comes from the server; becomes a lab when the learner starts it.
import { onPage } from '../in-place/page.ts';
import { languageOf } from './language.ts';
import type { Place } from './places.ts';
import { prepareSplitter } from './splitter.ts';

class PodkovaLab extends HTMLElement {
  private place: Place = 'tab';
  private leave: () => void = () => undefined;
  /** Resolves when the learner can see where the lab will run. */
  private places: Promise<void> = Promise.resolve();
  private lockPlaces: (locked: boolean) => void = () => undefined;

  connectedCallback(): void {
    const splitter = this.querySelector<HTMLElement>('.lab-splitter');
    if (splitter) prepareSplitter(splitter);
    const start = this.querySelector<HTMLButtonElement>('[data-action=start]');
    if (!start) return;
    start.hidden = false;
    start.addEventListener('click', () => void this.start(start, false));
    void this.showProgress();
    this.places = this.offerPlaces(start);
    if (startWanted()) start.click();
    else void this.comeBack(start);
  }

  /** What ran when the learner left runs again. */
  private async comeBack(start: HTMLButtonElement): Promise<void> {
    const { lab: labId = '' } = this.dataset;
    const { findRunning } = await import('./come-back.ts');
    const [place] = await Promise.all([findRunning(labId), this.places]);
    if (place === undefined || place !== this.place) return;
    await this.start(start, true);
  }

  private async start(button: HTMLButtonElement, quiet: boolean): Promise<void> {
    const body = this.querySelector<HTMLElement>('[data-body]');
    const labId = this.dataset.lab;
    if (!body || labId === undefined || this.dataset.phase !== 'idle') return;
    this.dataset.phase = 'starting';
    this.showError('');
    // The terminal needs the room; it can be opened again.
    this.querySelector<HTMLDetailsElement>('.lab-brief')?.removeAttribute('open');
    button.disabled = true;
    try {
      await this.places;
      this.lockPlaces(true);
      const { startLab } = await import('./start.ts');
      const { place } = this;
      const language = languageOf(document.documentElement.lang);
      const started = await startLab({ labId, place, element: this, body, language, quiet });
      this.leave = started.leave;
      this.showError(started.problem);
    } catch (error) {
      // The code itself did not arrive.
      console.error('podkova:', error);
      this.dataset.phase = 'idle';
      this.showError(this.dataset.failedText ?? '');
    } finally {
      button.disabled = false;
      this.lockPlaces(false);
    }
  }

  /** Where there is a choice. Another choice moves a started lab's panel; each place keeps what runs there. */
  private async offerPlaces(start: HTMLButtonElement): Promise<void> {
    const { offeredPlaces, rememberedPlace, rememberPlace } = await import('./places.ts');
    const offered = await offeredPlaces();
    this.place = rememberedPlace(offered);
    const head = this.querySelector('.lab-head');
    if (offered.length < 2 || !head) return;
    const [{ createPlaceControl }, { loadWording }] = await Promise.all([import('./place-control.ts'), import('./load-wording.ts')]);
    const wording = await loadWording(languageOf(document.documentElement.lang));
    const note = this.querySelector('.lab-start-note');
    const tell = () => {
      if (note) note.textContent = wording.word(this.place === 'tab' ? 'lab.startNote' : 'lab.startNoteServer');
    };
    const control = createPlaceControl(wording, offered, this.place, (place) => {
      this.place = place;
      rememberPlace(place);
      tell();
      if (this.dataset.phase === 'idle') return;
      this.leave();
      start.click();
    });
    onPage(({ language }) => void loadWording(language).then(control.speak));
    this.lockPlaces = control.disabled;
    tell();
    head.append(control.element);
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
