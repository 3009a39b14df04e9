// Where vi's motions lead.
import { type EditedText, firstNonBlank, type Place } from './text.ts';

export interface Motion extends Place {
  /** Operators take whole lines. */
  readonly whole?: true;
  /** Operators take the character there, too. */
  readonly including?: true;
}

type ClassOf = (character: string | undefined) => 'blank' | 'word' | 'other';
const classOf: ClassOf = (character) =>
  character === undefined || /\s/.test(character) ? 'blank' : /[\p{L}\p{N}_]/u.test(character) ? 'word' : 'other';
/** Everything between blanks is one word to the capital motions. */
const wideClassOf: ClassOf = (character) => (classOf(character) === 'blank' ? 'blank' : 'word');

type Lines = Pick<EditedText, 'lines'>;
type Step = (text: Lines, from: Place, classOf: ClassOf) => Place;

/** The beginning of the next word. */
function nextWord({ lines }: Lines, { row, column }: Place, classOf: ClassOf): Place {
  const line = lines[row] ?? '';
  let at = column;
  const kind = classOf(line[at]);
  while (at < line.length && kind !== 'blank' && classOf(line[at]) === kind) at++;
  while (at < line.length && classOf(line[at]) === 'blank') at++;
  if (at < line.length || row + 1 >= lines.length) return { row, column: at };
  return { row: row + 1, column: firstNonBlank(lines[row + 1] ?? '') };
}

function previousWord({ lines }: Lines, { row, column }: Place, classOf: ClassOf): Place {
  const line = lines[row] ?? '';
  let at = column - 1;
  while (at >= 0 && classOf(line[at]) === 'blank') at--;
  if (at < 0)
    return row > 0 ? previousWord({ lines }, { row: row - 1, column: (lines[row - 1] ?? '').length }, classOf) : { row, column: 0 };
  const kind = classOf(line[at]);
  while (at > 0 && classOf(line[at - 1]) === kind) at--;
  return { row, column: at };
}

function endOfWord({ lines }: Lines, { row, column }: Place, classOf: ClassOf): Place {
  const line = lines[row] ?? '';
  let at = column + 1;
  while (at < line.length && classOf(line[at]) === 'blank') at++;
  if (at >= line.length)
    return row + 1 < lines.length ? endOfWord({ lines }, { row: row + 1, column: -1 }, classOf) : { row, column: line.length - 1 };
  const kind = classOf(line[at]);
  while (at + 1 < line.length && classOf(line[at + 1]) === kind) at++;
  return { row, column: at };
}

const repeat = (text: EditedText, count: number, step: Step, key: string): Place => {
  let place: Place = { row: text.row, column: text.column };
  for (let times = 0; times < count; times++) place = step(text, place, key === key.toUpperCase() ? wideClassOf : classOf);
  return place;
};

/** Undefined when the key is no motion. `count` is undefined when none was typed; `page` is the screen's height in lines. */
export function findMotion(key: string, text: EditedText, count: number | undefined, page: number): Motion | undefined {
  const { row, column, line } = text;
  const times = count ?? 1;
  const last = text.lines.length - 1;
  const vertical = (to: number): Motion => ({ row: Math.max(0, Math.min(last, to)), column, whole: true });
  const toLine = (to: number): Motion => {
    const target = Math.max(0, Math.min(last, to));
    return { row: target, column: firstNonBlank(text.lines[target] ?? ''), whole: true };
  };
  switch (key) {
    case 'h':
    case 'left':
    case 'backspace':
      return { row, column: Math.max(0, column - times) };
    case 'l':
    case 'right':
    case ' ':
      return { row, column: Math.min(line.length, column + times) };
    case 'j':
    case 'down':
    case 'C-n':
      return vertical(row + times);
    case 'k':
    case 'up':
    case 'C-p':
      return vertical(row - times);
    case 'enter':
    case '+':
      return toLine(row + times);
    case '-':
      return toLine(row - times);
    case '0':
    case 'home':
      return { row, column: 0 };
    case '^':
    case '_':
      return { row, column: firstNonBlank(line) };
    case '$':
    case 'end':
      return { row, column: Math.max(0, line.length - 1), including: true };
    case 'w':
    case 'W':
      return repeat(text, times, nextWord, key);
    case 'b':
    case 'B':
      return repeat(text, times, previousWord, key);
    case 'e':
    case 'E':
      return { ...repeat(text, times, endOfWord, key), including: true };
    case 'G':
      return toLine(count === undefined ? last : count - 1);
    case 'gg':
      return toLine(times - 1);
    case 'C-d':
      return vertical(row + Math.ceil(page / 2));
    case 'C-u':
      return vertical(row - Math.ceil(page / 2));
    case 'C-f':
    case 'page-down':
      return vertical(row + page);
    case 'C-b':
    case 'page-up':
      return vertical(row - page);
    default:
      return undefined;
  }
}
