// Text in both languages, and messages that travel as data and are worded where they are shown.

export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

/** Leaving a language out does not compile. */
export type Localized = Readonly<Record<Language, string>>;

/** A message with its values, written `{{name}}` in the text. `values.count` chooses a plural form where `plural` gives them. */
export interface Message {
  readonly text: Localized;
  readonly values?: Readonly<Record<string, string | number>>;
  /** Instead of `text`: the forms of CLDR for each language. */
  readonly plural?: {
    readonly en: { readonly one: string; readonly other: string };
    readonly ru: { readonly one: string; readonly few: string; readonly many: string };
  };
}
