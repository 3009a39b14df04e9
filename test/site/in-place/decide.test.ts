import { describe, expect, it } from 'vitest';
import { inLanguage, type Move, wayOf } from '../../../src/site/in-place/decide.ts';

const base = '/course/';
const move = (to: string, other: Partial<Move> = {}): Move => ({
  kind: 'push',
  to: new URL(to, 'https://learn.example'),
  shownPath: '/course/en/selectors-endpoints/',
  sameDocument: false,
  interceptable: true,
  labRuns: true,
  ...other,
});
const way = (to: string, other?: Partial<Move>) => wayOf(move(to, other), base);

describe('while a lab runs', () => {
  it.each(['/course/ru/selectors-endpoints/', '/course/en/first-policy/#gates', '/course/en', '/course/en/?start=1'])(
    'the page stays standing on the way to %s',
    (to) => {
      expect(way(to)).toBe('in-place');
    },
  );

  it.each(['/course/', '/course/podkova.json', '/en/first-policy/', '/course/english/', '/course/en/lab.yaml'])(
    'it does not on the way to %s, which is no lesson',
    (to) => {
      expect(way(to)).toBe('ordinary');
    },
  );

  it('forms, downloads, other sites and jumps on the page are the browser’s own', () => {
    expect(way('/course/en/first-policy/', { interceptable: false })).toBe('ordinary');
    expect(way('/course/en/selectors-endpoints/', { sameDocument: true })).toBe('ordinary');
  });

  it('a reload reloads', () => {
    expect(way('/course/en/selectors-endpoints/', { kind: 'reload' })).toBe('ordinary');
  });

  it('Back to a page that was shown in place shows it in place', () => {
    expect(way('/course/ru/selectors-endpoints/', { kind: 'traverse', sameDocument: true })).toBe('in-place');
    expect(way('/course/en/selectors-endpoints/', { kind: 'traverse', sameDocument: true })).toBe('ordinary');
    expect(way('/elsewhere', { kind: 'traverse' })).toBe('ordinary');
  });
});

describe('without a running lab', () => {
  it('pages are loaded as usual', () => {
    expect(way('/course/ru/selectors-endpoints/', { labRuns: false })).toBe('ordinary');
  });

  it('Back never leaves one page under the address of another', () => {
    expect(way('/course/ru/selectors-endpoints/', { labRuns: false, kind: 'traverse', sameDocument: true })).toBe('reload');
  });
});

it('a page’s address in the other language is the same but for the language', () => {
  expect(inLanguage('/course/en/selectors-endpoints/', 'ru', base)).toBe('/course/ru/selectors-endpoints/');
  expect(inLanguage('/en/', 'ru', '/')).toBe('/ru/');
  expect(inLanguage('/en', 'ru', '/')).toBe('/ru');
});
