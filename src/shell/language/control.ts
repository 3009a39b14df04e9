// How the flow of a script is left: jumps, the end of the shell, errors that abandon a command line.

export class LoopJump extends Error {
  override readonly name = 'LoopJump';
  readonly kind: 'break' | 'continue';
  /** How many loops are left, 1 for the innermost. */
  levels: number;
  constructor(kind: 'break' | 'continue', levels: number) {
    super(kind);
    this.kind = kind;
    this.levels = levels;
  }
}

export class FunctionReturn extends Error {
  override readonly name = 'FunctionReturn';
  readonly status: number;
  constructor(status: number) {
    super('return');
    this.status = status;
  }
}

export class ShellExit extends Error {
  override readonly name = 'ShellExit';
  readonly status: number;
  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}

/** A command that could not be run or expanded. Its message has been or will be printed with the shell's prefix. */
export class ShellError extends Error {
  override readonly name = 'ShellError';
  readonly status: number;
  /** A shell that is not interactive ends with it, as POSIX asks for expansion errors. */
  readonly fatal: boolean;
  constructor(message: string, options: { readonly status?: number; readonly fatal?: boolean } = {}) {
    super(message);
    this.status = options.status ?? 1;
    this.fatal = options.fatal ?? false;
  }
}

/** The command line of an interactive shell cannot go on; the shell does. */
export class CommandAbandoned extends Error {
  override readonly name = 'CommandAbandoned';
  readonly status: number;
  constructor(status: number) {
    super('command abandoned');
    this.status = status;
  }
}
