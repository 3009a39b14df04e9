// jq's @formats.
import { JqError, type Json, short, toText, typeOf } from './values.ts';

const encode = (text: string) => new TextEncoder().encode(text);

export function applyFormat(name: string, value: Json): Json {
  const text = typeof value === 'string' ? value : toText(value);
  const row = (quote: (item: Json) => string, separator: string) => {
    if (!Array.isArray(value)) throw new JqError(`${typeOf(value)} (${short(value)}) cannot be ${name}-formatted, only an array can be`);
    return value.map(quote).join(separator);
  };
  switch (name) {
    case 'text':
      return text;
    case 'json':
      return toText(value);
    case 'base64':
      return btoa(String.fromCharCode(...encode(text)));
    case 'base64d':
      return new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
    case 'uri':
      return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
    case 'html':
      return text.replace(
        /[&<>'"]/g,
        (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', "'": '&#39;', '"': '&quot;' })[character] as string,
      );
    case 'sh': {
      const quote = (item: Json) => (typeof item === 'string' ? `'${item.replace(/'/g, "'\\''")}'` : toText(item));
      return Array.isArray(value) ? value.map(quote).join(' ') : quote(value);
    }
    case 'csv':
      return row((item) => (typeof item === 'string' ? `"${item.replace(/"/g, '""')}"` : item === null ? '' : toText(item)), ',');
    case 'tsv':
      return row(
        (item) =>
          typeof item === 'string'
            ? item.replace(/[\\\t\n\r]/g, (one) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[one] as string)
            : item === null
              ? ''
              : toText(item),
        '\t',
      );
    default:
      throw new JqError(`${name} is not a valid format`);
  }
}
