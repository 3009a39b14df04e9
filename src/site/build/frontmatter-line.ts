// Where in a page's front matter a schema's complaint belongs.
import { isNode, LineCounter, parseDocument } from 'yaml';

/** The line, counted from 1, of the first field that the message of Astro's InvalidContentEntryDataError names; of its nearest parent where it is missing. */
export function frontmatterLine(source: string, message: string): number {
  const named = [...message.matchAll(/\*\*([\w.-]+)\*\*:/g)][0]?.[1];
  const yaml = /^---\r?\n([\s\S]*?)\r?\n---/.exec(source)?.[1];
  if (named === undefined || yaml === undefined) return 1;
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  for (let path = named.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)); path.length > 0; path = path.slice(0, -1)) {
    const node = document.getIn(path, true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line + 1;
  }
  return 1;
}
