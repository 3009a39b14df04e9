// Builtins for variables: export, declare, local, readonly, unset, set, shopt, shift, let, getopts.
import { print as printNode } from 'unbash/printer';
import { quoteForShell } from '../../quoting.ts';
import { ShellError } from '../control.ts';
import type { Interpreter } from '../interpreter.ts';
import type { ShellOptions } from '../state.ts';
import type { Variable } from '../variables.ts';
import type { Builtin, Builtins } from './builtin.ts';

const assignment = /^([A-Za-z_]\w*)(?:\[([^\]]*)\])?(?:(\+)?=([\s\S]*))?$/;

/** A value as `declare -p` and `set` print it. */
function valueText(variable: Variable): string {
  const entries = variable.table ? [...variable.table] : variable.list ? [...variable.list].sort(([a], [b]) => a - b) : undefined;
  if (!entries) return `"${(variable.value ?? '').replace(/["\\$`]/g, '\\$&')}"`;
  const text = entries.map(([key, value]) => `[${key}]="${value.replace(/["\\$`]/g, '\\$&')}"`).join(' ');
  return variable.table && text ? `(${text} )` : `(${text})`;
}

function declaration(name: string, variable: Variable): string {
  const letters = [variable.list && 'a', variable.table && 'A', variable.integer && 'i', variable.readonly && 'r', variable.exported && 'x']
    .filter(Boolean)
    .join('');
  const hasValue = variable.list || variable.table || variable.value !== undefined;
  return `declare -${letters || '-'} ${name}${hasValue ? `=${valueText(variable)}` : ''}\n`;
}

const declare: Builtin = async (shell, args, name) => {
  const set = new Set<string>();
  const cleared = new Set<string>();
  let at = 0;
  for (; /^[-+][A-Za-z]+$/.test(args[at] ?? ''); at++) {
    for (const letter of (args[at] as string).slice(1)) (args[at]?.startsWith('-') ? set : cleared).add(letter);
  }
  if (args[at] === '--') at++;
  const words = args.slice(at);
  if (name === 'local' && !shell.variables.inFrame) throw new ShellError('local: can only be used in a function');
  if (set.has('f') || set.has('F')) return printFunctions(shell, words, set.has('F'));
  if (name === 'export') set.add('x');
  if (name === 'readonly') set.add('r');
  if (words.length === 0 || set.has('p')) return printVariables(shell, words, set, name);
  let status = 0;
  for (const word of words) {
    const match = assignment.exec(word);
    if (!match) {
      await shell.complain(`${name}: \`${word}': not a valid identifier`);
      status = 1;
      continue;
    }
    const [, variableName = '', index, append, value] = match;
    const isLocal = name === 'local' || ((name === 'declare' || name === 'typeset') && shell.functionDepth > 0 && !set.has('g'));
    if (isLocal) shell.variables.makeLocal(variableName);
    const variable = value === undefined && !set.has('r') ? shell.variables.ensure(variableName) : shell.variables.writable(variableName);
    if (set.has('i')) variable.integer = true;
    if (set.has('u')) variable.letters = 'upper';
    if (set.has('l')) variable.letters = 'lower';
    if (set.has('a')) variable.list ??= new Map();
    if (set.has('A')) variable.table ??= new Map();
    if (value !== undefined) {
      if (index !== undefined) shell.variables.assignElement(variableName, index, value, append !== undefined);
      else shell.variables.assign(variableName, value, { append: append !== undefined });
    }
    if (set.has('x')) variable.exported = true;
    if (cleared.has('x') || (name === 'export' && set.has('n'))) variable.exported = false;
    if (set.has('r')) variable.readonly = true;
  }
  return status;
};

async function printVariables(shell: Interpreter, words: readonly string[], set: ReadonlySet<string>, name: string): Promise<number> {
  let status = 0;
  for (const word of words.length > 0 ? words : shell.variables.names()) {
    const variable = shell.variables.find(word);
    if (!variable) {
      await shell.complain(`${name}: ${word}: not found`);
      status = 1;
    } else if ((!set.has('x') || variable.exported) && (!set.has('r') || variable.readonly)) {
      const ash = shell.flavour === 'ash';
      await shell.write(1, ash ? `${name} ${word}=${quoteForShell(variable.value ?? '')}\n` : declaration(word, variable));
    }
  }
  return status;
}

async function printFunctions(shell: Interpreter, words: readonly string[], namesOnly: boolean): Promise<number> {
  let status = 0;
  for (const word of words.length > 0 ? words : [...shell.state.functions.keys()].sort()) {
    const found = shell.state.functions.get(word);
    if (!found) status = 1;
    else await shell.write(1, namesOnly ? `${words.length > 0 ? '' : 'declare -f '}${word}\n` : functionText(shell, word));
  }
  return status;
}

