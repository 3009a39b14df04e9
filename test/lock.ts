// Does the lock install on every platform? npm writes one that does not when a release lacks another platform's binaries:
// `npm install` succeeds, and `npm ci` fails elsewhere (npm/cli issues 4828, 8805).
import { readFileSync } from 'node:fs';

interface LockedPackage {
  readonly version?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** One line for each package that is named but not locked; empty when all is well. */
export function checkLock(path: string): readonly string[] {
  const packages = (JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, LockedPackage> }).packages;
  const isLocked = ({ version, link }: LockedPackage) => version !== undefined || link === true;
  const locked = new Set(
    Object.entries(packages)
      .filter(([, entry]) => isLocked(entry))
      .map(([place]) => place.replace(/^.*node_modules\//, '')),
  );
  return Object.entries(packages).flatMap(([place, entry]) => [
    ...(place !== '' && !isLocked(entry) ? [`${place}: no version`] : []),
    ...Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !locked.has(name))
      .map((name) => `${place || '.'} -> ${name}: not locked`),
  ]);
}
