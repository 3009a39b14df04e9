// The ways in which a kubectl command fails, and the words for each (staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go).
import type { Status } from './objects.ts';

/** Ends the command with `text` on stderr, as it stands. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: number;
  constructor(text: string, exitCode = 1) {
    super(text);
    this.exitCode = exitCode;
  }
}

/** `error: …` */
export function failure(text: string, exitCode = 1): Failure {
  return new Failure(text.startsWith('error: ') ? text : `error: ${text}`, exitCode);
}

/** A wrong command line: `error: …` and where to look. `command` as in `kubectl get`. */
export function usageFailure(text: string, command: string): Failure {
  return failure(`${text}\nSee '${command} -h' for help and examples`);
}

/** The API server's refusal. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: Status;
  /** What was being done, as in `error when creating "x.yaml"`. */
  readonly during: string | undefined;
  constructor(status: Status, during?: string) {
    super(status.message ?? '');
    this.status = status;
    this.during = during;
  }
  get code(): number {
    return this.status.code ?? 500;
  }
  get reason(): string {
    return this.status.reason ?? '';
  }
}

export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code === 404 && error.reason === 'NotFound';
}

/** The same refusal, with what was being done. */
export function whileDoing(error: unknown, during: string): unknown {
  if (!(error instanceof ApiError)) return error;
  return new ApiError(error.status, error.during ?? during);
}

/** Nothing answers at all. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** The words for one failure, without a newline at the end; one of `several` names no causes one by one. */
export function describeFailure(error: unknown, several = false): string | undefined {
  if (error instanceof Failure || error instanceof Unreachable) return error.message;
  if (!(error instanceof ApiError)) return undefined;
  const { status } = error;
  if (status.reason === 'Invalid' && !several) return describeInvalid(status);
  const message = error.during ? `${error.during}: ${status.message ?? ''}` : (status.message ?? '');
  return status.reason ? `Error from server (${status.reason}): ${message}` : `Error from server: ${message}`;
}

function describeInvalid(status: Status): string {
  const { details } = status;
  let text = 'The request is invalid';
  if (details?.kind || details?.name) text = `The ${details.kind ?? ''} ${JSON.stringify(details.name ?? '')} is invalid`;
  else if (status.message && !details?.causes?.length) text = `The request is invalid: ${status.message}`;
  const causes = [...new Set((details?.causes ?? []).map(({ field, message }) => `${field ?? ''}: ${message ?? ''}`))];
  if (causes.length === 0) return text;
  if (causes.length === 1) return `${text}: ${causes[0]}`;
  return `${text}: \n${causes.map((cause) => `* ${cause}`).join('\n')}`;
}

/** Several things failed; each has its own words. Exit code 1. */
export class Failures extends Error {
  override readonly name = 'Failures';
  readonly all: readonly unknown[];
  constructor(all: readonly unknown[]) {
    super(`${all.length} failures`);
    this.all = all;
  }
}

/** Throws what has been collected, if anything has. */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new Failures(errors);
}
