// Shows candidates of a completion as readline does: in columns, or one a line with their descriptions.
import { textWidth } from '../text-width.ts';

export interface Candidate {
  readonly shown: string;
  readonly description?: string;
}

/** Lines, each with `\r\n`, that fit into a terminal of this width. */
export function listCandidates(candidates: readonly Candidate[], columns: number): string {
  const widest = Math.max(...candidates.map((one) => textWidth(one.shown)));
  const pad = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - textWidth(text)));
  if (candidates.some((one) => one.description)) {
    return candidates
      .map(({ shown, description }) => {
        if (!description) return `${shown}\r\n`;
        const room = columns - widest - 5;
        const text = description.length > room ? `${description.slice(0, Math.max(0, room - 1))}…` : description;
        return room < 8 ? `${shown}\r\n` : `${pad(shown, widest)}  (${text})\r\n`;
      })
      .join('');
  }
  const width = widest + 2;
  const across = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(candidates.length / across);
  let out = '';
  for (let row = 0; row < rows; row++) {
    let line = '';
    for (let at = row; at < candidates.length; at += rows) {
      const shown = candidates[at]?.shown ?? '';
      line += at + rows < candidates.length ? pad(shown, width) : shown;
    }
    out += `${line}\r\n`;
  }
  return out;
}
