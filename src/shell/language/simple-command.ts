// Simple commands: assignments, words, redirections; then a function, a builtin or a program.
import { type Assignment, type Command, parse, type Word } from 'unbash';
import { CommandNotFound } from '../program.ts';
import { escapeForShell } from '../quoting.ts';
import { declarationBuiltins, specialBuiltins } from './builtins/builtin.ts';
import { CommandAbandoned, ShellError, ShellExit } from './control.ts';
import { expandText, expandWords } from './expansion.ts';
import type { Interpreter } from './interpreter.ts';
import { runProgram } from './pipeline.ts';
import { notFound } from './programs.ts';
import { openRedirects } from './redirect.ts';

/** The name and the arguments of a command, as words. */
export function commandWords(node: Command): Word[] {
  const words = node.name ? [node.name] : [];
  for (const arg of node.args) if (arg.type === 'Word') words.push(arg);
  return words;
}

/** The text that stands for the command's name (`alias`); aliases are for those who type. */
export function aliasOf(shell: Interpreter, node: Command): string | undefined {
  return shell.interactive && node.name ? shell.state.aliases.get(node.name.text) : undefined;
}

export async function runSimple(shell: Interpreter, node: Command, expanded: ReadonlySet<string> = new Set()): Promise<number> {
  const alias = aliasOf(shell, node);
  const name = node.name?.text ?? '';
  if (alias !== undefined && !expanded.has(name)) return runAlias(shell, node, alias, new Set([...expanded, name]));
  const assignments = node.prefix.filter((part) => part.type === 'Assignment');
  shell.substitutionStatus = 0;
  return shell.withLeftovers(async () => {
    const words = await wordsOf(shell, node);
    if (words.length === 0) return assignOnly(shell, node, assignments);
    if (shell.options.xtrace) await trace(shell, words);
    return dispatch(shell, node, words, assignments);
  });
}

/** Expanded words; assignments that are arguments of `declare` and its like stay one word each. */
async function wordsOf(shell: Interpreter, node: Command): Promise<string[]> {
  if (node.args.every((arg) => arg.type === 'Word')) return expandWords(shell, commandWords(node));
  const words = node.name ? await expandWords(shell, [node.name]) : [];
  for (const arg of node.args) {
    if (arg.type === 'Word') words.push(...(await expandWords(shell, [arg])));
    else if (arg.value.type === 'Word')
      words.push(`${arg.name}${arg.index ? `[${arg.index.text}]` : ''}${arg.append ? '+' : ''}=${await assignedText(shell, arg.value)}`);
    else words.push(arg.name);
  }
  return words;
}

async function assignOnly(shell: Interpreter, node: Command, assignments: readonly Assignment[]): Promise<number> {
  for (const assignment of assignments) await assign(shell, assignment);
  await shell.redirected(node.redirects, async () => 0);
  return shell.substitutionStatus;
}

