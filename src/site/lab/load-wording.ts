// Fetches the words of one language when they are needed first.
import type { Language } from '../../../grader/index.ts';
import { createWording, type Wording } from './wording.ts';

type Words = { readonly default: Readonly<Record<string, string>> };

const files: Readonly<Record<Language, () => Promise<Words>>> = {
  en: () => import('../../../content/i18n/en.json'),
  ru: () => import('../../../content/i18n/ru.json'),
};

export async function loadWording(language: Language): Promise<Wording> {
  return createWording(language, (await files[language]()).default);
}
