// Keeps a prompt and the text behind it on a terminal, writing only what has changed.
import { textWidth, widthOf } from '../text-width.ts';

export interface Cell {
  /** What is written for it; with escape sequences in a prompt. */
  readonly display: string;
  readonly width: number;
  readonly newline?: true;
}

interface Placed extends Cell {
  readonly row: number;
  readonly column: number;
}

interface Position {
  readonly row: number;
  readonly column: number;
}

/** The cells of a prompt: escape sequences (CSI, OSC) have no width. */
export function promptCells(prompt: string): Cell[] {
  const cells: Cell[] = [];
  for (const [part, escaped] of prompt.matchAll(/(\x1b\[[\d;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x01\x02])|[\s\S]/gu)) {
    if (escaped !== undefined) cells.push({ display: escaped, width: 0 });
    else cells.push(textCell(part));
  }
  return cells;
}

/** A character, with what combines with it, as it is shown: control characters as ^X. */
export function textCell(text: string): Cell {
  if (text === '\n') return { display: '', width: 0, newline: true };
  const code = text.codePointAt(0) ?? 0;
  if (code < 32) return { display: `^${String.fromCharCode(code + 64)}`, width: 2 };
  return { display: text, width: textWidth(text) };
}

export interface Screen {
  /** Text to write so that the terminal shows these cells with the cursor before cell number `cursor`. */
  update(cells: readonly Cell[], cursor: number): string;
  /** Text to write so that `after` stands behind everything and the cursor on a fresh line below. */
  leave(after: string): string;
  /** Forgets what is shown: the next update begins where the cursor stands, at the left margin. */
  reset(): void;
  /** Text that clears what is shown, so that it can be drawn for another width. */
  erase(columns: number): string;
  columns: number;
  /** The cursor's, counted from where the prompt begins. */
  readonly row: number;
}

export function createScreen(columns: number): Screen {
  let shown: readonly Placed[] = [];
  let end: Position = { row: 0, column: 0 };
  let at: Position = { row: 0, column: 0 };
  let cursorIndex = 0;

  const moveTo = (to: Position): string => {
    let out = '';
    if (to.row < at.row) out += `\x1b[${at.row - to.row}A`;
    if (to.row > at.row) out += `\x1b[${to.row - at.row}B`;
    const left = at.column - to.column;
    if (to.column === 0 && left > 0) out += '\r';
    else if (left > 0) out += left < 4 ? '\b'.repeat(left) : `\x1b[${left}D`;
    else if (left < 0) out += `\x1b[${-left}C`;
    at = to;
    return out;
  };

  const write = (cells: readonly Placed[]): string => {
    let out = '';
    for (const cell of cells) {
      if (cell.row > at.row) out += '\r\n';
      out += cell.display;
      at = after(cell);
      if (cell.newline) out += '\r\n';
      // A full line leaves the cursor hanging at its end; this takes it to the next one.
      else if (cell.width > 0 && cell.column + cell.width >= screen.columns) out += '\r\n';
    }
    return out;
  };

  const after = (cell: Placed): Position => {
    if (cell.newline) return { row: cell.row + 1, column: 0 };
    const column = cell.column + cell.width;
    return column >= screen.columns && cell.width > 0 ? { row: cell.row + 1, column: 0 } : { row: cell.row, column };
  };

  const place = (cells: readonly Cell[], columns: number): Placed[] => {
    let row = 0;
    let column = 0;
    return cells.map((cell) => {
      if (column + cell.width > columns) {
        row++;
        column = 0;
      }
      const placed = { ...cell, row, column };
      column += cell.width;
      if (cell.newline || (column >= columns && cell.width > 0)) {
        row++;
        column = 0;
      }
      return placed;
    });
  };

  const screen: Screen = {
    columns,
    get row() {
      return at.row;
    },
    update(cells, cursor) {
      const placed = place(cells, screen.columns);
      let same = 0;
      while (same < placed.length && same < shown.length && isSame(placed[same] as Placed, shown[same] as Placed)) same++;
      const last = placed.at(-1);
      const nextEnd = last ? after(last) : { row: 0, column: 0 };
      if (hasShorterLine(placed, shown, nextEnd.row)) return redraw(cells, cursor);
      let out = '';
      if (same < placed.length || same < shown.length) {
        const before = placed[same - 1];
        out += moveTo(before ? after(before) : { row: 0, column: 0 });
        out += write(placed.slice(same));
        if (nextEnd.row < end.row || (nextEnd.row === end.row && nextEnd.column < end.column)) out += '\x1b[J';
      }
      shown = placed;
      end = nextEnd;
      cursorIndex = cursor;
      const target = placed[cursor];
      return out + moveTo(target ?? nextEnd);
    },
    leave(after) {
      const out = moveTo(end);
      // A text that fills its last line has taken the cursor to a fresh one already.
      const fresh = end.row > 0 && end.column === 0 && !shown.at(-1)?.newline;
      screen.reset();
      return fresh && !after ? out : `${out}${after}\r\n`;
    },
    reset() {
      shown = [];
      end = { row: 0, column: 0 };
      at = { row: 0, column: 0 };
    },
    erase(nextColumns) {
      // The terminal has wrapped the lines anew: the cursor stands where the new width puts it.
      const placed = place(shown, nextColumns);
      const row = placed[cursorIndex]?.row ?? placed.at(-1)?.row ?? 0;
      screen.columns = nextColumns;
      screen.reset();
      return `${row > 0 ? `\x1b[${row}A` : ''}\r\x1b[J`;
    },
  };

  /** Draws everything anew: for changes in texts of several lines. */
  const redraw = (cells: readonly Cell[], cursor: number): string => {
    const up = at.row;
    screen.reset();
    return `${up > 0 ? `\x1b[${up}A` : ''}\r\x1b[J${screen.update(cells, cursor)}`;
  };

  return screen;
}

function isSame(a: Placed, b: Placed): boolean {
  return a.display === b.display && a.row === b.row && a.column === b.column && a.newline === b.newline;
}

function widthOfLine(cells: readonly Placed[], row: number): number {
  let width = 0;
  for (const cell of cells) if (cell.row === row) width = Math.max(width, cell.column + cell.width);
  return width;
}

/** True when a line above the last one has become shorter, so that something would be left at its end. */
function hasShorterLine(next: readonly Placed[], before: readonly Placed[], lastRow: number): boolean {
  if (before.length === 0) return false;
  for (let row = 0; row < lastRow; row++) if (widthOfLine(next, row) < widthOfLine(before, row)) return true;
  return false;
}

/** Characters with what combines with them. */
export function splitCells(text: string): string[] {
  const cells: string[] = [];
  for (const character of text) {
    if (widthOf(character) === 0 && cells.length > 0 && character !== '\n') cells[cells.length - 1] += character;
    else cells.push(character);
  }
  return cells;
}
