// What curl sends: -d and its relatives put together.
import { FileError, type Process, readAll, resolvePath } from '../../../../shell/index.ts';
import { CurlError } from './errors.ts';
import type { CurlOptions } from './options.ts';

/** Undefined when nothing is to be sent. Throws `CurlError` 26 for a file that cannot be read. */
export async function buildBody(process: Process, options: CurlOptions): Promise<string | undefined> {
  if (options.data.length === 0) return undefined;
  const parts: string[] = [];
  for (const { kind, value } of options.data) parts.push(await onePart(process, kind, value));
  return options.data.every(({ kind }) => kind === 'json') ? parts.join('') : parts.join('&');
}

async function onePart(process: Process, kind: string, value: string): Promise<string> {
  if (kind === 'data-raw') return value;
  if (kind === 'data-urlencode') return urlEncoded(process, value);
  if (!value.startsWith('@')) return value;
  const content = await contentOf(process, value.slice(1));
  return kind === 'data-binary' || kind === 'json' ? content : content.replace(/[\r\n\0]/g, '');
}

async function urlEncoded(process: Process, value: string): Promise<string> {
  const [, name = '', sign, rest = ''] = /^([^=@]*)([=@])([\s\S]*)$/.exec(value) ?? [];
  if (!sign) return encode(value);
  const content = sign === '@' ? await contentOf(process, rest) : rest;
  return name === '' ? encode(content) : `${name}=${encode(content)}`;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

async function contentOf(process: Process, path: string): Promise<string> {
  if (path === '-') return readAll(process.stdin, process.signal);
  try {
    return process.files.readText(resolvePath(process.cwd, path));
  } catch (error) {
    if (error instanceof FileError) throw new CurlError(26, `Failed to open ${path}`);
    throw error;
  }
}
