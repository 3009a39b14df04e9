import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkLock } from './lock.ts';

it('has a lock that installs on Linux, macOS and Windows', () => {
  expect(checkLock(fileURLToPath(new URL('../package-lock.json', import.meta.url)))).toEqual([]);
});

it('names a binary of another platform that a lock leaves out', () => {
  const path = `${mkdtempSync(`${tmpdir()}/lock-`)}/package-lock.json`;
  writeFileSync(
    path,
    JSON.stringify({ packages: { '': {}, 'node_modules/a': { version: '1.0.0', optionalDependencies: { 'a-darwin-arm64': '1.0.0' } } } }),
  );
  expect(checkLock(path)).toEqual(['node_modules/a -> a-darwin-arm64: not locked']);
});
