// Where the reader is in a lesson, in terms that hold in both languages: both have the same headings and blocks of code.

/** Between the mark `after` and the next one; `part` is 0 at the first and 1 at the next. Behind the lesson, `belowPx` counts from its end. */
export interface ReadingPlace {
  readonly after: number;
  readonly part: number;
  readonly belowPx: number;
}

/** Positions of the marks from the window's top, and of the lesson's end. */
function marks(): number[] {
  const main = document.querySelector('main');
  if (!main) return [];
  const tops = [...main.querySelectorAll('h1, h2, h3, h4, pre')].map((element) => element.getBoundingClientRect().top);
  return [main.getBoundingClientRect().top, ...tops, main.getBoundingClientRect().bottom];
}

/** The line under the header, where reading begins. */
const line = (): number => document.querySelector('header.header')?.getBoundingClientRect().bottom ?? 0;

export function readingPlace(): ReadingPlace {
  const tops = marks();
  const at = line();
  const after = Math.max(
    0,
    tops.findLastIndex((top) => top <= at),
  );
  const [from = 0, to] = [tops[after], tops[after + 1]];
  if (to === undefined) return { after, part: 0, belowPx: at - from };
  return { after, part: to > from ? Math.max(0, (at - from) / (to - from)) : 0, belowPx: 0 };
}

export function goTo({ after, part, belowPx }: ReadingPlace): void {
  const tops = marks();
  const from = tops[Math.min(after, tops.length - 1)];
  if (from === undefined) return;
  const to = tops[after + 1] ?? from;
  scrollBy({ top: from + (to - from) * part + belowPx - line(), behavior: 'instant' });
}
