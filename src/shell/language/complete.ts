// What Tab offers: commands, files, variables, and what programs say about their arguments.
import type { Completer, Completion } from '../completion.ts';
import type { Suggestion, Suggestions } from '../editor/index.ts';
import { joinPath, resolvePath } from '../paths.ts';
import { type CommandLine, readCommandLine } from './command-line.ts';
import type { Interpreter } from './interpreter.ts';

/** Words after which another command follows. */
const wrappers: ReadonlySet<string> = new Set([
  'sudo',
  'time',
  'watch',
  'xargs',
  'command',
  'exec',
  'nohup',
  'env',
  'builtin',
  'type',
  'which',
]);

export function createCompletion(shell: Interpreter, completers: ReadonlyMap<string, Completer>): (before: string) => Promise<Suggestions> {
  return async (before) => {
    const line = readCommandLine(before);
    const variable = line.quote === "'" ? null : /\$(\{?)(\w*)$/.exec(before);
    if (variable) return completeVariable(shell, before, variable[1] ?? '', variable[2] ?? '');
    const suggestions = (all: readonly Suggestion[]) => ({ start: line.start, all });
    if (line.redirected) return suggestions(completeFiles(shell, line));
    const words = commandPart(shell, line.words);
    if (words.length === 0) {
      if (line.current.includes('/') || line.current.startsWith('~')) return suggestions(completeFiles(shell, line));
      return suggestions(completeCommand(shell, line));
    }
    const name = words[0] as string;
    if (name === 'cd' || name === 'pushd' || name === 'rmdir') return suggestions(completeFiles(shell, line, true));
    const completer = completers.get(name);
    if (completer) {
      const env = shell.variables.environment();
      const found = await completer({ words, current: line.current, env, cwd: shell.cwd, files: shell.files });
      if (found.length > 0) return suggestions(found.map((one) => fromProgram(one, line)));
    }
    return suggestions(completeFiles(shell, line));
  };
}

/** The words of the program itself, behind `watch`, `xargs` and their like; aliases are spelt out. */
function commandPart(shell: Interpreter, words: readonly string[]): readonly string[] {
  let rest = words;
  while (rest[0] !== undefined && wrappers.has(rest[0])) {
    let at = 1;
    while (rest[at]?.startsWith('-')) at++;
    rest = rest.slice(at);
  }
  const alias = rest[0] === undefined ? undefined : shell.state.aliases.get(rest[0]);
  return alias === undefined ? rest : [...alias.trim().split(/\s+/), ...rest.slice(1)];
}

function completeVariable(shell: Interpreter, before: string, brace: string, prefix: string): Suggestions {
  const names = shell.variables.names().filter((name) => name.startsWith(prefix));
  const all = names.map((name) => ({ text: name, shown: `$${name}`, after: brace ? '}' : '' }));
  return { start: before.length - prefix.length, all };
}

function completeCommand(shell: Interpreter, line: CommandLine): Suggestion[] {
  const names = new Set([
    ...shell.process.host.programs.keys(),
    ...shell.builtins.keys(),
    ...shell.state.functions.keys(),
    ...shell.state.aliases.keys(),
    ...['if', 'for', 'while', 'until', 'case', 'do', 'done', 'then', 'else', 'fi', 'esac', 'function', 'select'],
  ]);
  const found = [...names].filter((name) => /^[\w.]/.test(name) && name.startsWith(line.current)).sort();
  return found.map((name) => ({ text: quoted(name, line.quote), shown: name, after: `${line.quote} ` }));
}

function completeFiles(shell: Interpreter, line: CommandLine, foldersOnly = false): Suggestion[] {
  const { files, cwd } = shell;
  // After `--flag=` only the value is a file's name.
  const flag = /^--?[\w-]+=/.exec(line.current)?.[0] ?? '';
  const path = line.current.slice(flag.length);
  const slash = path.lastIndexOf('/') + 1;
  const shownFolder = path.slice(0, slash);
  const prefix = path.slice(slash);
  const tilde = line.quote === '' && shownFolder.startsWith('~/');
  const real = tilde ? `${shell.homeOf('') ?? ''}${shownFolder.slice(1)}` : shownFolder;
  const folder = resolvePath(cwd, real || '.');
  if (files.status(folder)?.kind !== 'directory') return [];
  const found: Suggestion[] = [];
  for (const name of files.list(folder)) {
    if (!name.startsWith(prefix) || (name.startsWith('.') && !prefix.startsWith('.'))) continue;
    const isFolder = files.status(joinPath(folder, name))?.kind === 'directory';
    if (foldersOnly && !isFolder) continue;
    const text = tilde ? `~/${quoted(shownFolder.slice(2) + name, line.quote)}` : quoted(flag + shownFolder + name, line.quote);
    found.push({ text: isFolder ? `${text}/` : text, shown: isFolder ? `${name}/` : name, after: isFolder ? '' : `${line.quote} ` });
  }
  return found;
}

function fromProgram(completion: Completion, line: CommandLine): Suggestion {
  const after = completion.open ? '' : `${line.quote} `;
  const base = { text: quoted(completion.value, line.quote), shown: completion.value, after };
  return completion.description ? { ...base, description: completion.description } : base;
}

/** The text as it can stand in the line, inside the quote that is open or outside of any. */
function quoted(text: string, quote: CommandLine['quote']): string {
  if (quote === "'") return `'${text}`;
  if (quote === '"') return `"${text.replace(/["\\$`]/g, '\\$&')}`;
  return text.replace(/[\s"'\\$`&|;<>()*?[\]#!{}]/g, '\\$&');
}
