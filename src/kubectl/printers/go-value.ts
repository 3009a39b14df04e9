// Go values as fmt prints them: %v and %#v of what JSON decodes to.
import { isFields } from '../objects.ts';

const sortedKeys = (value: object) => Object.keys(value).sort((a, b) => (a < b ? -1 : 1));

/** fmt's %v. */
export function formatGoValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(formatGoValue).join(' ')}]`;
  if (isFields(value)) {
    return `map[${sortedKeys(value)
      .map((key) => `${key}:${formatGoValue(value[key])}`)
      .join(' ')}]`;
  }
  return String(value);
}

/** fmt's %#v. */
export function formatGoSyntax(value: unknown): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(formatGoSyntax).join(', ')}}`;
  if (isFields(value)) {
    return `map[string]interface {}{${sortedKeys(value)
      .map((key) => `${JSON.stringify(key)}:${formatGoSyntax(value[key])}`)
      .join(', ')}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
