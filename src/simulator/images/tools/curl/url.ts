// URLs as curl takes them from its command line: a guessed scheme, {a,b} and [1-3].
import { CurlError } from './errors.ts';

export interface CurlUrl {
  readonly scheme: 'http' | 'https';
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Path and query, as sent. */
  readonly target: string;
  /** As curl shows it in %{url_effective}. */
  readonly effective: string;
  readonly hostHeader: string;
}

/** Throws `CurlError` 1 or 3 with libcurl's message. */
export function parseCurlUrl(text: string): CurlUrl {
  if (/[\u0000-\u0020\u007f]/.test(text)) throw new CurlError(3, 'URL rejected: Malformed input to a URL function');
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/\/?)?([^/?#]*)([^#]*)/.exec(text);
  const [, rawScheme, authority = '', rest = ''] = match ?? [];
  const scheme = (rawScheme ?? 'http').toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') throw new CurlError(1, `Protocol "${scheme}" not supported`);
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? undefined : decodeURIComponent(authority.slice(0, at));
  const [, host = '', portText] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority.slice(at + 1)) ?? [];
  if (host === '') throw new CurlError(3, 'URL rejected: No host part in the URL');
  if (/[^\w.\-[\]:~%\u0080-\uffff]/.test(host)) throw new CurlError(3, 'URL rejected: Bad hostname');
  if (portText && (!/^\d+$/.test(portText) || Number(portText) > 65_535)) {
    throw new CurlError(3, 'URL rejected: Port number was not a decimal number between 0 and 65535');
  }
  const standardPort = scheme === 'http' ? 80 : 443;
  const port = portText ? Number(portText) : standardPort;
  const target = rest.startsWith('/') ? rest : `/${rest}`;
  const shownPort = portText ? `:${port}` : '';
  return {
    scheme,
    user,
    host: host.replace(/^\[|\]$/g, ''),
    port,
    target,
    effective: `${scheme}://${at < 0 ? '' : `${authority.slice(0, at)}@`}${host}${shownPort}${target}`,
    hostHeader: port === standardPort ? host : `${host}:${port}`,
  };
}

/** Where a Location header leads from `from`. */
export function followUrl(from: CurlUrl, location: string): CurlUrl {
  return parseCurlUrl(new URL(location, from.effective).href);
}

/** All URLs of a pattern: `http://x/{a,b}`, `http://x/[1-3]`, `[a-c]`, `[1-10:2]`. Throws `CurlError` 3. */
export function expandGlob(pattern: string): readonly string[] {
  const match = /\{([^{}]*)\}|\[(\w+)-(\w+)(?::(\d+))?\]/.exec(pattern);
  if (!match) {
    if (/^[^/]*\/\/\[/.test(pattern) || !/[{}]/.test(pattern)) return [pattern];
    throw new CurlError(3, `unmatched brace in URL position ${pattern.search(/[{}]/) + 1}:\n${pattern}`);
  }
  const [whole, list, first, last, step] = match;
  const before = pattern.slice(0, match.index);
  const after = pattern.slice(match.index + whole.length);
  const values = list !== undefined ? list.split(',') : range(first as string, last as string, Number(step ?? 1));
  return values.flatMap((value) => expandGlob(after).map((rest) => `${before}${value}${rest}`));
}

function range(first: string, last: string, step: number): readonly string[] {
  const numeric = /^\d+$/.test(first) && /^\d+$/.test(last);
  const from = numeric ? Number(first) : (first.codePointAt(0) as number);
  const to = numeric ? Number(last) : (last.codePointAt(0) as number);
  if (to < from || step < 1) throw new CurlError(3, 'bad range in URL');
  const values: string[] = [];
  const width = first.startsWith('0') ? first.length : 0;
  for (let at = from; at <= to; at += step) values.push(numeric ? String(at).padStart(width, '0') : String.fromCodePoint(at));
  return values;
}
