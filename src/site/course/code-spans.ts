// Text of data files on a page: `code` between backticks, everything else as it is.
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** HTML of one line of text; safe to set. */
export function codeSpans(text: string): string {
  const safe = text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
  return safe.replace(/`([^`]+)`/g, '<code>$1</code>');
}
