// Replaces the lesson's column with another page of the course. The lab's panel stays what it is, and speaks the page's language.
import { languageOf } from '../lab/language.ts';
import { addScripts, addStyles } from './assets.ts';
import { inLanguage } from './decide.ts';
import { fetchPage } from './fetch-page.ts';
import { type ShownPage, tellPage } from './page.ts';
import { goTo, readingPlace } from './place.ts';
import { relabel } from './relabel.ts';
import { searchAnew } from './search.ts';

export interface Turn {
  readonly to: URL;
  readonly shownPath: string;
  readonly base: string;
  readonly signal: AbortSignal;
}

/** Rejects before anything has changed. Undefined when another navigation has come first. */
export async function turnTo({ to, shownPath, base, signal }: Turn): Promise<{ readonly samePlace: boolean } | undefined> {
  const page = await fetchPage(to.pathname, signal);
  const panel = document.querySelector('.lab-panel');
  const twin = await panelIn(page, base, signal);
  await addStyles(page, to);
  const main = page.querySelector('main');
  if (signal.aborted || !main) return undefined;

  const language = languageOf(page.documentElement.lang);
  const samePlace = inLanguage(shownPath, language, base) === to.pathname && shownPath !== to.pathname;
  const before = languageOf(document.documentElement.lang);
  const place = readingPlace();
  showHead(page);
  showFrame(page);
  const column = document.importNode(main, true);
  for (const script of column.querySelectorAll('script')) script.remove();
  document.querySelector('main')?.replaceWith(column);
  if (panel && twin) relabel(panel, twin);
  addScripts(page, to);
  tellPage(shownPage(page, to));
  // Without it, the search goes on in the language before.
  if (language !== before) searchAnew(base).catch((error: unknown) => console.warn('podkova: the search', error));
  if (samePlace) goTo(place);
  focusTitle();
  return { samePlace };
}

/** The panel of the running lab in the language of `page`: that of its own lesson. */
async function panelIn(page: Document, base: string, signal: AbortSignal): Promise<Element | null> {
  const { lab, lesson } = document.querySelector<HTMLElement>('podkova-lab')?.dataset ?? {};
  const here = page.querySelector(`podkova-lab[data-lab="${lab}"]`)?.closest('.lab-panel');
  if (here || lesson === undefined) return here ?? null;
  const home = await fetchPage(inLanguage(lesson, languageOf(page.documentElement.lang), base), signal);
  return home.querySelector('.lab-panel');
}

const described = 'meta[name]:not([name=viewport], [name=color-scheme]), meta[property], link[rel=canonical], link[rel=alternate]';

function showHead(page: Document): void {
  const root = document.documentElement;
  root.lang = page.documentElement.lang;
  root.dir = page.documentElement.dir;
  root.toggleAttribute('data-has-sidebar', page.documentElement.hasAttribute('data-has-sidebar'));
  document.title = page.title;
  for (const old of document.head.querySelectorAll(described)) old.remove();
  document.head.append(...[...page.head.querySelectorAll(described)].map((element) => document.importNode(element, true)));
}

/** Header, sidebar and the link that skips them: words and links change, searches and menus stay. */
function showFrame(page: Document): void {
  for (const part of ['.sl-skip-link', 'header.header', 'nav.sidebar']) {
    const [element, twin] = [document.querySelector<HTMLElement>(part), page.querySelector(part)];
    if (element && twin) relabel(element, twin);
    if (element) element.hidden = !twin;
  }
  const menu = document.querySelector<HTMLElement>('.sidebar :popover-open');
  menu?.hidePopover();
  const chosen = page.querySelector<HTMLSelectElement>('starlight-lang-select select')?.selectedIndex ?? 0;
  for (const select of document.querySelectorAll<HTMLSelectElement>('starlight-lang-select select')) {
    for (const [at, option] of [...select.options].entries()) option.defaultSelected = at === chosen;
    select.selectedIndex = chosen;
  }
}

function shownPage(page: Document, url: URL): ShownPage {
  const lab = page.querySelector<HTMLElement>('podkova-lab');
  const id = lab?.dataset.lab;
  return {
    url,
    language: languageOf(page.documentElement.lang),
    title: page.querySelector('main h1')?.textContent ?? page.title,
    ...(id === undefined ? {} : { lab: { id, title: lab?.querySelector('.lab-head h2')?.textContent ?? id } }),
  };
}

/** As a screen reader expects of a new page; whoever types in the terminal, or works on the panel, is left there. */
function focusTitle(): void {
  if (document.activeElement?.closest('.lab-panel')) return;
  const title = document.querySelector<HTMLElement>('main h1');
  title?.setAttribute('tabindex', '-1');
  title?.focus({ preventScroll: true });
}
