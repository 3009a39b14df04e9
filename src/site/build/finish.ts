// After the build: every page gets its policy, and the site says that no server stands behind it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentSecurityPolicy, inlineScriptHashes } from './content-security-policy.ts';

/** For a server of these files: the hashes of all inline scripts, one a line. Not served itself. */
export const HASHES_FILE = '.script-hashes';

/** Throws for a page in which a policy could not be put. */
export function finishSite(folder: string): void {
  const all = new Set<string>();
  for (const page of pagesBelow(folder)) {
    const html = readFileSync(page, 'utf8');
    const hashes = inlineScriptHashes(html);
    for (const hash of hashes) all.add(hash);
    writeFileSync(page, withPolicy(html, contentSecurityPolicy({ hashes, as: 'meta' }), page));
  }
  writeFileSync(join(folder, HASHES_FILE), [...all].sort().join('\n'));
  writeFileSync(join(folder, 'podkova.json'), `${JSON.stringify({ server: false, drivers: [] })}\n`);
}

/** Before anything that could run; after the encoding, which browsers look for in the first kilobyte. */
function withPolicy(html: string, policy: string, page: string): string {
  const tag = `<meta http-equiv="content-security-policy" content="${policy}">`;
  const withTag = html.replace(/<meta charset=[^>]*>/i, (charset) => `${charset}${tag}`);
  if (withTag === html) throw new Error(`${page}: no <meta charset>, so there is no place for the page's policy. Add one to its head.`);
  return withTag;
}

function pagesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => (name.endsWith('.html') ? [join(folder, name)] : []));
}
