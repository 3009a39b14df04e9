// What a lesson's front matter says beyond Starlight's own fields. Strict: a misspelt field fails the build.
import { z } from 'astro/zod';

export const levels = ['newcomer', 'practitioner', 'advanced'] as const;
export type Level = (typeof levels)[number];

const slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Expected a slug such as `service-basics`: lower case, digits, hyphens, no number in front.');

export const lessonSchema = z.strictObject({
  /** Module and place in it. */
  number: z.string().regex(/^\d+\.\d+$/, 'Expected module.lesson in quotes, such as "2.2".'),
  /** Reading, picture and quiz; the lab's own minutes are in its lab.ts. */
  minutes: z.number().int().positive(),
  level: z.enum(levels),
  /** On the short path of the workshop. */
  star: z.boolean().default(false),
  /** Slugs of lessons that this one builds upon; those not written yet are not shown. */
  prerequisites: z.array(slug).default([]),
});
export type LessonFacts = z.infer<typeof lessonSchema>;

/** Front matter of every page; `labs` may only name folders of labs/. */
export function pageSchema(labIds: readonly string[]) {
  const remedy = labIds.length > 0 ? `Labs that exist: ${labIds.join(', ')}.` : 'There is no lab yet.';
  return z.object({
    lesson: lessonSchema.optional(),
    labs: z
      .array(z.string())
      .default([])
      .superRefine((ids, context) => {
        for (const [index, id] of ids.entries()) {
          if (labIds.includes(id)) continue;
          context.addIssue({
            code: 'custom',
            path: [index],
            message: `There is no lab \`${id}\`. ${remedy} Correct the id, or write labs/${id}/lab.ts.`,
          });
        }
      }),
  });
}
