// The state of one shell as its commands see it: parameters, variables, arithmetic, files, messages.
import type { FileSystem } from '../files.ts';
import type { Process } from '../program.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import type { TestScope } from './conditional.ts';
import { ShellError } from './control.ts';
import { Descriptor, DescriptorTable } from './descriptors.ts';
import type { Flavour, ShellState } from './state.ts';

export abstract class ShellScope {
  readonly process: Process;
  readonly state: ShellState;
  readonly descriptors: DescriptorTable;
  /** It has a terminal and controls the jobs there. */
  interactive = false;

  constructor(process: Process, state: ShellState, descriptors?: DescriptorTable) {
    this.process = process;
    this.state = state;
    this.descriptors = descriptors ?? standardDescriptors(process);
    state.variables.evaluate = (text) => evaluateArithmetic(text, this.#arithmeticScope);
    state.variables.dynamic.set('LINENO', () => String(this.line));
    state.variables.dynamic.set('BASHPID', () => String(process.pid));
  }

  get flavour(): Flavour {
    return this.state.flavour;
  }
  get builtins() {
    return this.state.builtins;
  }
  get variables() {
    return this.state.variables;
  }
  get options() {
    return this.state.options;
  }
  get positional(): readonly string[] {
    return this.state.positional;
  }
  get files(): FileSystem {
    return this.process.files;
  }
  get cwd(): string {
    return this.process.cwd;
  }

  /** The line of the script on which the command that runs now begins. */
  get line(): number {
    const { source, position, firstLine } = this.state;
    let line = firstLine;
    for (let at = source.indexOf('\n'); at >= 0 && at < position; at = source.indexOf('\n', at + 1)) line++;
    return line;
  }

  /** Exit code of a shell that an expansion ends: `bash -c` gives 127, a script 1. */
  get fatalStatus(): number {
    if (this.flavour === 'ash') return 2;
    return this.state.label === undefined && !this.interactive ? 127 : 1;
  }

  /** Makes the expansions in an arithmetic expression. */
  protected abstract expandArithmetic(text: string): Promise<string>;

  async arithmetic(text: string): Promise<number> {
    return evaluateArithmetic(await this.expandArithmetic(text), this.#arithmeticScope);
  }

  element(name: string, index: string): string | undefined {
    const variable = this.variables.find(name);
    if (variable?.table) return variable.table.get(index);
    const at = this.variables.evaluate(index);
    if (!variable?.list) return at === 0 ? variable?.value : undefined;
    return variable.list.get(at < 0 ? Math.max(-1, ...variable.list.keys()) + 1 + at : at);
  }

  assign(name: string, index: string | undefined, value: string): void {
    if (index === undefined) this.variables.assign(name, value, { exported: this.options.allexport });
    else this.variables.assignElement(name, index, value);
  }

  readonly #arithmeticScope = {
    get: (name: string, index?: string) => (index === undefined ? this.variables.value(name) : this.element(name, index)),
    set: (name: string, index: string | undefined, value: string) => this.assign(name, index, value),
  };

  /** The parameters that are no variables; undefined for an unset one and for names. */
  special(name: string): string | undefined {
    switch (name) {
      case '?':
        return String(this.state.lastStatus);
      case '#':
        return String(this.positional.length);
      case '$':
        return String(this.state.pid);
      case '!':
        return this.state.lastBackground;
      case '-':
        return optionLetters(this);
      case '0':
        return this.state.name;
      case 'PIPESTATUS':
        return String(this.state.pipeStatus[0] ?? 0);
      case 'FUNCNAME':
        return this.state.functionNames[0];
    }
    return /^\d+$/.test(name) ? this.positional[Number(name) - 1] : undefined;
  }

  /** The home of a user, '' for the shell's own; '+' and '-' are folders. Undefined when there is no such user. */
  homeOf(user: string): string | undefined {
    if (user === '') return this.variables.value('HOME') ?? '/';
    if (user === '+') return this.cwd;
    if (user === '-') return this.variables.value('OLDPWD');
    if (user === this.process.user.name) return this.variables.value('HOME');
    return user === 'root' ? '/root' : undefined;
  }

  testScope(): TestScope {
    return {
      files: this.files,
      cwd: this.cwd,
      isTerminal: (number) =>
        (this.descriptors.get(number)?.input?.terminal ?? this.descriptors.get(number)?.output?.terminal) !== undefined,
      isSet: (name) => this.variables.value(name) !== undefined || this.variables.find(name)?.list !== undefined,
      isOption: (name) => this.options[name as keyof typeof this.options] === true,
      number: (text) => {
        if (/^\s*[-+]?\d+\s*$/.test(text)) return Number(text);
        throw new ShellError(`${text}: integer expression expected`, { status: 2 });
      },
    };
  }

  /** IP address of a host by the machine's own means; undefined when it is not known. */
  async resolveHost(host: string): Promise<string | undefined> {
    if (/^[\d.]+$/.test(host) || host.includes(':')) return host;
    if (this.state.resolveHost) return this.state.resolveHost(this.process, host);
    if (!this.files.status('/etc/hosts')) return undefined;
    const lines = this.files.readText('/etc/hosts').split('\n');
    return lines.map((line) => line.split('#')[0]?.trim().split(/\s+/) ?? []).find((words) => words.slice(1).includes(host))?.[0];
  }

  async write(number: number, text: string): Promise<void> {
    await this.descriptors.get(number)?.output?.write(text);
  }

  /** Prints an error as this shell does: with its name and, in a script, the line; `within` names an `eval` or `-c`. */
  async complain(message: string, within?: string): Promise<void> {
    const { name, flavour, label } = this.state;
    const where = this.interactive || (flavour === 'ash' && !label) ? '' : `${within ? `${within}: ` : ''}line ${this.line}: `;
    await this.write(2, `${this.interactive ? name.replace(/^.*\/|^-/, '') : (label ?? name)}: ${where}${message}\n`);
  }
}

function standardDescriptors(process: Process): DescriptorTable {
  const table = new DescriptorTable();
  table.set(0, new Descriptor({ input: process.stdin }, false));
  table.set(1, new Descriptor({ output: process.stdout }, false));
  table.set(2, new Descriptor({ output: process.stderr }, false));
  return table;
}

function optionLetters(shell: ShellScope): string {
  const letters: Readonly<Record<string, string>> = {
    allexport: 'a',
    errexit: 'e',
    noglob: 'f',
    nounset: 'u',
    xtrace: 'x',
    noclobber: 'C',
  };
  const set = Object.entries(letters).filter(([name]) => shell.options[name as keyof typeof shell.options]);
  return `${set.map(([, letter]) => letter).join('')}${shell.flavour === 'bash' ? 'hB' : ''}${shell.interactive ? 'i' : ''}`;
}
