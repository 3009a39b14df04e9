// Finds the commands in a lesson's code block: which lines belong together, and what of them is typed.

export interface LessonCommand {
  /** Index of its first line. */
  readonly line: number;
  readonly text: string;
}

/** `console` blocks mark commands with `$ `; the rest of them is output. */
export function commandsOf(lines: readonly string[], language: string): readonly LessonCommand[] {
  const commands: LessonCommand[] = [];
  for (let at = 0; at < lines.length; at++) {
    const first = at;
    let line = lines[at] as string;
    if (language === 'console') {
      if (!line.startsWith('$ ')) continue;
      line = line.slice(2);
    }
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const parts = [line];
    while (parts.at(-1)?.endsWith('\\') && at + 1 < lines.length) parts.push(lines[++at] as string);
    const end = hereDocumentEnd(parts.join('\n'));
    while (end !== undefined && parts.at(-1)?.trim() !== end && at + 1 < lines.length) parts.push(lines[++at] as string);
    commands.push({ line: first, text: end === undefined ? joined(parts) : parts.join('\n') });
  }
  return commands;
}

/** The word that ends a here-document (bash(1), Here Documents), when the command has one. */
function hereDocumentEnd(command: string): string | undefined {
  return /<<-?\s*(['"]?)(\w+)\1/.exec(command)?.[2];
}

function joined(parts: readonly string[]): string {
  return parts.map((part) => part.replace(/\\$/, '').trim()).join(' ');
}
