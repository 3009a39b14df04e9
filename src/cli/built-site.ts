// The built site: is it up to date?

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const dist: string = join(root, 'dist');
const stamp = join(dist, '.built-from');
const sources = ['astro.config.mjs', 'content.config.ts', 'package-lock.json', 'content', 'grader', 'labs', 'src'];

/** Builds dist/ unless it was built from just these files. Resolves to whether it had to. Throws when the build fails. */
export function ensureBuilt(onBuild: () => void): boolean {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;
  onBuild();
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules/astro/bin/astro.mjs'), 'build', '--silent'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  });
  if (status !== 0) throw new Error(`astro build exited with ${status}`);
  writeFileSync(stamp, wanted);
  return true;
}

/** Of names, sizes and times of all that the site is built from. */
function fingerprint(): string {
  const hash = createHash('sha256');
  const add = (path: string) => {
    const status = statSync(path);
    if (status.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(`${path}\0${status.size}\0${status.mtimeMs}\n`);
  };
  for (const source of sources) add(join(root, source));
  return hash.digest('hex');
}
