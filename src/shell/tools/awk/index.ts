// awk: patterns and actions on lines.
import { linesOf } from '../../pipe.ts';
import { interpretEscapes } from '../../printf.ts';
import type { Process, Program } from '../../program.ts';
import { openInputs, pathOf, tool, UsageError } from '../tool.ts';
import { parseAwk } from './parse.ts';
import { Awk } from './run.ts';
import { Field } from './values.ts';

const awk: Program = tool({ values: 'Fvf', posix: true, status: 2 }, async (process, options) => {
  const operands = [...options.operands];
  const scripts = options.all('f').map((name) => process.files.readText(pathOf(process, name)));
  if (scripts.length === 0) {
    const script = operands.shift();
    if (script === undefined) throw new UsageError('usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]', { status: 2 });
    scripts.push(script);
  }
  const running = new Awk(process, parseAwk(scripts.join('\n')));
  const separator = options.value('F');
  if (separator !== undefined) running.globals.set('FS', separator === 't' ? '\t' : interpretEscapes(separator).text);
  const assign = (word: string) =>
    running.globals.set(word.slice(0, word.indexOf('=')), new Field(interpretEscapes(word.slice(word.indexOf('=') + 1)).text));
  for (const word of options.all('v')) assign(word);
  running.globals.set('ARGC', operands.length + 1);
  running.globals.set('ARGV', new Map(['awk', ...operands].map((word, at) => [String(at), word])));
  let failed = false;
  const code = await running.run(inputs(process, operands, assign, () => (failed = true)));
  return failed && code === 0 ? 2 : code;
});

/** Files in order; an operand such as `x=1` sets a variable when its turn comes. */
async function* inputs(process: Process, operands: readonly string[], assign: (word: string) => void, onError: () => void) {
  let opened = false;
  for (const word of operands) {
    if (/^[A-Za-z_]\w*=/.test(word)) {
      assign(word);
      continue;
    }
    opened = true;
    for await (const { name, input } of openInputs(process, [word], onError)) yield { name, lines: linesOf(input, process.signal) };
  }
  if (!opened) yield { name: '-', lines: linesOf(process.stdin, process.signal) };
}

export const awkTools: Readonly<Record<string, Program>> = { awk, mawk: awk, gawk: awk };
