// The interface's own words: every key of en.json must be in ru.json too; plural forms differ from language to language.
import { z } from 'astro/zod';

const pluralForm = /_(zero|one|two|few|many|other)$/;

/** A schema for content/i18n/*.json in which each key of `words` is required, apart from plural forms, and typed. */
export function wordsSchema<Words extends Readonly<Record<string, string>>>(
  words: Words,
): z.ZodObject<{ [Key in keyof Words]: z.ZodOptional<z.ZodString> }> {
  const fields = Object.keys(words).map((key) => [key, pluralForm.test(key) ? z.string().optional() : z.string()] as const);
  // Typed as optional, since Starlight's `t` wants it so.
  return z.object(Object.fromEntries(fields)) as never;
}
