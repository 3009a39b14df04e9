// What the kernel does between keys and a program's input (termios(3)): echo, editing of a line, signals.
import type { SignalName } from './program.ts';
import { textWidth } from './text-width.ts';

export interface LineDisciplineParts {
  echo(text: string): void;
  /** A line with its newline, or what stood before Ctrl-D; empty for the end of input. */
  deliver(bytes: Uint8Array): void;
  signal(name: SignalName): void;
}

export interface LineDiscipline {
  /** Takes typed bytes in cooked mode. */
  type(bytes: Uint8Array): void;
  /** Gives away the unfinished line, as happens when a program asks for raw keys. */
  takeLine(): Uint8Array;
}

const signals: Readonly<Record<number, readonly [SignalName, string]>> = {
  3: ['SIGINT', '^C'],
  26: ['SIGTSTP', '^Z'],
  28: ['SIGQUIT', '^\\'],
};

const NEWLINE = 10;

export function createLineDiscipline(parts: LineDisciplineParts): LineDiscipline {
  let line: number[] = [];
  let echoed: number[] = [];
  const decode = (bytes: number[]) => new TextDecoder().decode(new Uint8Array(bytes));

  const erase = () => {
    let last = line.pop();
    if (last === undefined) return;
    const character = [last];
    while (last !== undefined && last >= 0x80 && last < 0xc0) {
      last = line.pop();
      if (last !== undefined) character.unshift(last);
    }
    const shown = decode(character);
    const columns = last !== undefined && last < 32 ? 2 : textWidth(shown);
    parts.echo('\b \b'.repeat(columns));
  };

  const finish = (bytes: number[]) => {
    line = [];
    parts.deliver(new Uint8Array(bytes));
  };

  /** Holds back the bytes of a character that is not complete yet. */
  const echoByte = (byte: number) => {
    echoed.push(byte);
    const lead = echoed[0] as number;
    const needed = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (echoed.length < needed) return;
    parts.echo(byte < 32 && byte !== 9 ? `^${String.fromCharCode(byte + 64)}` : decode(echoed));
    echoed = [];
  };

  return {
    type(bytes) {
      for (const typed of bytes) {
        const byte = typed === 13 ? NEWLINE : typed;
        const signal = signals[byte];
        if (signal) {
          line = [];
          parts.echo(signal[1]);
          parts.signal(signal[0]);
        } else if (byte === 4) finish(line);
        else if (byte === 127 || byte === 8) erase();
        else if (byte === 21) while (line.length > 0) erase();
        else if (byte === 23) {
          while (line.at(-1) === 32) erase();
          while (line.length > 0 && line.at(-1) !== 32) erase();
        } else if (byte === NEWLINE) {
          parts.echo('\n');
          finish([...line, NEWLINE]);
        } else {
          line.push(byte);
          echoByte(byte);
        }
      }
    },
    takeLine() {
      const taken = new Uint8Array(line);
      line = [];
      return taken;
    },
  };
}
