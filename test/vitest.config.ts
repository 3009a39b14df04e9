import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** One bad moment of a shared machine must not hide what a change did: tried once more there, and shown as such. At home a flaky test fails. */
const retry = process.env.CI === 'true' ? 1 : 0;

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'], testTimeout: 20_000, retry } },
      {
        test: {
          name: 'e2e',
          retry,
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/global.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          maxConcurrency: 6,
        },
      },
    ],
  },
});
