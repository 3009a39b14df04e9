// The search, after the language has changed: its index is that of the language in which it was used first.

interface Pagefind {
  /** The next search begins anew, in the page's language. */
  destroy(): Promise<void>;
}

/** Resolves at once when the search has not been used yet. */
export async function searchAnew(base: string): Promise<void> {
  const file = new URL(`${base}pagefind/pagefind.js`, location.href).href;
  if (!performance.getEntriesByType('resource').some(({ name }) => name.startsWith(file))) return;
  document.querySelector<HTMLElement>('#starlight__search .pagefind-ui__search-clear')?.click();
  const pagefind = (await import(/* @vite-ignore */ file)) as Pagefind;
  await pagefind.destroy();
}
