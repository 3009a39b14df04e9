// Words of a picture, handed to the browser with it.
export type Words = Readonly<Record<string, string>>;

/** The words of one picture, without its prefix. */
export function wordsOf(prefix: string, all: Words): Words {
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, text]) => (key.startsWith(`${prefix}.`) ? [[key.slice(prefix.length + 1), text]] : [])),
  );
}

/** Puts values into `{{name}}`; a `count` chooses the plural form `key_one`, `key_few` … */
export function word(words: Words, language: string, key: string, values: Readonly<Record<string, string | number>> = {}): string {
  const form = values.count === undefined ? key : `${key}_${new Intl.PluralRules(language).select(Number(values.count))}`;
  const text = words[form] ?? words[key];
  if (text === undefined) throw new Error(`invariant violation: no word ${form}`);
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
}
