// Who imports whom: reads the imports out of the sources and holds them against the table of src/README.md.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

/** What each part may import, besides itself. The longest matching prefix decides which part a file belongs to. */
export const allowed: Readonly<Record<string, readonly string[] | 'everything'>> = {
  content: ['src/site'],
  grader: [],
  labs: ['podkova/grader'],
  'src/clock.ts': [],
  'src/terminal': ['src/clock.ts'],
  'src/shell': ['src/clock.ts'],
  'src/kubectl': ['src/shell', 'src/clock.ts'],
  'src/simulator': ['src/clock.ts', 'src/shell', 'src/kubectl'],
  'src/cluster': ['grader', 'src/simulator', 'src/shell', 'src/kubectl', 'src/terminal', 'src/clock.ts'],
  'src/session': ['grader', 'src/cluster', 'src/terminal', 'src/clock.ts'],
  'src/progress': ['grader', 'src/clock.ts'],
  'src/site': [
    'grader',
    'labs',
    'content',
    'src/clock.ts',
    'src/terminal',
    'src/shell',
    'src/kubectl',
    'src/simulator',
    'src/cluster',
    'src/session',
    'src/progress',
    'src/pages',
  ],
  'src/pages': ['grader', 'labs', 'content', 'src/clock.ts', 'src/session', 'src/progress', 'src/site'],
  'src/server': 'everything',
  'src/cli': 'everything',
  'astro.config.mjs': 'everything',
  'content.config.ts': 'everything',
  test: 'everything',
};

/** `node:` modules may stand here only. */
const nodeParts = [
  'src/server',
  'src/cli',
  'src/cluster/kind',
  'src/site/build',
  'grader/kube',
  'test',
  'astro.config.mjs',
  'content.config.ts',
];
/** Never on a page: what only a machine with Docker has, and what solves a lab. */
const neverOnAPage = /^src\/cluster\/kind\/|^labs\/[^/]+\/(solution|other-|wrong-)/;

const partOf = (path: string) =>
  Object.keys(allowed)
    .filter((part) => path === part || path.startsWith(`${part}/`))
    .sort((a, b) => b.length - a.length)[0];

export interface SourceImport {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
}

/** Static, type-only and dynamic imports of a source; `.astro` and `.mdx` too. */
export function importsOf(file: string, text: string): readonly SourceImport[] {
  const code = file.endsWith('.mdx')
    ? text.replace(/```[\s\S]*?```/g, (block) => block.replace(/[^\n]/g, ' ')).replace(/^(?!import\b|export\b).*$/gm, '')
    : file.endsWith('.astro')
      ? text.replace(/^---$/gm, '   ').replace(/^[ \t]*<(?!script).*$/gm, '')
      : text;
  return ts
    .preProcessFile(code, true, true)
    .importedFiles.map(({ fileName, pos }) => ({ file, specifier: fileName, line: code.slice(0, pos).split('\n').length }));
}

/** A sentence for an import that the table does not allow; undefined for one that it does. */
export function faultOf({ file, line, specifier }: SourceImport): string | undefined {
  const from = partOf(file);
  if (!from) return `${file}: belongs to no part: add it to the table in src/README.md and test/imports.ts`;
  const rule = allowed[from];
  const at = `${file}:${line}: imports ${specifier}`;
  if (specifier.startsWith('node:')) {
    return nodeParts.some((part) => file === part || file.startsWith(`${part}/`))
      ? undefined
      : `${at}: node: modules stand only in ${nodeParts.join(', ')}`;
  }
  const target =
    specifier === 'podkova/grader'
      ? 'podkova/grader'
      : specifier.startsWith('.')
        ? normalize(join(dirname(file), specifier)).replace(/\?.*$/, '')
        : undefined;
  if (!target || rule === 'everything' || !rule) return undefined;
  if (/^src\/(site|pages)\//.test(file) && neverOnAPage.test(target)) return `${at}: never on a page`;
  const to = target === 'podkova/grader' ? target : partOf(target);
  if (to === from || (to !== undefined && rule.includes(to)) || (to === 'podkova/grader' && rule.includes('grader'))) return undefined;
  return `${at}: ${from} may import ${rule.length ? rule.join(', ') : 'nothing of ours'}`;
}

export function sourceFiles(root: string): readonly string[] {
  const skipped = new Set(['node_modules', 'dist', '.git', '.astro']);
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder)).flatMap((name) => {
      const path = folder ? `${folder}/${name}` : name;
      if (skipped.has(name)) return [];
      return statSync(join(root, path)).isDirectory() ? walk(path) : /\.(ts|mjs|astro|mdx)$/.test(name) ? [path] : [];
    });
  return walk('');
}

export function allFaults(root: string): readonly string[] {
  return sourceFiles(root).flatMap((file) =>
    importsOf(file, readFileSync(join(root, file), 'utf8')).flatMap((found) => faultOf(found) ?? []),
  );
}
