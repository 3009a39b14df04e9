// Pages of the course, fetched and parsed; nothing in them runs.

const pages = new Map<string, Document>();

/** Rejects when the page is not there, or is none of the course. The same document every time: take copies out of it. */
export async function fetchPage(path: string, signal: AbortSignal): Promise<Document> {
  const known = pages.get(path);
  if (known) return known;
  const response = await fetch(path, { signal, headers: { accept: 'text/html' } });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  if (!page.querySelector('main')) throw new Error(`${path} is no page of the course`);
  pages.set(path, page);
  return page;
}
