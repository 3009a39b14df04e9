// sed: edits lines as they pass.
import { inputOf, linesOf } from '../../pipe.ts';
import type { Input, Process, Program } from '../../program.ts';
import { openInputs, pathOf, tool, UsageError } from '../tool.ts';
import { Editor, withLast } from './editor.ts';
import { parseSed } from './parse.ts';

async function* joined(inputs: AsyncIterable<{ readonly input: Input }>, signal: AbortSignal): AsyncGenerator<string> {
  for await (const { input } of inputs) yield* linesOf(input, signal);
}

const sed: Program = async (process) => {
  // `-i` may carry a suffix and never takes the next word.
  const args = process.args.map((word) => (/^-i./.test(word) && !/^-i[nEres]+$/.test(word) ? `--in-place=${word.slice(2)}` : word));
  const long = {
    quiet: 'n',
    silent: 'n',
    expression: 'e',
    file: 'f',
    'regexp-extended': 'E',
    'in-place': 'i',
    separate: 's',
    unbuffered: 'u',
  };
  return tool({ flags: 'nErsiuz', values: 'ef', long }, async (_, options) => {
    const operands = [...options.operands];
    const scripts = [...options.all('e'), ...options.all('f').map((name) => process.files.readText(pathOf(process, name)))];
    if (scripts.length === 0) {
      const script = operands.shift();
      if (script === undefined) throw new UsageError('no script specified', { hint: true });
      scripts.push(script);
    }
    const commands = parseSed(scripts.join('\n'), options.has('E') || options.has('r'));
    const needsLast = commands.some((command) => command.first?.kind === 'last' || command.second?.kind === 'last');
    let status = 0;
    if (options.has('i')) {
      for (const name of operands) {
        const path = pathOf(process, name);
        if (process.files.status(path)?.kind !== 'file') {
          await process.stderr.write(`sed: can't read ${name}: No such file or directory\n`);
          status = 2;
          continue;
        }
        let text = '';
        const editor = new Editor(process, commands, options.has('n'), async (piece) => {
          text += piece;
        });
        await editor.edit(withLast(linesOf(inputOf(process.files.read(path)), process.signal), needsLast));
        const suffix = options.value('i');
        if (suffix) process.files.write(path + suffix, process.files.read(path));
        process.files.write(path, text);
      }
      return status;
    }
    const editor = new Editor(process, commands, options.has('n'), (text) => process.stdout.write(text));
    const inputs = openInputs({ ...process, name: "sed: can't read" } as Process, operands, () => (status = 2));
    await editor.edit(withLast(joined(inputs, process.signal), needsLast));
    return editor.exitCode ?? status;
  })({ ...process, args } as Process);
};

export const sedTools: Readonly<Record<string, Program>> = { sed };
