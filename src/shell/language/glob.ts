// Pathname expansion: the files that a pattern names.
import type { FileSystem } from '../files.ts';
import { joinPath, resolvePath } from '../paths.ts';
import { hasPattern, patternRegExp, unquotePattern } from '../pattern.ts';

/** Sorted names as they would be typed from `cwd`; empty when nothing matches. Quoted characters carry a backslash. */
export function expandGlob(files: FileSystem, cwd: string, pattern: string): string[] {
  const parts = pattern.split('/');
  let found = [pattern.startsWith('/') ? '/' : ''];
  if (pattern.startsWith('/')) parts.shift();
  for (const [at, part] of parts.entries()) {
    const last = at === parts.length - 1;
    const next: string[] = [];
    for (const prefix of found) {
      const folder = resolvePath(cwd, prefix || '.');
      if (part === '') {
        next.push(prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`);
        continue;
      }
      if (!hasPattern(part)) {
        const name = prefix === '' ? unquotePattern(part) : joinPath(prefix, unquotePattern(part));
        if (files.status(resolvePath(cwd, name))) next.push(name);
        continue;
      }
      if (files.status(folder)?.kind !== 'directory') continue;
      const matches = patternRegExp(part);
      for (const name of files.list(folder)) {
        if (name.startsWith('.') && !part.startsWith('.')) continue;
        if (!matches.test(name)) continue;
        const path = prefix === '' ? name : joinPath(prefix, name);
        if (last || files.status(resolvePath(cwd, path))?.kind === 'directory') next.push(path);
      }
    }
    found = next;
  }
  return found.filter(Boolean).sort(byName);
}

/** The order of names in an English locale: letters first, case second. */
function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en');
}
