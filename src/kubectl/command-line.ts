// Which command a line names, and which flags it may have.
import { type Command, globalFlags } from './command.ts';
import { commands } from './commands/index.ts';
import { type FlagSpec, firstArgument } from './flags.ts';

export interface FoundCommand {
  readonly path: string;
  /** Undefined when the line names none, or an unknown one. */
  readonly command: Command | undefined;
  readonly rest: readonly string[];
  readonly unknown?: string;
}

/** Goes down the tree of commands as far as the words lead. */
export function findCommand(words: readonly string[]): FoundCommand {
  let path = 'kubectl';
  let command: Command | undefined;
  let rest = [...words];
  for (;;) {
    const choices = command ? (command.subcommands ?? []) : commands;
    const at = firstArgument(rest, flagsOf(command));
    const word = rest[at];
    if (word === undefined || choices.length === 0) return { path, command, rest };
    const next = choices.find(({ name, aliases }) => name === word || aliases?.includes(word));
    if (!next) return command?.run ? { path, command, rest } : { path, command, rest, unknown: word };
    path = `${path} ${next.name}`;
    command = next;
    rest = rest.filter((_, index) => index !== at);
  }
}

export const flagsOf = (command: Command | undefined): readonly FlagSpec[] => [
  ...(command?.flags ?? []),
  ...globalFlags.filter(({ name, short }) => !command?.flags?.some((own) => own.name === name || (short && own.short === short))),
  { name: 'help', short: 'h', type: 'bool' },
];
