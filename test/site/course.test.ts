// Quiz answers, the words of both languages, and components without imports.
import { describe, expect, it } from 'vitest';
import en from '../../content/i18n/en.json' with { type: 'json' };
import ru from '../../content/i18n/ru.json' with { type: 'json' };
import { courseComponents, withCourseComponents } from '../../src/site/build/course-components.ts';
import { codeSpans } from '../../src/site/course/code-spans.ts';
import { word } from '../../src/site/pictures/words.ts';
import { judge, shuffle } from '../../src/site/quiz/judge.ts';
import { quizSchema } from '../../src/site/quiz/quiz.ts';

describe('a quiz answer', () => {
  it('needs every right option of several, and no wrong one', () => {
    const key = { type: 'many', right: [0, 2] } as const;
    expect([[2, 0], [0], [0, 1, 2]].map((given) => judge(key, given))).toEqual([true, false, false]);
  });

  it('takes a number with a decimal comma, and nothing as nothing', () => {
    expect([['1,5'], ['1.5'], [''], ['x']].map((given) => judge({ type: 'num', answer: 1.5 }, given))).toEqual([true, true, false, false]);
    expect(judge({ type: 'num', answer: 0 }, [' '])).toBe(false);
  });

  it('forgives spaces around a typed word, and no misprint in it', () => {
    const key = { type: 'text', pattern: '^kubernetes\\.io/service-name$' } as const;
    expect(judge(key, [' kubernetes.io/service-name '])).toBe(true);
    expect(judge(key, ['kubernetes-io/service-name'])).toBe(false);
  });

  it('is right in order only', () => {
    expect(
      [
        [0, 1, 2],
        [1, 0, 2],
      ].map((given) => judge({ type: 'order', right: [0, 1, 2] }, given)),
    ).toEqual([true, false]);
  });

  it('is never given away by the order in which options stand', () => {
    expect(shuffle([0, 1, 2], (limit) => limit - 1)).not.toEqual([0, 1, 2]);
    expect(shuffle([0, 1, 2], () => 0).sort()).toEqual([0, 1, 2]);
  });

  it('cannot be written with two right options where one is asked for', () => {
    const both = { en: 'x', ru: 'x' };
    const options = [
      { text: 'a', right: true },
      { text: 'b', right: true },
    ];
    const result = quizSchema.safeParse({ questions: [{ type: 'one', ask: both, why: both, options }] });
    expect(result.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([
      'questions.0.options: Mark exactly one option with `right: true`.',
    ]);
  });
});

describe('words of the interface', () => {
  const plural = /_(zero|one|two|few|many|other)$/;
  const stems = (words: object) => [...new Set(Object.keys(words).map((key) => key.replace(plural, '')))];
  // Starlight has English words for these, but no Russian ones.
  const ours = (words: object) =>
    stems(words)
      .filter((key) => !key.startsWith('pagefind.'))
      .sort();

  it('exist in both languages', () => expect(ours(ru)).toEqual(ours(en)));

  it('have the plural forms of their language', () => {
    const count = (words: Record<string, string>, language: string) =>
      [1, 2, 5].map((n) => word(words, language, 'lesson.minutes', { count: n }));
    expect(count(en, 'en')).toEqual(['1 minute', '2 minutes', '5 minutes']);
    expect(count(ru, 'ru')).toEqual(['1 минута', '2 минуты', '5 минут']);
  });
});

describe('a lesson', () => {
  it('uses the course’s components without imports, and keeps its line numbers', () => {
    const mdx = '---\ntitle: x\n---\n\nText\n\n<Quiz />\n';
    expect(withCourseComponents(mdx).startsWith(mdx)).toBe(true);
    expect(withCourseComponents(mdx).slice(mdx.length).trim()).toBe(`import Quiz from '${courseComponents.Quiz}';`);
  });

  it('gets nothing that it does not use', () => expect(withCourseComponents('Quiz and <b>text</b>')).toBe('Quiz and <b>text</b>'));

  it('shows code between backticks, and everything else as text', () => {
    expect(codeSpans('set `a<b` & go')).toBe('set <code>a&lt;b</code> &amp; go');
  });
});