/** A value with the tildes that assignments know: in front and after each colon. */
async function assignedText(shell: Interpreter, word: Word): Promise<string> {
  const text = await expandText(shell, word);
  if (!/:~/.test(word.text) || /['"\\]/.test(word.text)) return text;
  return text.replace(/:~(?=[/:]|$)/g, `:${shell.homeOf('')}`);
}

export async function assign(shell: Interpreter, node: Assignment): Promise<void> {
  const { name, value } = node;
  if (value.type === 'ArrayValue') {
    if (shell.flavour === 'ash') throw new ShellError('syntax error: unexpected "("', { status: 2, fatal: true });
    const keyed = value.elements.map((element) => ({ element, match: /^\[([^\]]+)\]\+?=/.exec(element.text) }));
    const isTable = shell.variables.find(name)?.table !== undefined;
    if (!keyed.some(({ match }) => match)) {
      shell.variables.assignList(name, await expandWords(shell, value.elements), node.append);
      return;
    }
    if (!node.append && isTable) shell.variables.writable(name).table = new Map();
    else if (!node.append) shell.variables.assignList(name, []);
    for (const { element, match } of keyed) {
      const [key, text] = match ? [match[1] as string, element.text.slice(match[0].length)] : ['', element.text];
      const words = parse(`k=${key} v=${text}`).commands[0]?.command;
      const [keyPart, valuePart] = words?.type === 'Command' ? words.prefix : [];
      if (keyPart?.type !== 'Assignment' || valuePart?.type !== 'Assignment') continue;
      const keyText = keyPart.value.type === 'Word' ? await expandText(shell, keyPart.value) : key;
      const valueText = valuePart.value.type === 'Word' ? await assignedText(shell, valuePart.value) : '';
      shell.variables.assignElement(name, keyText, valueText);
    }
    return;
  }
  const text = await assignedText(shell, value);
  if (shell.options.xtrace) await shell.write(2, `+ ${name}${node.append ? '+' : ''}=${text === '' ? '' : escapeTrace(text)}\n`);
  if (node.index) {
    const key = await expandText(shell, node.index);
    shell.variables.assignElement(name, key, text, node.append);
  } else shell.variables.assign(name, text, { append: node.append ?? false, exported: shell.options.allexport });
}

async function dispatch(shell: Interpreter, node: Command, words: readonly string[], assignments: readonly Assignment[]): Promise<number> {
  const [name = '', ...args] = words;
  const found = shell.state.functions.get(name);
  const builtin = shell.builtins.get(name);
  if (!found && !builtin) return runExternal(shell, node, words, assignments);
  if (name === 'exec') return runExec(shell, node, args);
  const temporary = assignments.length > 0 && !specialBuiltins.has(name);
  if (temporary) shell.variables.pushFrame();
  try {
    for (const assignment of assignments) {
      if (temporary) makeTemporary(shell, assignment.name);
      await assign(shell, assignment);
    }
    return await shell.redirected(node.redirects, async () => {
      if (found) return shell.callFunction(name, found, args);
      const arrays = declarationBuiltins.has(name)
        ? node.args.filter((arg) => arg.type === 'Assignment' && arg.value.type === 'ArrayValue')
        : [];
      const status = (await builtin?.(shell, args, name)) ?? 0;
      for (const array of arrays) if (array.type === 'Assignment') await assign(shell, array);
      return status;
    });
  } finally {
    if (temporary) shell.variables.popFrame();
  }
}

/** A variable that lasts as long as the command that it stands before. */
function makeTemporary(shell: Interpreter, name: string): void {
  if (shell.variables.find(name)?.readonly) throw new ShellError(`${name}: readonly variable`);
  shell.variables.makeLocal(name).exported = true;
}

async function runExternal(
  shell: Interpreter,
  node: Command,
  words: readonly string[],
  assignments: readonly Assignment[],
): Promise<number> {
  const table = shell.descriptors.fork();
  try {
    shell.variables.pushFrame();
    let env: Record<string, string>;
    try {
      for (const assignment of assignments) {
        makeTemporary(shell, assignment.name);
        await assign(shell, assignment);
      }
      await openRedirects(shell, node.redirects, table);
      env = shell.variables.environment();
    } finally {
      shell.variables.popFrame();
    }
    const status = await runProgram(shell, words, table, env);
    if (shell.signal.aborted) shell.interruptedStatus = status;
    shell.signal.throwIfAborted();
    return status;
  } catch (error) {
    if (!(error instanceof CommandNotFound)) throw error;
    await shell.redirected(node.redirects, async () => {
      await shell.complain(notFound(shell, words[0] as string));
      return 127;
    });
    return 127;
  } finally {
    table.closeAll();
  }
}

/** `exec`: redirections that stay, or a program in place of the shell. */
async function runExec(shell: Interpreter, node: Command, args: readonly string[]): Promise<number> {
  await openRedirects(shell, node.redirects, shell.descriptors);
  if (args.length === 0) return 0;
  try {
    throw new ShellExit(await runProgram(shell, args, shell.descriptors.fork()));
  } catch (error) {
    if (!(error instanceof CommandNotFound)) throw error;
    await shell.complain(`exec: ${args[0]}: not found`);
    throw shell.interactive ? new CommandAbandoned(127) : new ShellExit(127);
  }
}

async function runAlias(shell: Interpreter, node: Command, alias: string, expanded: ReadonlySet<string>): Promise<number> {
  const script = parse(alias);
  const command = script.commands.length === 1 && !script.errors ? script.commands[0]?.command : undefined;
  if (command?.type === 'Command' && command.name) {
    const joined = {
      ...command,
      pos: node.pos,
      end: node.end,
      prefix: [...node.prefix, ...command.prefix],
      suffix: [...command.suffix, ...node.suffix],
    };
    const args = joined.suffix.filter((part) => part.type === 'Word' || part.type === 'Assignment');
    const redirects = [...joined.prefix, ...joined.suffix].filter(
      (part) => part.type === 'Redirect' || part.type === 'HereDoc' || part.type === 'HereString',
    );
    return runSimple(shell, { ...joined, name: command.name, args, redirects }, expanded);
  }
  const rest = shell.state.source.slice(node.name?.end ?? node.end, node.end);
  const text = `${alias} ${rest}`;
  const before = shell.state.aliases;
  const hidden = new Map([...before].filter(([name]) => !expanded.has(name)));
  Object.assign(shell.state, { aliases: hidden });
  try {
    return await shell.script(parse(text), text);
  } finally {
    Object.assign(shell.state, { aliases: before });
  }
}

async function trace(shell: Interpreter, words: readonly string[]): Promise<void> {
  const prefix = shell.variables.value('PS4') ?? '+ ';
  await shell.write(2, `${prefix}${words.map(escapeTrace).join(' ')}\n`);
}

/** As `set -x` writes a word: quoted when it needs it. */
function escapeTrace(word: string): string {
  return escapeForShell(word) === word ? word : `'${word.replace(/'/g, "'\\''")}'`;
}
