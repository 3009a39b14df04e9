// Which navigations leave the page standing. Knows nothing of the page itself.

export interface Move {
  readonly kind: NavigationType;
  readonly to: URL;
  /** The path of the page whose lesson is shown; the address bar may be ahead of it. */
  readonly shownPath: string;
  /** The browser would change the address only. */
  readonly sameDocument: boolean;
  /** The browser allows it, and it is neither a form, a download nor a jump on the page. */
  readonly interceptable: boolean;
  readonly labRuns: boolean;
}

/** `reload`: the browser would change the address only, but another page belongs to it. */
export type Way = 'in-place' | 'reload' | 'ordinary';

/** `base` is the path that the course is served under, with a slash at the end. */
export function wayOf({ kind, to, shownPath, sameDocument, interceptable, labRuns }: Move, base: string): Way {
  if (!interceptable || kind === 'reload') return 'ordinary';
  if (kind === 'traverse') {
    if (!sameDocument || to.pathname === shownPath) return 'ordinary';
    return labRuns ? 'in-place' : 'reload';
  }
  return labRuns && !sameDocument && isCoursePage(to.pathname, base) ? 'in-place' : 'ordinary';
}

function isCoursePage(path: string, base: string): boolean {
  return path.startsWith(base) && /^(en|ru)(\/([a-z0-9-]+\/?)*)?$/.test(path.slice(base.length));
}

/** The address of the same page in another language. */
export function inLanguage(path: string, language: string, base: string): string {
  const [, ...rest] = path.slice(base.length).split('/');
  return `${base}${[language, ...rest].join('/')}`;
}
