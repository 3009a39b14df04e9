// Two texts line by line, as `diff -u` shows them, without its file headers (apimachinery pkg/util/diff, which is pmezard/go-difflib,
// which is Python's difflib: the longest run of equal lines first, then what is left and right of it).

const CONTEXT = 3;
/** In a long text, a line that makes up more than a hundredth of it is too common to begin a run. */
const LONG_TEXT_LINES = 200;

interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

interface Range {
  readonly left: number;
  readonly leftEnd: number;
  readonly right: number;
  readonly rightEnd: number;
}

function placesOf(lines: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [at, line] of lines.entries()) places.set(line, [...(places.get(line) ?? []), at]);
  if (lines.length < LONG_TEXT_LINES) return places;
  const common = Math.floor(lines.length / 100) + 1;
  for (const [line, all] of places) if (all.length > common) places.delete(line);
  return places;
}

function longestRun(before: readonly string[], after: readonly string[], places: Map<string, number[]>, range: Range): Range {
  let [left, right, length] = [range.left, range.right, 0];
  let ending = new Map<number, number>();
  for (let i = range.left; i < range.leftEnd; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(before[i] as string) ?? []) {
      if (j < range.right || j >= range.rightEnd) continue;
      const run = (ending.get(j - 1) ?? 0) + 1;
      next.set(j, run);
      if (run > length) [left, right, length] = [i - run + 1, j - run + 1, run];
    }
    ending = next;
  }
  while (left > range.left && right > range.right && before[left - 1] === after[right - 1])
    [left, right, length] = [left - 1, right - 1, length + 1];
  while (left + length < range.leftEnd && right + length < range.rightEnd && before[left + length] === after[right + length]) length++;
  return { left, leftEnd: left + length, right, rightEnd: right + length };
}

function compare(before: readonly string[], after: readonly string[]): Line[] {
  const places = placesOf(after);
  const lines: Line[] = [];
  const walk = (range: Range) => {
    const run = longestRun(before, after, places, range);
    if (run.left === run.leftEnd) {
      for (const text of before.slice(range.left, range.leftEnd)) lines.push({ mark: '-', text });
      for (const text of after.slice(range.right, range.rightEnd)) lines.push({ mark: '+', text });
      return;
    }
    walk({ ...range, leftEnd: run.left, rightEnd: run.right });
    for (const text of before.slice(run.left, run.leftEnd)) lines.push({ mark: ' ', text });
    walk({ ...range, left: run.leftEnd, right: run.rightEnd });
  };
  walk({ left: 0, leftEnd: before.length, right: 0, rightEnd: after.length });
  return lines;
}

/** Empty when both are equal; otherwise it ends with a newline. */
export function unifiedDiff(before: string, after: string): string {
  const lines = compare(before.split('\n'), after.split('\n'));
  const near = lines.map((_, at) => lines.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some(({ mark }) => mark !== ' '));
  let text = '';
  let [left, right] = [1, 1];
  for (const [at, { mark, text: line }] of lines.entries()) {
    if (near[at] && !near[at - 1]) {
      const end = near.indexOf(false, at);
      const hunk = lines.slice(at, end < 0 ? undefined : end);
      const count = (side: Line['mark']) => hunk.filter((one) => one.mark === ' ' || one.mark === side).length;
      text += `@@ -${left},${count('-')} +${right},${count('+')} @@\n`;
    }
    if (near[at]) text += `${mark}${line}\n`;
    if (mark !== '+') left++;
    if (mark !== '-') right++;
  }
  return text;
}
