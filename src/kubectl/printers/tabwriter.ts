// Text aligned in columns, as Go's text/tabwriter does it: a cell ends with a tab, a column is a run of lines that have it.

export interface TabOptions {
  readonly minWidth: number;
  readonly padding: number;
}

/** `kubectl get` and its like (printers.GetNewTabWriter). */
export const listTabs: TabOptions = { minWidth: 6, padding: 3 };
/** `kubectl describe`. */
export const describeTabs: TabOptions = { minWidth: 0, padding: 2 };

const widthOf = (text: string) => [...text].length;

/** `remembered` keeps the widths of the widest block so far, so that later calls align with earlier ones. */
export function alignTabs(text: string, options: TabOptions, remembered?: number[]): string {
  const endsWithNewline = text.endsWith('\n');
  const lines = (endsWithNewline ? text.slice(0, -1) : text).split('\n').map((line) => line.split('\t'));
  const out: string[] = [];
  const widths: number[] = [];

  const writeLines = (from: number, to: number) => {
    for (const cells of lines.slice(from, to)) {
      out.push(
        cells.map((cell, at) => (at < widths.length ? cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell))) : cell)).join(''),
      );
    }
  };
  const format = (from: number, to: number) => {
    const column = widths.length;
    let first = from;
    for (let at = from; at < to; at++) {
      if (column >= (lines[at]?.length ?? 0) - 1) continue;
      writeLines(first, at);
      first = at;
      let width = Math.max(options.minWidth, remembered?.[column] ?? 0);
      for (; at < to && column < (lines[at]?.length ?? 0) - 1; at++)
        width = Math.max(width, widthOf(lines[at]?.[column] ?? '') + options.padding);
      if (remembered) remembered[column] = width;
      widths.push(width);
      format(first, at);
      widths.pop();
      first = at;
    }
    writeLines(first, to);
  };
  format(0, lines.length);
  return out.join('\n') + (endsWithNewline ? '\n' : '');
}
