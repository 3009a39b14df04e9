// Both languages are one course: the same files, and in them the same skeleton.
import { type Language, languages } from '../../../grader/index.ts';

export interface Page {
  /** From the project's root, such as content/docs/en/02-services/02-selectors-endpoints.mdx. */
  readonly filePath: string;
  readonly body: string;
  /** What must be equal in both languages. */
  readonly facts: unknown;
}

export interface Inequality {
  readonly file: string;
  /** A sentence with what differs and the remedy. */
  readonly text: string;
}

const root = 'content/docs';
const other: Readonly<Record<Language, Language>> = { en: 'ru', ru: 'en' };

/** What a reader would notice if one language lacked it, in order: headings by level, components, code blocks by language. */
export function skeleton(body: string): readonly string[] {
  const parts: string[] = [];
  let fence: string | undefined;
  for (const line of body.split('\n')) {
    const mark = /^\s*(`{3,}|~{3,})\s*(\w*)/.exec(line);
    if (mark?.[1] !== undefined) {
      if (fence === undefined) parts.push(`code block ${mark[2] || 'without a language'}`);
      fence = fence === undefined ? mark[1] : line.trim().startsWith(fence) ? undefined : fence;
    } else if (fence === undefined) {
      const heading = /^(#{1,6})\s/.exec(line);
      if (heading?.[1]) parts.push(`heading ${heading[1]}`);
      for (const component of line.matchAll(/<([A-Z]\w*)/g)) parts.push(`<${component[1]}>`);
    }
  }
  return parts;
}

/** What is missing or different; empty when both languages agree. */
export function unequalTwins(pages: readonly Page[]): readonly Inequality[] {
  const byPath = new Map(pages.map((page) => [page.filePath, page]));
  const faults: Inequality[] = [];
  for (const page of pages) {
    const language = languages.find((candidate) => page.filePath.startsWith(`${root}/${candidate}/`));
    if (language === undefined) continue;
    const twinPath = page.filePath.replace(`${root}/${language}/`, `${root}/${other[language]}/`);
    const twin = byPath.get(twinPath);
    if (twin === undefined)
      faults.push({ file: page.filePath, text: `${page.filePath} exists only in one language. Write ${twinPath} too.` });
    else if (language === 'en') faults.push(...differences(page, twin).map((text) => ({ file: page.filePath, text })));
  }
  return faults;
}

function differences(page: Page, twin: Page): readonly string[] {
  const faults: string[] = [];
  if (JSON.stringify(page.facts) !== JSON.stringify(twin.facts)) {
    faults.push(
      `${page.filePath} and ${twin.filePath} say different things in \`lesson\` or \`labs\`: ${JSON.stringify(page.facts)} against ${JSON.stringify(twin.facts)}. Make them equal.`,
    );
  }
  const [ours, theirs] = [skeleton(page.body), skeleton(twin.body)];
  const at = ours.findIndex((part, index) => part !== theirs[index]);
  const place = at === -1 && theirs.length > ours.length ? ours.length : at;
  if (place !== -1) {
    const found = (parts: readonly string[]) => parts[place] ?? 'nothing more';
    faults.push(
      `${page.filePath} and ${twin.filePath} have different skeletons: part ${place + 1} is ${found(ours)} in English, ${found(theirs)} in Russian. Give both the same headings, components and code blocks in the same order.`,
    );
  }
  return faults;
}
