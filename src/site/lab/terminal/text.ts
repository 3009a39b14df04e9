// What a terminal has shown, as text.
import type { Terminal } from '@xterm/xterm';

/** All that its buffer holds, scrollback included; a line that was wrapped is one line. */
export function textOf({ buffer: { active } }: Terminal): string {
  const lines: string[] = [];
  for (let at = 0; at < active.length; at++) {
    const line = active.getLine(at);
    const continues = active.getLine(at + 1)?.isWrapped ?? false;
    const text = line?.translateToString(!continues) ?? '';
    if (line?.isWrapped && lines.length > 0) lines[lines.length - 1] += text;
    else lines.push(text);
  }
  return lines.join('\n').trimEnd();
}
