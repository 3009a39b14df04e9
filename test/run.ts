// `npm test`: everything that can be tested on this machine. Without Chromium the browser tests are left out, with word of
// how to get it; with CI=true that is a failure.

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findChromium } from './e2e/chromium.ts';
import { checkLock } from './lock.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const chromium = findChromium();
const wanted = process.argv.slice(2);

const faults = checkLock(`${root}package-lock.json`);
if (faults.length > 0) {
  console.error(`package-lock.json would not install everywhere:\n${faults.join('\n')}`);
  process.exit(1);
}

if (chromium) {
  // The browser tests look at the site as a visitor gets it: built, as plain files.
  rmSync(`${root}dist`, { recursive: true, force: true });
  run([`${root}node_modules/astro/bin/astro.mjs`, 'build', '--silent']);
} else {
  console.error(
    'No Chromium found, so the browser tests are left out. On Debian: apt-get install chromium fonts-noto-core. Elsewhere: set CHROMIUM_PATH.',
  );
}
run([
  `${root}node_modules/vitest/vitest.mjs`,
  'run',
  '--config',
  `${root}test/vitest.config.ts`,
  '--project',
  'unit',
  ...(chromium ? ['--project', 'e2e'] : []),
  ...wanted,
]);
if (!chromium && process.env.CI === 'true') {
  console.error('CI=true, and the browser tests did not run.');
  process.exit(1);
}

function run(args: readonly string[]): void {
  const { status, error } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
