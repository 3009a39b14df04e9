// The files, commands and records that awk programs read and write.
import { createPipe, linesOf } from '../../pipe.ts';
import type { Output, Process } from '../../program.ts';
import { pathOf, runChild } from '../tool.ts';

interface OpenOutput {
  readonly output: Output;
  readonly done: Promise<unknown>;
}

export class AwkStreams {
  readonly process: Process;
  readonly #outputs = new Map<string, OpenOutput>();
  readonly #readers = new Map<string, AsyncGenerator<string>>();

  constructor(process: Process) {
    this.process = process;
  }

  /** The lines of a file or of a command's output, where the last reader left off; undefined when there is no such file. */
  reader(name: string, isCommand: boolean): AsyncGenerator<string> | undefined {
    const lines = this.#readers.get(name) ?? (isCommand ? this.#commandLines(name) : this.#fileLines(name));
    if (lines) this.#readers.set(name, lines);
    return lines;
  }

  #fileLines(name: string): AsyncGenerator<string> | undefined {
    const path = pathOf(this.process, name);
    if (this.process.files.status(path)?.kind !== 'file') return undefined;
    const text = this.process.files.readText(path);
    return (async function* () {
      yield* text.replace(/\n$/, '').split('\n');
    })();
  }

  #commandLines(command: string): AsyncGenerator<string> {
    const pipe = createPipe();
    void runChild(this.process, 'sh', ['-c', command], { stdout: pipe.output, detachTty: true }).then(() => pipe.output.close());
    return linesOf(pipe.input, this.process.signal);
  }

  async close(name: string): Promise<void> {
    const open = this.#outputs.get(name);
    this.#outputs.delete(name);
    this.#readers.delete(name);
    open?.output.close();
    await open?.done;
  }

  outputFor(operator: string, target: string): Output {
    const open = this.#outputs.get(target);
    if (open) return open.output;
    const { files } = this.process;
    let made: OpenOutput;
    if (operator === '|') {
      const pipe = createPipe();
      made = { output: pipe.output, done: runChild(this.process, 'sh', ['-c', target], { stdin: pipe.input }) };
    } else if (target === '/dev/stderr' || target === '/dev/stdout') {
      made = {
        output: {
          write: (chunk) => (target === '/dev/stderr' ? this.process.stderr : this.process.stdout).write(chunk),
          close: () => undefined,
        },
        done: Promise.resolve(),
      };
    } else {
      const path = pathOf(this.process, target);
      files.write(path, '', { append: operator === '>>' });
      made = {
        output: { write: async (chunk) => files.write(path, chunk, { append: true }), close: () => undefined },
        done: Promise.resolve(),
      };
    }
    this.#outputs.set(target, made);
    return made.output;
  }

  async closeAll(): Promise<void> {
    for (const name of [...this.#outputs.keys()]) await this.close(name);
  }
}

/** Records that something else than a newline parts. */
export async function* records(lines: AsyncGenerator<string>, separator: string): AsyncGenerator<string> {
  let text = '';
  for await (const line of lines) text += `${line}\n`;
  const parts = separator === '' ? text.trim().split(/\n{2,}/) : text.split(separator);
  if (/^\n?$/.test(parts.at(-1) ?? '')) parts.pop();
  yield* parts;
}
