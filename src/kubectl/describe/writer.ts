// Text for `kubectl describe`: lines with a level of indentation and tabs between cells, aligned at the end.
import { alignTabs, describeTabs } from '../printers/tabwriter.ts';

export class DescribeWriter {
  #text = '';

  /** One line: cells are separated by tabs. */
  line(level: number, ...cells: readonly (string | number | boolean)[]): void {
    this.#text += `${'  '.repeat(level)}${cells.join('\t')}\n`;
  }

  raw(text: string): void {
    this.#text += text;
  }

  /** `Name:` and several values under one another. */
  multiline(level: number, title: string, values: readonly string[], none = '<none>'): void {
    this.line(level, `${title}:`, values[0] ?? none);
    for (const value of values.slice(1)) this.line(level, '', value);
  }

  toString(): string {
    return alignTabs(this.#text, describeTabs);
  }
}
