// Types a script into a lab's own shell, as a person would: a line, and the next when the shell asks for it.
import type { TerminalEnd } from '../terminal/index.ts';

export interface Typed {
  /** Exit codes of the commands, in order (OSC 133 ; D). */
  readonly exitCodes: readonly number[];
  /** All that the terminal showed. */
  readonly screen: string;
}

/** Every escape sequence that this looks for ends so. */
const promptEnd = '\u001b]133;B\u0007';
const commandEnd = /\u001b\]133;D;(\d+)\u0007/g;
const continuation = /(?:^|\r?\n)> $/;

/** Resolves when the shell asks for the next command after the last line. Rejects when the terminal ends before that. */
export async function typeScript(end: TerminalEnd, script: string): Promise<Typed> {
  let screen = '';
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const waitForPrompt = async (fromOffset: number) => {
    for (;;) {
      const fresh = screen.slice(fromOffset);
      if (fresh.includes(promptEnd) || continuation.test(withoutEscapes(fresh))) return;
      const bytes = await end.read();
      if (!bytes) throw new Error(`the terminal ended while the script was being typed; it showed:\n${withoutEscapes(screen)}`);
      screen += decoder.decode(bytes, { stream: true });
    }
  };
  await waitForPrompt(0);
  for (const line of script.replace(/\n$/, '').split('\n')) {
    const offset = screen.length;
    end.write(encoder.encode(`${line}\r`));
    await waitForPrompt(offset);
  }
  return { exitCodes: [...screen.matchAll(commandEnd)].map(([, code]) => Number(code)), screen: withoutEscapes(screen) };
}

function withoutEscapes(text: string): string {
  return text.replace(/\u001b\][^\u0007]*\u0007/g, '').replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
}
