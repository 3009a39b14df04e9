// What a page needs besides its text: styles before it is shown, scripts after. Only files: a page's inline scripts never run.
import { realClock } from '../../clock.ts';

/** A style that does not come must not keep the page away. */
const STYLE_PATIENCE_MS = 3000;

const sheets = 'link[rel=stylesheet]:not([media=print])';

/** Resolves when every style of `page` that this document lacks is there. */
export async function addStyles(page: Document, base: URL): Promise<void> {
  const inline = new Set([...document.querySelectorAll('style')].map((style) => style.textContent));
  for (const style of page.querySelectorAll('head style'))
    if (!inline.has(style.textContent)) document.head.append(document.importNode(style, true));
  const loaded = new Set([...document.querySelectorAll<HTMLLinkElement>(sheets)].map(({ href }) => href));
  const missing = [...page.querySelectorAll(sheets)]
    .map((link) => new URL(link.getAttribute('href') ?? '', base).href)
    .filter((href) => !loaded.has(href));
  await Promise.all([...new Set(missing)].map((href) => addSheet(href)));
}

function addSheet(href: string): Promise<void> {
  return new Promise((resolve) => {
    const link = document.createElement('link');
    const cancel = realClock.after(STYLE_PATIENCE_MS, resolve);
    const settle = () => {
      cancel();
      resolve();
    };
    link.rel = 'stylesheet';
    link.addEventListener('load', settle);
    link.addEventListener('error', settle);
    link.href = href;
    document.head.append(link);
  });
}

/** Loads module files of `page` that have not run here yet. */
export function addScripts(page: Document, base: URL): void {
  const known = new Set([...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(({ src }) => src));
  for (const script of page.querySelectorAll('script[type=module][src]')) {
    const { href } = new URL(script.getAttribute('src') ?? '', base);
    if (known.has(href)) continue;
    known.add(href);
    const added = document.createElement('script');
    added.type = 'module';
    added.src = href;
    document.head.append(added);
  }
}
