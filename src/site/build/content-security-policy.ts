// What a page of the course may load and run (CSP level 3). Inline scripts are allowed one by one, by their hashes.
import { createHash } from 'node:crypto';

const inlineScript = /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/gi;
/** Data blocks are not run, so they need no hash. */
const isData = (attributes: string) => /\stype=["']?(?!module|text\/javascript)[^"'\s>]+/i.test(attributes);

/** Of every inline script of the page, as a policy names it. */
export function inlineScriptHashes(html: string): readonly string[] {
  return [...html.matchAll(inlineScript)].flatMap(([, attributes = '', text = '']) =>
    isData(attributes) || text === '' ? [] : `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
}

export interface PolicyOptions {
  readonly hashes: readonly string[];
  /** As a header it also says who may embed the page; a meta tag must not. */
  readonly as: 'header' | 'meta';
  /** The page's own origin for WebSockets: older browsers do not count it to 'self'. */
  readonly socketOrigin?: string;
}

export function contentSecurityPolicy({ hashes, as, socketOrigin }: PolicyOptions): string {
  const directives = [
    "default-src 'none'",
    // Search is WebAssembly.
    ["script-src 'self' 'wasm-unsafe-eval'", ...new Set(hashes)].join(' '),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "worker-src 'self'",
    `connect-src 'self'${socketOrigin === undefined ? '' : ` ${socketOrigin}`}`,
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    ...(as === 'header' ? ["frame-ancestors 'none'"] : []),
  ];
  return directives.join('; ');
}
