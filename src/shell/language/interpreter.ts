// Runs the commands of a script: the state of one shell, and what happens to each kind of command.
import type {
  AndOr,
  CommandNode,
  CompoundList,
  Function as FunctionNode,
  ParsedScript,
  PipelineNode,
  ProcessSubstitutionPart,
  Redirection,
  Statement,
} from 'unbash';
import type { ChildProcess, Process, SignalName } from '../program.ts';
import { runCompound } from './compound.ts';
import { CommandAbandoned, FunctionReturn, LoopJump, ShellError, ShellExit } from './control.ts';
import { closedStream, type DescriptorTable } from './descriptors.ts';
import { expandArithmeticText } from './expansion.ts';
import { callFunction } from './functions.ts';
import type { Job } from './jobs.ts';
import { JobTable } from './jobs.ts';
import { runBackground, runPipeline } from './pipeline.ts';
import { withRedirects } from './redirect.ts';
import { ShellScope } from './shell-scope.ts';
import { runSimple } from './simple-command.ts';
import { copyState, type ShellFunction, type ShellState } from './state.ts';
import { substituteCommand, substituteProcess } from './substitution.ts';

/** Commands after which a script that never waits lets the rest of the world run. */
const STEPS_PER_TURN = 100;

export class Interpreter extends ShellScope {
  readonly jobs = new JobTable();
  /** Aborts when the commands that run now shall end. */
  signal: AbortSignal;
  /** The pipeline that has the terminal. */
  foregroundJob: Job | undefined;
  loopDepth = 0;
  functionDepth = 0;
  sourceDepth = 0;
  /** Open process substitutions, undone after the command that they belong to. */
  readonly leftovers: (() => Promise<void>)[] = [];
  substitutionStatus = 0;
  /** Exit code of the program that ran when the commands were interrupted. */
  interruptedStatus: number | undefined;
  #conditionDepth = 0;
  #steps = 0;
  readonly #pendingTraps: SignalName[] = [];

  constructor(process: Process, state: ShellState, descriptors?: DescriptorTable) {
    super(process, state, descriptors);
    this.signal = process.signal;
  }

  /** Runs a parsed script whose text is `source`. */
  async script(script: ParsedScript, source: string, firstLine = 1): Promise<number> {
    const { state } = this;
    const before = { source: state.source, position: state.position, firstLine: state.firstLine };
    Object.assign(state, { source, position: 0, firstLine });
    try {
      return await this.statements(script.commands);
    } finally {
      Object.assign(state, before);
    }
  }

  list(node: CompoundList): Promise<number> {
    return this.statements(node.commands);
  }

  async statements(statements: readonly Statement[]): Promise<number> {
    let status = 0;
    for (const statement of statements) {
      if (statement.background) status = await runBackground(this, statement);
      else status = await this.andOr(statement.command);
      this.state.lastStatus = status;
    }
    return status;
  }

  async andOr(node: AndOr | PipelineNode): Promise<number> {
    if (node.type !== 'AndOr') return this.checked(node);
    let status = 0;
    for (const [at, command] of node.commands.entries()) {
      const operator = node.operators[at - 1];
      if ((operator === '&&' && status !== 0) || (operator === '||' && status === 0)) continue;
      status = at < node.commands.length - 1 ? await this.condition(() => this.pipeline(command)) : await this.checked(command);
      this.state.lastStatus = status;
    }
    return status;
  }

  /** Runs `body` where a failure does not end the shell (`set -e`). */
  async condition(body: () => Promise<number>): Promise<number> {
    this.#conditionDepth++;
    try {
      return await body();
    } finally {
      this.#conditionDepth--;
    }
  }

  async checked(node: PipelineNode): Promise<number> {
    const negated = node.type === 'Pipeline' && node.prefixes.some((prefix) => prefix.type === 'Negation');
    const status = negated ? await this.condition(() => this.pipeline(node)) : await this.pipeline(node);
    this.state.lastStatus = status;
    if (status !== 0 && !negated && this.#conditionDepth === 0) {
      const trap = this.state.traps.get('ERR');
      if (trap) await this.evaluate(trap);
      if (this.options.errexit) throw new ShellExit(status);
    }
    return status;
  }

  async pipeline(node: PipelineNode): Promise<number> {
    if (node.type === 'Pipeline') return runPipeline(this, node);
    const status = await this.execute(node);
    this.state.pipeStatus = [status];
    return status;
  }

  /** Runs one command that is not a pipeline of several. */
  async execute(node: CommandNode): Promise<number> {
    await this.step();
    this.state.position = node.pos;
    try {
      switch (node.type) {
        case 'Command':
          return await runSimple(this, node);
        case 'Function':
          return this.#define(node);
        case 'Redirected':
          return await this.withLeftovers(() => this.redirected(node.redirects, () => runCompound(this, node.command)));
        case 'Coproc':
          throw new ShellError('coproc: this simulator does not have coprocesses');
        default:
          return await runCompound(this, node);
      }
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      if (error.message) await this.complain(error.message);
      this.state.lastStatus = error.status;
      if (error.fatal) throw this.interactive ? new CommandAbandoned(error.status) : new ShellExit(error.status);
      return error.status;
    }
  }

