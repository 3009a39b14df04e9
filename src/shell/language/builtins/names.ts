// What a name means: type, command, builtin, alias, hash, history, help and small odds.
import { CommandNotFound } from '../../program.ts';
import { quoteForShell } from '../../quoting.ts';
import { ShellError } from '../control.ts';
import type { Interpreter } from '../interpreter.ts';
import { runProgram } from '../pipeline.ts';
import { notFound, whereIs } from '../programs.ts';
import type { Builtin, Builtins } from './builtin.ts';
import { functionText } from './variables.ts';

const keywords: ReadonlySet<string> = new Set([
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'for',
  'while',
  'until',
  'do',
  'done',
  'case',
  'esac',
  'in',
  'function',
  'select',
  'time',
  '{',
  '}',
  '!',
  '[[',
  ']]',
]);

interface Meaning {
  readonly kind: 'alias' | 'keyword' | 'function' | 'builtin' | 'file';
  readonly long: string;
  readonly short: string;
}

function meaningsOf(shell: Interpreter, name: string): Meaning[] {
  const found: Meaning[] = [];
  const alias = shell.state.aliases.get(name);
  if (alias !== undefined)
    found.push({ kind: 'alias', long: `${name} is aliased to \`${alias}'`, short: `alias ${name}=${quoteForShell(alias)}` });
  if (keywords.has(name)) found.push({ kind: 'keyword', long: `${name} is a shell keyword`, short: name });
  if (shell.state.functions.has(name))
    found.push({ kind: 'function', long: `${name} is a function\n${functionText(shell, name).trimEnd()}`, short: name });
  if (shell.builtins.has(name)) found.push({ kind: 'builtin', long: `${name} is a shell builtin`, short: name });
  const path = whereIs(shell.process, name);
  if (path) found.push({ kind: 'file', long: `${name} is ${path}`, short: path });
  return found;
}

const type: Builtin = async (shell, args) => {
  const options = args.filter((word) => /^-[tapfP]+$/.test(word)).join('');
  let status = 0;
  for (const name of args.filter((word) => !/^-[tapfP]+$/.test(word))) {
    const all = meaningsOf(shell, name);
    const meanings = options.includes('P') || options.includes('p') ? all.filter((one) => one.kind === 'file') : all;
    if (meanings.length === 0) {
      status = 1;
      if (!/[tpP]/.test(options)) await shell.complain(shell.flavour === 'ash' ? `${name}: not found` : `type: ${name}: not found`);
    }
    for (const meaning of options.includes('a') ? meanings : meanings.slice(0, 1)) {
      const text = options.includes('t') ? meaning.kind : /[pP]/.test(options) ? meaning.short : meaning.long;
      await shell.write(1, `${text}\n`);
    }
  }
  return status;
};

const command: Builtin = async (shell, args) => {
  const option = /^-[vVp]$/.test(args[0] ?? '') ? args[0] : undefined;
  const words = option || args[0] === '--' ? args.slice(1) : args;
  if (option === '-v' || option === '-V') {
    let status = 0;
    for (const name of words) {
      const [meaning] = meaningsOf(shell, name);
      if (meaning) await shell.write(1, `${option === '-v' ? meaning.short : meaning.long}\n`);
      else {
        status = 1;
        if (option === '-V') await shell.complain(`command: ${name}: not found`);
      }
    }
    return status;
  }
  const [name, ...rest] = words;
  if (name === undefined) return 0;
  const builtin = shell.builtins.get(name);
  if (builtin) return builtin(shell, rest, name);
  try {
    return await runProgram(shell, words, shell.descriptors.fork());
  } catch (error) {
    if (!(error instanceof CommandNotFound)) throw error;
    await shell.complain(notFound(shell, name));
    return 127;
  }
};

const alias: Builtin = async (shell, args) => {
  const { aliases } = shell.state;
  const line = (name: string) => `${shell.flavour === 'ash' ? '' : 'alias '}${name}=${quoteForShell(aliases.get(name) ?? '')}\n`;
  const words = args.filter((word) => word !== '-p');
  if (words.length === 0) for (const name of [...aliases.keys()].sort()) await shell.write(1, line(name));
  let status = 0;
  for (const word of words) {
    const at = word.indexOf('=');
    if (at > 0) aliases.set(word.slice(0, at), word.slice(at + 1));
    else if (aliases.has(word)) await shell.write(1, line(word));
    else {
      await shell.complain(`alias: ${word}: not found`);
      status = 1;
    }
  }
  return status;
};

export const nameBuiltins: Builtins = {
  type,
  command,
  alias,
  async unalias(shell, args) {
    if (args[0] === '-a') shell.state.aliases.clear();
    for (const name of args) {
      if (name !== '-a' && !shell.state.aliases.delete(name)) throw new ShellError(`unalias: ${name}: not found`);
    }
    return 0;
  },
  async builtin(shell, args) {
    const [name = '', ...rest] = args;
    const found = shell.builtins.get(name);
    if (!found) throw new ShellError(`builtin: ${name}: not a shell builtin`);
    return found(shell, rest, name);
  },
  async hash(shell, args) {
    if (args.length === 0) await shell.write(1, shell.flavour === 'ash' ? '' : 'hash: hash table empty\n');
    return 0;
  },
  async umask(shell, args) {
    if (args.length === 0) await shell.write(1, '0022\n');
    return 0;
  },
  async times(shell) {
    await shell.write(1, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
    return 0;
  },
  async history(shell, args) {
    const { history } = shell.state;
    if (args[0] === '-c') history?.clear();
    else if (history) {
      const entries = history.entries();
      const count = args[0] === undefined ? entries.length : Number(args[0]);
      if (!Number.isInteger(count)) throw new ShellError(`history: ${args[0]}: numeric argument required`);
      const first = Math.max(0, entries.length - count);
      for (let at = first; at < entries.length; at++) await shell.write(1, `${String(at + 1).padStart(5)}  ${entries[at]}\n`);
    }
    return 0;
  },
};
