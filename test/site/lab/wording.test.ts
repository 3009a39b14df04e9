import { describe, expect, it } from 'vitest';
import en from '../../../content/i18n/en.json' with { type: 'json' };
import ru from '../../../content/i18n/ru.json' with { type: 'json' };
import { createWording } from '../../../src/site/lab/wording.ts';
import { labWords, pluralLabWords } from '../../../src/site/lab/words.ts';

const files = { en: en as Readonly<Record<string, string>>, ru: ru as Readonly<Record<string, string>> };
const forms = { en: ['one', 'other'], ru: ['one', 'few', 'many'] } as const;
const endpoints = {
  text: { en: '', ru: '' },
  values: { count: 3 },
  plural: {
    en: { one: '{{count}} endpoint', other: '{{count}} endpoints' },
    ru: { one: '{{count}} эндпоинт', few: '{{count}} эндпоинта', many: '{{count}} эндпоинтов' },
  },
};

describe('the words of the lab panel', () => {
  it.each(['en', 'ru'] as const)('are all there in %s, and none is left over', (language) => {
    const wanted = [...labWords, ...pluralLabWords.flatMap((key) => forms[language].map((form) => `${key}_${form}`))];
    const given = Object.keys(files[language]).filter((key) => key.startsWith('lab.'));
    expect(given.sort()).toEqual(wanted.sort());
  });

  it.each(labWords)('ask for the same values in both languages: %s', (key) => {
    const values = (text = '') => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).sort();
    expect(values(files.ru[key])).toEqual(values(files.en[key]));
  });

  it('count as their language does', () => {
    const [english, russian] = [createWording('en', files.en), createWording('ru', files.ru)];
    expect([1, 2, 21].map((count) => english.count('lab.open', count))).toEqual([
      '1 task is left.',
      '2 tasks are left.',
      '21 tasks are left.',
    ]);
    expect([1, 2, 5, 21].map((count) => russian.count('lab.open', count))).toEqual([
      'Осталась 1 задача.',
      'Осталось 2 задачи.',
      'Осталось 5 задач.',
      'Осталась 21 задача.',
    ]);
  });

  it('word a message of the grader with its values and plural forms, never as HTML', () => {
    const russian = createWording('ru', files.ru);
    expect([1, 3, 12].map((count) => russian.message({ ...endpoints, values: { count } }))).toEqual([
      '1 эндпоинт',
      '3 эндпоинта',
      '12 эндпоинтов',
    ]);
    const message = { text: { en: 'found {{found}}', ru: 'найдено {{found}}' }, values: { found: '<b>app</b> & $t(x)' } };
    expect(createWording('en', files.en).message(message)).toBe('found <b>app</b> & $t(x)');
  });
});
