// While a lab runs, pages of the course replace the lesson's column instead of the page. Stands on every page, since Back may lead anywhere.
import { wayOf } from './decide.ts';

const running = ['starting', 'ready', 'proving', 'solved'].map((phase) => `podkova-lab[data-phase=${phase}]`).join();
const base = import.meta.env.BASE_URL.replace(/\/?$/, '/');
let shownPath = location.pathname;

// A browser without it (before 2026) navigates as usual.
if ('navigation' in window) navigation.addEventListener('navigate', navigate);

function navigate(event: NavigateEvent): void {
  const { canIntercept, hashChange, downloadRequest, formData, destination, navigationType: kind } = event;
  const to = new URL(destination.url);
  const way = wayOf(
    {
      kind,
      to,
      shownPath,
      sameDocument: destination.sameDocument,
      interceptable: canIntercept && !hashChange && downloadRequest === null && !formData,
      labRuns: document.querySelector(running) !== null,
    },
    base,
  );
  if (way === 'ordinary') return;
  const handler = way === 'reload' ? async () => location.reload() : () => turn(event, to);
  // Not left to the browser: who switches the language stays where they read, who types keeps the keyboard.
  event.intercept({ focusReset: 'manual', scroll: 'manual', handler });
}

async function turn(event: NavigateEvent, to: URL): Promise<void> {
  try {
    if (to.pathname === shownPath) return event.scroll();
    const { turnTo } = await import('./turn.ts');
    const turned = await turnTo({ to, shownPath, base, signal: event.signal });
    if (!turned) return;
    shownPath = to.pathname;
    if (event.navigationType === 'traverse' || !turned.samePlace) event.scroll();
  } catch (error) {
    if (event.signal.aborted) return;
    console.warn('podkova: the page is loaded as usual', error);
    location.reload();
  }
}
