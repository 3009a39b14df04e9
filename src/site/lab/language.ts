// The language of a page, from its `lang`.
import type { Language } from '../../../grader/index.ts';

export const languageOf = (lang: string): Language => (lang.startsWith('ru') ? 'ru' : 'en');
