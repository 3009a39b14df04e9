// JSON as kubectl prints it: four spaces, keys sorted, Go's escapes.
import { isFields } from '../objects.ts';

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
};

const escapeHtml = (text: string) =>
  text.replace(/[<>&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** On several lines, with a newline at the end. */
export function toJson(value: unknown): string {
  return `${escapeHtml(JSON.stringify(sorted(value), null, 4))}\n`;
}

/** On one line, as encoding/json marshals a map. */
export function toCompactJson(value: unknown): string {
  return escapeHtml(JSON.stringify(sorted(value)) ?? 'null');
}
