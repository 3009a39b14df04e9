// The shell as a program: `bash`, `sh`. Reads its arguments, sets its variables, and finds where commands come from.
import type { Completer } from '../completion.ts';
import { describeFileError } from '../file-errors.ts';
import { FileError } from '../files.ts';
import { resolvePath } from '../paths.ts';
import type { Process, Program } from '../program.ts';
import { builtins, setOption } from './builtins/index.ts';
import { runInteractive } from './interactive.ts';
import { Interpreter } from './interpreter.ts';
import type { KeptShell } from './kept-shell.ts';
import { completenessOf, runText } from './run-text.ts';
import { createState, type Flavour, type HostResolver } from './state.ts';

export interface ShellParts {
  readonly flavour: Flavour;
  /** What programs know about their arguments, by name. */
  readonly completers?: ReadonlyMap<string, Completer>;
  /** PS1 when the environment brings none. */
  readonly prompt?: string;
  /** How /dev/tcp finds a host's address; without it, /etc/hosts. */
  readonly resolveHost?: HostResolver;
  /** What an earlier interactive shell knew: this one goes on with it. */
  readonly known?: KeptShell | undefined;
  /** Hears of every change of what an interactive shell knows; `read` tells it. */
  readonly onChange?: (read: () => KeptShell) => void;
}

interface Arguments {
  readonly command: string | undefined;
  readonly interactive: boolean;
  readonly fromInput: boolean;
  readonly options: readonly (readonly [string, boolean])[];
  readonly rest: readonly string[];
  readonly version: boolean;
  readonly invalid: string | undefined;
}

function parseArguments(args: readonly string[]): Arguments {
  const options: [string, boolean][] = [];
  let takesCommand = false;
  let interactive = false;
  let fromInput = false;
  let version = false;
  let invalid: string | undefined;
  let at = 0;
  for (; at < args.length && /^[-+]./.test(args[at] as string); at++) {
    const word = args[at] as string;
    if (word === '--') {
      at++;
      break;
    }
    if (word.startsWith('--')) {
      if (word === '--version') version = true;
      else if (!['--login', '--norc', '--noprofile', '--posix'].includes(word)) invalid = word;
      continue;
    }
    for (const letter of word.slice(1)) {
      if (letter === 'c') takesCommand = true;
      else if (letter === 'i') interactive = true;
      else if (letter === 's') fromInput = true;
      else if (letter === 'l') continue;
      else options.push([letter === 'o' ? (args[++at] ?? '') : letter, word.startsWith('-')]);
    }
  }
  const command = takesCommand ? args[at++] : undefined;
  return { command, interactive, fromInput, options, rest: args.slice(at), version, invalid };
}

const BASH_VERSION = '5.2.37(1)-release';

function setVariables(shell: Interpreter, startMs: number): void {
  const { process, variables, flavour } = shell;
  for (const [name, value] of Object.entries(process.env)) {
    if (/^[A-Za-z_]\w*$/.test(name)) variables.assign(name, value, { exported: true });
  }
  const ensure = (name: string, value: string) => {
    if (variables.value(name) === undefined) variables.assign(name, value);
  };
  ensure('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  ensure('HOSTNAME', process.hostname);
  variables.assign('PWD', process.cwd, { exported: true });
  variables.assign('IFS', ' \t\n');
  variables.assign('OPTIND', '1');
  variables.assign('SHLVL', String(Number(process.env.SHLVL ?? 0) + 1), { exported: true });
  variables.assign('PS2', '> ');
  variables.assign('PS4', '+ ');
  if (flavour === 'bash') {
    variables.assign('BASH', '/usr/bin/bash');
    variables.assign('BASH_VERSION', BASH_VERSION);
    variables.assignList('BASH_VERSINFO', ['5', '2', '37', '1', 'release', 'x86_64-pc-linux-gnu']);
    variables.assign('UID', String(process.user.uid));
    variables.assign('EUID', String(process.user.uid));
    variables.dynamic.set('EPOCHSECONDS', () => String(Math.floor(process.clock.now() / 1000)));
    variables.dynamic.set('SECONDS', () => String(Math.floor((process.clock.now() - startMs) / 1000)));
  }
  variables.assign('PPID', String(process.host.processes().find((one) => one.pid === process.pid)?.parent ?? 0));
  variables.dynamic.set('RANDOM', createRandom(startMs + process.pid));
}

/** $RANDOM: 0 to 32767 from a linear congruential generator. */
function createRandom(seed: number): () => string {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return String((state >>> 16) & 0x7fff);
  };
}

export function createShell(parts: ShellParts): Program {
  return async (process) => {
    const parsed = parseArguments(process.args);
    if (parsed.version) {
      await process.stdout.write(`GNU bash, version ${BASH_VERSION} (x86_64-pc-linux-gnu)\n`);
      return 0;
    }
    if (parsed.invalid !== undefined) {
      await process.stderr.write(`${process.name}: ${parsed.invalid}: invalid option\n`);
      return 2;
    }
    const state = createState({ flavour: parts.flavour, builtins, name: process.name, pid: process.pid, resolveHost: parts.resolveHost });
    const shell = new Interpreter(process, state);
    setVariables(shell, process.clock.now());
    for (const [name, on] of parsed.options) {
      if (setOption(shell, name, on)) continue;
      await process.stderr.write(`${process.name}: ${name.length === 1 ? `-${name}: invalid option` : `${name}: invalid option name`}\n`);
      return 2;
    }
    return shell.end(() => runFrom(shell, parsed, parts));
  };
}

async function runFrom(shell: Interpreter, parsed: Arguments, parts: ShellParts): Promise<number> {
  const { process, state } = shell;
  if (parsed.command !== undefined) {
    const [name, ...positional] = parsed.rest;
    if (name !== undefined) Object.assign(state, { name, ...(state.flavour === 'bash' ? { label: name } : {}) });
    state.positional = positional;
    return runText(shell, parsed.command, { label: '-c' });
  }
  const [script, ...positional] = parsed.rest;
  if (script !== undefined && !parsed.fromInput) {
    Object.assign(state, { name: script, label: script, positional });
    return runScriptFile(shell, process, script);
  }
  state.positional = parsed.rest;
  if (parsed.interactive || (process.stdin.terminal && process.tty)) return runInteractive(shell, parts);
  return runInput(shell);
}

async function runScriptFile(shell: Interpreter, process: Process, script: string): Promise<number> {
  let text: string;
  try {
    text = process.files.readText(resolvePath(process.cwd, script));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const message =
      shell.flavour === 'ash'
        ? `${process.name}: can't open '${script}': ${describeFileError(error)}`
        : `${process.name}: ${script}: ${describeFileError(error)}`;
    await process.stderr.write(`${message}\n`);
    return error.code === 'ENOENT' ? (shell.flavour === 'ash' ? 2 : 127) : 126;
  }
  return runText(shell, text);
}

/** Runs commands from standard input, each as soon as it is complete; what a command reads is gone from the script. */
async function runInput(shell: Interpreter): Promise<number> {
  const input = shell.descriptors.get(0)?.input;
  const decoder = new TextDecoder();
  let text = '';
  let line = 1;
  let status = 0;
  for (;;) {
    const bytes = await input?.readUntil(10, shell.signal);
    text += bytes ? decoder.decode(bytes) : '';
    if (bytes && completenessOf(text) === 'incomplete') continue;
    if (text.trim()) status = await runText(shell, text, { firstLine: line });
    shell.state.lastStatus = status;
    if (!bytes) return status;
    line += text.split('\n').length - 1;
    text = '';
  }
}
