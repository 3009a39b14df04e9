// The bar between lesson and lab: drag it, or move it with the arrow keys; the width is remembered.

const STORAGE_KEY = 'podkova.lab-width';
/** Percent of the width of lesson and lab together. */
const NARROWEST = 25;
const WIDEST = 70;
const STEP = 2;

export function prepareSplitter(splitter: HTMLElement): void {
  const layout = splitter.closest<HTMLElement>('.lab-layout');
  if (!layout) return;
  const width = () => Number(splitter.getAttribute('aria-valuenow'));
  const set = (percent: number) => {
    const rounded = Math.round(Math.min(WIDEST, Math.max(NARROWEST, percent)));
    layout.style.setProperty('--pk-lab-width', `${rounded}%`);
    splitter.setAttribute('aria-valuenow', String(rounded));
    splitter.setAttribute('aria-valuetext', `${rounded} %`);
  };
  const keep = () => localStorage.setItem(STORAGE_KEY, String(width()));

  const kept = Number(localStorage.getItem(STORAGE_KEY));
  if (kept >= NARROWEST && kept <= WIDEST) set(kept);

  splitter.addEventListener('pointerdown', (event) => {
    splitter.setPointerCapture(event.pointerId);
    event.preventDefault();
    splitter.focus();
  });
  splitter.addEventListener('pointermove', (event) => {
    if (!splitter.hasPointerCapture(event.pointerId)) return;
    const { right, width: whole } = layout.getBoundingClientRect();
    set(((right - event.clientX) / whole) * 100);
  });
  splitter.addEventListener('pointerup', keep);
  splitter.addEventListener('keydown', ({ key }) => {
    const step = { ArrowLeft: STEP, ArrowRight: -STEP, Home: WIDEST - width(), End: NARROWEST - width() }[key];
    if (step === undefined) return;
    set(width() + step);
    keep();
  });
}
