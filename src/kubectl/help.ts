// `--help` in our own words, and what kubectl says to a command that it does not know.
import { type Command, globalFlags } from './command.ts';
import { commands } from './commands/index.ts';
import { Failure } from './failure.ts';
import type { FlagSpec } from './flags.ts';
import { alignTabs } from './printers/tabwriter.ts';

const columns = (rows: readonly (readonly [string, string])[]) =>
  alignTabs(rows.map(([left, right]) => `  ${left}\t${right}\n`).join(''), { minWidth: 0, padding: 2 });

export function rootHelp(): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const);
  return `kubectl talks to a Kubernetes cluster.\n\nCommands:\n${columns(rows)}\nUsage:\n  kubectl <command> [arguments] [flags]\n\nkubectl <command> --help tells more about a command, kubectl options lists the flags of all commands.\n`;
}

export function optionsHelp(): string {
  return `These flags may be given to any command:\n\n${flagHelp(globalFlags)}`;
}

export function commandHelp(path: string, command: Command): string {
  const parts = [`${command.summary}.\n`];
  if (command.subcommands?.length)
    parts.push(`Commands:\n${columns(command.subcommands.map(({ name, summary }) => [name, summary] as const))}`);
  if (command.flags?.length) parts.push(`Options:\n${flagHelp(command.flags)}`);
  parts.push(`Usage:\n  ${path} ${command.usage ?? (command.subcommands ? '<command>' : '[flags]')}\n`);
  return parts.join('\n');
}

function flagHelp(flags: readonly FlagSpec[]): string {
  return columns(
    flags
      .filter(({ help }) => help)
      .map(
        ({ name, short, type, help }) =>
          [`${short ? `-${short}, ` : '    '}--${name}${type === 'bool' ? '' : ` ${valueWord(type)}`}`, help ?? ''] as const,
      ),
  );
}

const valueWord = (type: FlagSpec['type']) => ({ int: 'NUMBER', duration: 'TIME' })[type as string] ?? 'TEXT';

/** How many letters may differ for a suggestion (cobra's SuggestionsMinimumDistance). */
const CLOSE = 2;

export function unknownCommand(word: string): Failure {
  const close = suggestions(word);
  const hint = close.length ? `\n\nDid you mean this?\n${close.map((name) => `\t${name}`).join('\n')}` : '';
  return new Failure(`error: unknown command ${JSON.stringify(word)} for "kubectl"${hint}`);
}

function suggestions(word: string): readonly string[] {
  return commands
    .filter(({ name }) => distance(word.toLowerCase(), name) <= CLOSE || name.startsWith(word.toLowerCase()))
    .map(({ name }) => name);
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
