// Words of the panel in the page's language, and messages of the grader put into words.
import { createInstance } from 'i18next';
import type { Language, Localized, Message } from '../../../grader/index.ts';
import type { LabWord, PluralLabWord } from './words.ts';

type Values = Readonly<Record<string, string | number>>;

export interface Wording {
  readonly language: Language;
  /** An interface word. `count` chooses its plural form. */
  word(key: LabWord, values?: Values): string;
  count(key: PluralLabWord, count: number): string;
  pick(text: Localized): string;
  message(message: Message): string;
}

export function createWording(language: Language, words: Readonly<Record<string, string>>): Wording {
  const instance = createInstance();
  // Resolves at once: the words are here already.
  void instance.init({
    lng: language,
    fallbackLng: false,
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    // What is worded here is set as text, never as HTML.
    interpolation: { escapeValue: false },
    resources: { [language]: { translation: words } },
  });
  return {
    language,
    word: (key, values) => instance.t(key, { ...values }),
    count: (key, count) => instance.t(key, { count }),
    pick: (text) => text[language],
    message: (message) => instance.services.interpolator.interpolate(form(message, language), { ...message.values }, language, {}),
  };
}

function form({ text, values, plural }: Message, language: Language): string {
  if (!plural) return text[language];
  const category = new Intl.PluralRules(language).select(Number(values?.count));
  const forms: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> = plural[language];
  return forms[category] ?? (language === 'en' ? plural.en.other : plural.ru.many);
}
