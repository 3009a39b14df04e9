// Whether an answer is right. Runs in the reader's browser.
import type { Key } from './quiz.ts';

/** `given`: indices of the chosen options in any order, of the items as the reader left them, or one typed string. */
export function judge(key: Key, given: readonly (number | string)[]): boolean {
  switch (key.type) {
    case 'one':
    case 'many':
      return given.length === key.right.length && key.right.every((index) => given.includes(index));
    case 'order':
      return key.right.every((index, place) => given[place] === index);
    case 'num': {
      const typed = String(given[0] ?? '').trim();
      return typed !== '' && Number(typed.replace(',', '.')) === key.answer;
    }
    case 'text':
      return new RegExp(key.pattern, 'u').test(String(given[0] ?? '').trim());
  }
}

/** The list in a new order, which differs from the old one where that is possible; `below(n)` gives a whole number from 0 to n - 1. */
export function shuffle<T>(list: readonly T[], below: (limit: number) => number): T[] {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last--) {
    const other = below(last + 1);
    const [a, b] = [result[last] as T, result[other] as T];
    result[last] = b;
    result[other] = a;
  }
  const unchanged = result.every((item, index) => item === list[index]);
  return unchanged && result.length > 1 ? [...result.slice(1), result[0] as T] : result;
}