  #define(node: FunctionNode): number {
    if (node.body.type === 'CompoundList') return 1;
    this.state.functions.set(node.name.value, { body: node.body, source: this.state.source, firstLine: this.state.firstLine, text: node });
    return 0;
  }

  callFunction(name: string, found: ShellFunction, args: readonly string[]): Promise<number> {
    return callFunction(this, name, found, args);
  }

  /** Runs `body`, then ends the process substitutions that were opened for it. */
  async withLeftovers(body: () => Promise<number>): Promise<number> {
    const before = this.leftovers.length;
    try {
      return await body();
    } finally {
      for (const undo of this.leftovers.splice(before).reverse()) await undo();
    }
  }

  /** Runs `body` with redirections that end with it. */
  redirected(redirects: readonly Redirection[], body: () => Promise<number>): Promise<number> {
    return withRedirects(this, redirects, body);
  }

  /** A copy of this shell in a process of its own, which runs `run`. It takes over `table`. */
  fork(run: (shell: Interpreter) => Promise<number>, table: DescriptorTable): ChildProcess {
    return this.spawn(
      async (process) => {
        const shell = new Interpreter(process, copyState(this.state), table);
        shell.loopDepth = this.loopDepth;
        shell.functionDepth = this.functionDepth;
        shell.sourceDepth = this.sourceDepth;
        shell.#conditionDepth = this.#conditionDepth;
        return shell.end(() => run(shell));
      },
      [],
      table,
    );
  }

  /** Starts a program with the descriptors of `table`, which is closed when it ends. Throws `CommandNotFound`. */
  spawn(
    program: Parameters<Process['spawn']>[0],
    args: readonly string[],
    table: DescriptorTable,
    env = this.variables.environment(),
  ): ChildProcess {
    const output = table.get(1)?.output;
    const child = this.process.spawn(program, args, {
      env,
      cwd: this.cwd,
      stdin: table.get(0)?.input ?? closedStream,
      stdout: output ?? closedStream,
      stderr: table.get(2)?.output ?? closedStream,
      detachTty: !output?.terminal,
    });
    void child.exited.then(() => table.closeAll());
    return child;
  }

  /** Runs `body` to the end of this shell: exit status, EXIT trap. Descriptors are closed. */
  async end(body: () => Promise<number>): Promise<number> {
    const guarded = async (run: () => Promise<number>): Promise<number> => {
      try {
        return await run();
      } catch (error) {
        if (error instanceof ShellExit || error instanceof FunctionReturn || error instanceof CommandAbandoned) return error.status;
        if (error instanceof LoopJump) return 0;
        throw error;
      }
    };
    try {
      let status = await guarded(body);
      const trap = this.state.traps.get('EXIT');
      this.state.traps.delete('EXIT');
      this.state.lastStatus = status;
      if (trap)
        status = await guarded(async () => {
          await this.evaluate(trap);
          return status;
        });
      return status;
    } finally {
      this.descriptors.closeAll();
    }
  }

  /** Waits for a child that belongs to the command that runs now: what ends the command ends the child. */
  async wait(child: ChildProcess): Promise<number> {
    const { signal } = this;
    const stop = () => child.kill((signal.reason as { by?: SignalName })?.by ?? 'SIGTERM');
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const status = await child.exited;
    signal.removeEventListener('abort', stop);
    return status;
  }

  /** Before each command: ends what shall end, runs traps, and now and then lets others run. */
  async step(): Promise<void> {
    this.signal.throwIfAborted();
    if (this.#pendingTraps.length > 0) await this.runTraps();
    if (++this.#steps % STEPS_PER_TURN === 0) {
      await this.process.clock.turn();
      this.signal.throwIfAborted();
    }
  }

  trapped(signal: SignalName): void {
    this.#pendingTraps.push(signal);
  }

  async runTraps(): Promise<void> {
    for (let name = this.#pendingTraps.shift(); name; name = this.#pendingTraps.shift()) {
      const command = this.state.traps.get(name);
      if (command) await this.evaluate(command);
    }
  }

  /** Runs a text as `eval` does; `$?` is what it was before. */
  async evaluate(text: string): Promise<void> {
    const status = this.state.lastStatus;
    await this.builtins.get('eval')?.(this, [text], 'eval');
    this.state.lastStatus = status;
  }

  substitute(script: ParsedScript): Promise<string> {
    return substituteCommand(this, script);
  }

  substituteProcess(part: ProcessSubstitutionPart): Promise<string> {
    return substituteProcess(this, part);
  }

  protected expandArithmetic(text: string): Promise<string> {
    return expandArithmeticText(this, text);
  }
}
