// echo, printf, test: they print or decide, and change nothing.
import { echoText, formatPrintf } from '../../printf.ts';
import { evaluateTest } from '../conditional.ts';
import { ShellError } from '../control.ts';
import type { Interpreter } from '../interpreter.ts';
import type { Builtins } from './builtin.ts';

async function print(shell: Interpreter, text: string, name: string): Promise<number> {
  const output = shell.descriptors.get(1)?.output;
  if (!output) throw new ShellError(`${name}: write error: Bad file descriptor`);
  await output.write(text);
  return 0;
}

async function test(shell: Interpreter, args: readonly string[], name: string): Promise<number> {
  const words = name === '[' ? args.slice(0, -1) : args;
  if (name === '[' && args.at(-1) !== ']') throw new ShellError(`[: missing \`]'`, { status: 2 });
  try {
    return evaluateTest(words, shell.testScope()) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    await shell.complain(`${name}: ${error.message}`);
    return 2;
  }
}

export const outputBuiltins: Builtins = {
  echo: (shell, args, name) => print(shell, echoText(args, { escapes: false }), name),
  test,
  '[': test,
  async printf(shell, args, name) {
    const variable = args[0] === '-v' ? args[1] : undefined;
    const [format, ...values] = args.slice(variable === undefined ? (args[0] === '--' ? 1 : 0) : 2);
    if (format === undefined) throw new ShellError('printf: usage: printf [-v var] format [arguments]', { status: 2 });
    const { text, errors } = formatPrintf(format, values, shell.process.clock.now());
    if (variable === undefined) await print(shell, text, name);
    else shell.variables.assign(variable, text);
    for (const error of errors) await shell.complain(`printf: ${error}`);
    return errors.length > 0 ? 1 : 0;
  },
};
