// Command and process substitution.
import type { ParsedScript, ProcessSubstitutionPart } from 'unbash';
import { describeFileError } from '../file-errors.ts';
import { FileError } from '../files.ts';
import { resolvePath } from '../paths.ts';
import { createCollector, inputOf } from '../pipe.ts';
import { ShellError } from './control.ts';
import { Descriptor } from './descriptors.ts';
import { expandText } from './expansion.ts';
import type { Interpreter } from './interpreter.ts';

/** What the script prints, without newlines at the end. */
export async function substituteCommand(shell: Interpreter, script: ParsedScript): Promise<string> {
  const collector = createCollector();
  const file = readOnlyRedirect(script);
  if (file) {
    const path = await expandText(shell, file);
    try {
      return trimEnd(shell.files.readText(resolvePath(shell.cwd, path)));
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new ShellError(`${path}: ${describeFileError(error)}`);
    }
  }
  const table = shell.descriptors.fork();
  table.set(1, new Descriptor({ output: collector }, true));
  const child = shell.fork(
    (sub) => (script.source === undefined ? sub.statements(script.commands) : sub.script(script, script.source)),
    table,
  );
  shell.substitutionStatus = await shell.wait(child);
  shell.signal.throwIfAborted();
  return trimEnd(collector.text());
}

/** The file of `$(< file)`. */
function readOnlyRedirect(script: ParsedScript) {
  const command = script.commands.length === 1 ? script.commands[0]?.command : undefined;
  if (command?.type !== 'Command' || command.name || command.prefix.length !== 1) return undefined;
  const redirect = command.prefix[0];
  return redirect?.type === 'Redirect' && redirect.operator === '<' && !redirect.descriptor ? redirect.target : undefined;
}

function trimEnd(text: string): string {
  return text.replaceAll('\0', '').replace(/\n+$/, '');
}

/**
 * The path of a file that stands for the script's output (`<`) or input (`>`). Unlike in bash the script runs to its
 * end before the command begins, or after it has ended.
 */
export async function substituteProcess(shell: Interpreter, part: ProcessSubstitutionPart): Promise<string> {
  const number = 63 - shell.leftovers.length;
  const path = `/dev/fd/${number}`;
  if (!shell.files.status('/dev/fd')) shell.files.makeFolder('/dev/fd', { parents: true });
  const { script } = part;
  const table = shell.descriptors.fork();
  if (part.operator === '<') {
    const collector = createCollector();
    table.set(1, new Descriptor({ output: collector }, true));
    await shell.wait(shell.fork((sub) => sub.statements(script?.commands ?? []), table));
    shell.files.write(path, collector.bytes());
    shell.leftovers.push(async () => shell.files.remove(path));
    return path;
  }
  shell.files.write(path, '');
  shell.leftovers.push(async () => {
    table.set(0, new Descriptor({ input: inputOf(shell.files.read(path)) }, true));
    await shell.wait(shell.fork((sub) => sub.statements(script?.commands ?? []), table));
    shell.files.remove(path);
  });
  return path;
}
