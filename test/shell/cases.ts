// What the real bash 5.2 and GNU tools printed for a script, recorded with an empty home and LC_ALL=C.UTF-8.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createWorld } from './world.ts';

interface Case {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** One test for each recorded script. */
export function describeCases(title: string, file: URL): void {
  const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly Case[];
  describe(title, () => {
    it.each(cases)('$script', async ({ script, stdout, stderr, code }) => {
      expect(await createWorld().run(script)).toEqual({ stdout, stderr, code });
    });
  });
}
