// A lesson's quiz as its author writes it, in content/quizzes/, and how an answer is judged. Knows no page.
import { z } from 'astro/zod';

const localized = z.strictObject({ en: z.string().min(1), ru: z.string().min(1) });
/** One string where both languages say the same. */
const text = z.union([
  z
    .string()
    .min(1)
    .transform((same) => ({ en: same, ru: same })),
  localized,
]);
const common = { ask: localized, why: localized };

const options = z.array(z.strictObject({ text, right: z.boolean().default(false) })).min(2);
const rightOnes = (list: readonly { right: boolean }[]) => list.filter((option) => option.right).length;

const one = z.strictObject({
  type: z.literal('one'),
  ...common,
  options: options.refine((list) => rightOnes(list) === 1, 'Mark exactly one option with `right: true`.'),
});
const many = z.strictObject({
  type: z.literal('many'),
  ...common,
  options: options.refine((list) => rightOnes(list) > 0, 'Mark at least one option with `right: true`.'),
});
const num = z.strictObject({ type: z.literal('num'), ...common, answer: z.number() });
const typed = z
  .strictObject({ type: z.literal('text'), ...common, pattern: z.string().min(1), answer: text })
  .refine((question) => new RegExp(question.pattern, 'u').test(question.answer.en), {
    path: ['answer'],
    message: 'The answer that is shown must match `pattern`.',
  });
const order = z.strictObject({ type: z.literal('order'), ...common, items: z.array(text).min(3) });

export const quizSchema = z.strictObject({ questions: z.array(z.discriminatedUnion('type', [one, many, num, typed, order])).min(1) });
export type Question = z.infer<typeof quizSchema>['questions'][number];

/** What a page needs to judge; `right` holds indices into options or items as the author wrote them. */
export type Key =
  | { readonly type: 'one' | 'many' | 'order'; readonly right: readonly number[] }
  | { readonly type: 'num'; readonly answer: number }
  | { readonly type: 'text'; readonly pattern: string };

export function keyOf(question: Question): Key {
  switch (question.type) {
    case 'one':
    case 'many':
      return { type: question.type, right: question.options.flatMap((option, index) => (option.right ? [index] : [])) };
    case 'order':
      return { type: 'order', right: question.items.map((_, index) => index) };
    case 'num':
      return { type: 'num', answer: question.answer };
    case 'text':
      return { type: 'text', pattern: question.pattern };
  }
}
