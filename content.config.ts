// The course's content: pages, interface words, quizzes. What may stand in each is strict, and checked when the site is built.

import { defineCollection } from 'astro:content';
import { readFileSync } from 'node:fs';
import { docsLoader, i18nLoader } from '@astrojs/starlight/loaders';
import { docsSchema, i18nSchema } from '@astrojs/starlight/schema';
import { glob } from 'astro/loaders';
import words from './content/i18n/en.json' with { type: 'json' };
import { bothLanguages } from './src/site/build/both-languages.ts';
import { pageSchema } from './src/site/course/lesson.ts';
import { wordsSchema } from './src/site/course/words.ts';
import { quizSchema } from './src/site/quiz/quiz.ts';

const read = (path: string) => readFileSync(path, 'utf8');
const labIds = Object.keys(import.meta.glob('./labs/*/lab.ts')).flatMap((path) => path.split('/').at(-2) ?? []);

export const collections = {
  docs: defineCollection({ loader: bothLanguages(docsLoader(), read), schema: docsSchema({ extend: pageSchema(labIds) }) }),
  i18n: defineCollection({ loader: i18nLoader(), schema: i18nSchema({ extend: wordsSchema(words) }) }),
  quizzes: defineCollection({ loader: glob({ base: './content/quizzes', pattern: '**/*.yaml' }), schema: quizSchema }),
};
