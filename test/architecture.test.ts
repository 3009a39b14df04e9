import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { allFaults, faultOf, importsOf, sourceFiles } from './imports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

describe('the map', () => {
  it('is kept by every import in the tree', () => {
    expect(allFaults(root)).toEqual([]);
  });

  it('has nothing at the top that the project has not agreed on', () => {
    const agreed = [
      'LICENSE',
      'NOTICE',
      'README.md',
      'astro.config.mjs',
      'biome.json',
      'content',
      'content.config.ts',
      'grader',
      'labs',
      'package-lock.json',
      'package.json',
      'src',
      'test',
      'tsconfig.json',
    ];
    const ignored = ['node_modules', 'dist'];
    expect(readdirSync(root).filter((name) => !name.startsWith('.') && !ignored.includes(name) && !agreed.includes(name))).toEqual([]);
  });

  it('lets only clock.ts read the machine’s time or set its timers', () => {
    const reads = /\b(Date\.now\(|new Date\(\)|performance\.now\(|setTimeout\(|setInterval\(|Math\.random\()/;
    const free = /^(src\/clock\.ts|src\/cli\/|src\/server\/|test\/)/;
    const faults = sourceFiles(root)
      .filter((file) => file.endsWith('.ts') && !free.test(file))
      .flatMap((file) =>
        readFileSync(root + file, 'utf8')
          .split('\n')
          .flatMap((line, index) => (reads.test(line.replace(/\/\/.*|^\s*\*.*/, '')) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
      );
    expect(faults).toEqual([]);
  });
});

describe('the check of the map', () => {
  it.each([
    ['grader/check.ts', "import { now } from '../src/clock.ts';", 'grader may import nothing of ours'],
    ['src/shell/run.ts', "const k = await import('../kubectl/index.ts');", 'src/shell may import src/clock.ts'],
    ['src/site/panel.ts', "import type { A } from '../cluster/kind/driver.ts';", 'never on a page'],
    ['src/site/panel.ts', "import answer from '../../labs/empty-endpoints/solution.sh?raw';", 'never on a page'],
    ['src/simulator/a.ts', "import fs from 'node:fs';", 'node: modules stand only in'],
    ['src/site/components/A.astro', "---\nimport { x } from '../../server/index.ts';\n---\n<p>hi</p>", 'src/site may import'],
    ['content/docs/en/a.mdx', "---\ntitle: A\n---\nimport A from '../../../src/session/host.ts';\n\nText", 'content may import'],
  ])('refuses %s: %s', (file, text, reason) => {
    expect(importsOf(file, text).map(faultOf)).toEqual([expect.stringContaining(reason)]);
  });

  it.each([
    ['labs/a/lab.ts', "import { defineLab } from 'podkova/grader';"],
    ['src/cluster/sim/driver.ts', "import { createSimulator } from '../../simulator/index.ts';"],
    ['content/docs/en/a.mdx', "---\ntitle: A\n---\n\n```ts\nimport { x } from '../../../src/server/a.ts';\n```\n"],
  ])('allows %s: %s', (file, text) => {
    expect(importsOf(file, text).flatMap((found) => faultOf(found) ?? [])).toEqual([]);
  });
});
