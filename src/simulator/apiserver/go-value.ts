// Values as Go prints them in messages.

/** As %v prints a decoded document: `map[spec:map[replicas:3]]`. */
export function goValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (typeof value !== 'object' || value === null) return value === null ? '<nil>' : String(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${goValue(item)}`).join(' ')}]`;
}

/** What encoding/json says of a document that JSON.parse does not read. */
export function goJsonError(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/Unexpected end|Unterminated/.test(message)) return 'unexpected end of JSON input';
  const character = /Unexpected (?:token|identifier) '(.)/.exec(message)?.[1];
  if (character) return `invalid character '${character}' looking for beginning of value`;
  const key = /Expected property name or '}' in JSON at position (\d+)/.exec(message);
  return key ? 'invalid character in JSON input looking for beginning of object key string' : message;
}
