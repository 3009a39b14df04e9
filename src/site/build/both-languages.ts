// Wraps Starlight's loader: a lesson that lacks a language, or has another skeleton in it, does not build; wrong front matter is told with its line.
import { AstroError } from 'astro/errors';
import type { Loader } from 'astro/loaders';
import { type Page, unequalTwins } from '../course/twins.ts';
import { frontmatterLine } from './frontmatter-line.ts';

/** `read` gives the text of a file, by absolute path. */
export function bothLanguages(loader: Loader, read: (filePath: string) => string): Loader {
  return {
    ...loader,
    async load(context) {
      await loader.load({
        ...context,
        parseData: (entry) =>
          context.parseData(entry).catch((error: unknown) => {
            // Astro's own error knows the file, but not the line.
            if (!(error instanceof Error) || !entry.filePath) throw error;
            throw at(error, entry.filePath, frontmatterLine(read(entry.filePath), error.message));
          }),
      });
      const pages = context.store.values().map(
        (entry): Page => ({
          filePath: entry.filePath ?? entry.id,
          body: entry.body ?? '',
          facts: { lesson: entry.data.lesson, labs: entry.data.labs },
        }),
      );
      const [first, ...others] = unequalTwins(pages);
      if (!first) return;
      const message = [first, ...others].map(({ text }) => text).join('\n  ');
      const hint = 'English and Russian are one course: the same files with the same headings, components and code blocks.';
      throw at(new AstroError(message, hint), new URL(first.file, context.config.root).pathname, 1);
    },
  };
}

/** The error with the place that Astro prints under it. */
function at<E extends Error>(error: E, file: string, line: number): E {
  return Object.assign(error, { loc: { file, line, column: 1 } });
}