export function functionText(shell: Interpreter, name: string): string {
  const found = shell.state.functions.get(name);
  if (!found) return '';
  const text = printNode({
    type: 'Script',
    pos: 0,
    end: 0,
    shebang: undefined,
    commands: [{ type: 'Statement', pos: 0, end: 0, command: found.text, background: undefined }],
  });
  const inner = text.trimEnd().replace(/^( {2})+/gm, (indent) => indent + indent);
  return `${inner.replace(/^[^{\n]*\(\) \{$/m, `${name} () \n{ `)}\n`;
}

const optionLetters: Readonly<Record<string, keyof ShellOptions>> = {
  a: 'allexport',
  e: 'errexit',
  f: 'noglob',
  u: 'nounset',
  x: 'xtrace',
  C: 'noclobber',
};

/** Sets what `set -o name` or a letter names. False when there is no such option. */
export function setOption(shell: Interpreter, name: string, on: boolean): boolean {
  const option = name.length === 1 ? optionLetters[name] : name;
  if (option === undefined || !(option in shell.options))
    return [
      'h',
      'B',
      'm',
      'monitor',
      'braceexpand',
      'emacs',
      'history',
      'hashall',
      'posix',
      'errtrace',
      'E',
      'b',
      'H',
      'histexpand',
    ].includes(name);
  shell.options[option as keyof ShellOptions] = on;
  return true;
}

async function set(shell: Interpreter, args: readonly string[]): Promise<number> {
  if (args.length === 0) {
    for (const name of shell.variables.names()) {
      const variable = shell.variables.find(name);
      if (!variable) continue;
      const plain = variable.value !== undefined && /^[\w@%+=:,./-]*$/.test(variable.value);
      await shell.write(
        1,
        `${name}=${variable.list || variable.table ? valueText(variable) : plain ? variable.value : quoteForShell(variable.value ?? '')}\n`,
      );
    }
    return 0;
  }
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (word === '--' || word === '-') {
      shell.state.positional = args.slice(at + 1);
      return 0;
    }
    if (!/^[-+]./.test(word)) {
      shell.state.positional = args.slice(at);
      return 0;
    }
    for (const letter of word.slice(1)) {
      const on = word.startsWith('-');
      if (letter === 'o') {
        const name = args[++at];
        if (name === undefined) {
          for (const [option, value] of Object.entries(shell.options))
            await shell.write(1, on ? `${option.padEnd(15)}\t${value ? 'on' : 'off'}\n` : `set ${value ? '-' : '+'}o ${option}\n`);
        } else if (!setOption(shell, name, on)) throw new ShellError(`set: ${name}: invalid option name`, { status: 2 });
      } else if (!setOption(shell, letter, on)) {
        await shell.complain(`set: ${word[0]}${letter}: invalid option`);
        await shell.write(2, 'set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n');
        return 2;
      }
    }
  }
  return 0;
}

async function unset(shell: Interpreter, args: readonly string[], name: string): Promise<number> {
  let status = 0;
  let kind = '';
  for (const word of args) {
    if (/^-[fvn]$/.test(word)) kind = word;
    else {
      const match = /^([A-Za-z_]\w*)(?:\[(.*)\])?$/.exec(word);
      if (kind === '-f') shell.state.functions.delete(word);
      else if (!match) {
        await shell.complain(`${name}: \`${word}': not a valid identifier`);
        status = 1;
      } else if (!kind && !shell.variables.find(match[1] as string)) shell.state.functions.delete(word);
      else
        try {
          shell.variables.unset(match[1] as string, match[2]);
        } catch (error) {
          if (!(error instanceof ShellError)) throw error;
          await shell.complain(`${name}: ${error.message}`);
          status = 1;
        }
    }
  }
  return status;
}

async function getopts(shell: Interpreter, args: readonly string[]): Promise<number> {
  const [spec = '', name = 'OPT', ...given] = args;
  const words = given.length > 0 ? given : shell.positional;
  const at = Number(shell.variables.value('OPTIND') ?? 1);
  const offset = Number(shell.variables.value('__optchar') ?? 1);
  const word = words[at - 1];
  const finish = (value: string, status: number) => {
    shell.variables.assign(name, value);
    return status;
  };
  if (word === undefined || !/^-./.test(word) || word === '--') {
    if (word === '--') shell.variables.assign('OPTIND', String(at + 1));
    return finish('?', 1);
  }
  const letter = word[offset] as string;
  const known = letter !== ':' && spec.replace(/^:/, '').includes(letter);
  const wantsValue = known && spec[spec.indexOf(letter, spec.startsWith(':') ? 1 : 0) + 1] === ':';
  const ends = offset + 1 >= word.length;
  const advance = (words: number) => {
    shell.variables.assign('OPTIND', String(at + words));
    shell.variables.unset('__optchar');
  };
  shell.variables.unset('OPTARG');
  if (wantsValue) {
    const value = ends ? words[at] : word.slice(offset + 1);
    advance(ends ? 2 : 1);
    if (value !== undefined) {
      shell.variables.assign('OPTARG', value);
      return finish(letter, 0);
    }
    if (spec.startsWith(':')) shell.variables.assign('OPTARG', letter);
    else await shell.write(2, `${shell.state.label ?? shell.state.name}: option requires an argument -- ${letter}\n`);
    return finish(spec.startsWith(':') ? ':' : '?', 0);
  }
  if (ends) advance(1);
  else shell.variables.assign('__optchar', String(offset + 1));
  if (known) return finish(letter, 0);
  if (spec.startsWith(':')) shell.variables.assign('OPTARG', letter);
  else await shell.write(2, `${shell.state.label ?? shell.state.name}: illegal option -- ${letter}\n`);
  return finish('?', 0);
}

export const variableBuiltins: Builtins = {
  declare,
  typeset: declare,
  local: declare,
  export: declare,
  readonly: declare,
  set,
  unset,
  getopts,
  async shift(shell, args) {
    const count = Number(args[0] ?? 1);
    if (count > shell.positional.length) return 1;
    shell.state.positional = shell.positional.slice(count);
    return 0;
  },
  async let(shell, args) {
    let value = 0;
    for (const expression of args) value = await shell.arithmetic(expression);
    return value !== 0 ? 0 : 1;
  },
  async shopt(shell, args) {
    const names = args.filter((word) => !word.startsWith('-'));
    const known = ['nocasematch', 'nullglob'] as const;
    for (const name of known) if (names.includes(name) && /-[su]/.test(args[0] ?? '')) shell.options[name] = args.includes('-s');
    return args.includes('-q') && !known.some((name) => names.includes(name) && shell.options[name]) ? 1 : 0;
  },
};
