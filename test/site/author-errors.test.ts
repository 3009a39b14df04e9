// What an author reads who makes a mistake in a lesson: the site's own build, on a copy of the project.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labIds } from '../../src/server/labs-on-disk.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const lesson = '02-services/02-selectors-endpoints.mdx';
let project: string;

beforeAll(async () => {
  // Inside the tree, so that node_modules is found; .podkova is ignored by git.
  await mkdir(join(root, '.podkova'), { recursive: true });
  project = await mkdtemp(join(root, '.podkova', 'author-'));
  for (const part of ['astro.config.mjs', 'content.config.ts', 'package.json', 'tsconfig.json', 'content', 'labs', 'grader', 'src']) {
    await cp(join(root, part), join(project, part), { recursive: true });
  }
}, 60_000);

afterAll(() => rm(project, { recursive: true, force: true }));

/** What `astro <command>` prints when it fails, without times, colours, stack traces and the folder. */
async function failure(command: 'sync' | 'build'): Promise<string> {
  const output = await new Promise<string>((resolve, reject) => {
    const env = { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1', FORCE_COLOR: '0', NODE_ENV: 'production', VITEST: '' };
    execFile(process.execPath, [join(root, 'node_modules/astro/bin/astro.mjs'), command], { cwd: project, env }, (error, stdout, stderr) =>
      error ? resolve(stdout + stderr) : reject(new Error(`astro ${command} succeeded:\n${stdout}`)),
    );
  });
  return output
    .replaceAll(project, '')
    .replace(/\n\s*Stack trace:[\s\S]*/, '')
    .split('\n')
    .filter((line) => !/^\d\d:\d\d:\d\d (?!.*ERROR)/.test(line))
    .map((line) => line.replace(/^\d\d:\d\d:\d\d /, '').trimEnd())
    .join('\n')
    .trim();
}

/** Changes a lesson for the time of one call. */
async function broken(
  languages: readonly ('en' | 'ru')[],
  change: (mdx: string) => string | undefined,
  command: 'sync' | 'build',
): Promise<string> {
  const files = languages.map((language) => join(project, 'content/docs', language, lesson));
  const before = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  for (const [index, file] of files.entries()) {
    const after = change(before[index] ?? '');
    await (after === undefined ? rm(file) : writeFile(file, after));
  }
  try {
    return await failure(command);
  } finally {
    for (const [index, file] of files.entries()) await writeFile(file, before[index] ?? '');
  }
}

describe('an author who makes a mistake', () => {
  it('reads which lab is unknown, where, and which there are', { timeout: 60_000 }, async () => {
    const text = await broken(['en', 'ru'], (mdx) => mdx.replace('labs: [empty-endpoints]', 'labs: [empty-endpoint]'), 'sync');
    expect(text).toContain(`labs.0: There is no lab \`empty-endpoint\`. Labs that exist: ${labIds().join(', ')}`);
    expect(text).toContain('Correct the id, or write labs/empty-endpoint/lab.ts.');
    expect(text).toMatch(/\/content\/docs\/(en|ru)\/02-services\/02-selectors-endpoints\.mdx:14/);
  });

  it('reads which field of the front matter is misspelt, and in which line', { timeout: 60_000 }, async () => {
    const text = await broken(['en'], (mdx) => mdx.replace('  level: newcomer', '  level: beginner'), 'sync');
    expect(text).toContain('lesson.level: Invalid option: expected one of "newcomer"|"practitioner"|"advanced"');
    expect(text).toContain('/content/docs/en/02-services/02-selectors-endpoints.mdx:11');
  });

  it('reads that a lesson lacks a language, and which file to write', { timeout: 60_000 }, async () => {
    expect(await broken(['ru'], () => undefined, 'sync')).toMatchInlineSnapshot(`
      "[AstroUserError] content/docs/en/02-services/02-selectors-endpoints.mdx exists only in one language. Write content/docs/ru/02-services/02-selectors-endpoints.mdx too.
        Hint:
          English and Russian are one course: the same files with the same headings, components and code blocks.
        Location:
          /content/docs/en/02-services/02-selectors-endpoints.mdx:1:1"
    `);
  });

  it('reads where the two languages part', { timeout: 60_000 }, async () => {
    expect(await broken(['ru'], (mdx) => mdx.replace('## Проверьте себя\n', ''), 'sync')).toMatchInlineSnapshot(`
      "[AstroUserError] content/docs/en/02-services/02-selectors-endpoints.mdx and content/docs/ru/02-services/02-selectors-endpoints.mdx have different skeletons: part 13 is heading ## in English, <Quiz> in Russian. Give both the same headings, components and code blocks in the same order.
        Hint:
          English and Russian are one course: the same files with the same headings, components and code blocks.
        Location:
          /content/docs/en/02-services/02-selectors-endpoints.mdx:1:1"
    `);
  });

  it('reads where MDX breaks, in the line of the file', { timeout: 60_000 }, async () => {
    const text = await broken(['en'], (mdx) => mdx.replace('<Quiz />', '<Quiz'), 'build');
    const line = (await readFile(join(root, 'content/docs/en', lesson), 'utf8')).split('\n').indexOf('<Quiz />') + 1;
    expect(text).toContain('expected a valid JSX tag');
    expect(text).toContain(`/content/docs/en/02-services/02-selectors-endpoints.mdx:${line}:1`);
  });
});
