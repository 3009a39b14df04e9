// Tests: `test`, `[` and what `[[ ]]` shares with them.
import type { FileSystem } from '../files.ts';
import { resolvePath } from '../paths.ts';
import { ShellError } from './control.ts';

export interface TestScope {
  readonly files: FileSystem;
  readonly cwd: string;
  isTerminal(descriptor: number): boolean;
  isSet(name: string): boolean;
  isOption(name: string): boolean;
  /** For -eq and its like. */
  number(text: string): number;
}

export const unaryTests: ReadonlySet<string> = new Set([...'abcdefghkprstuwxznvoLSGNO'].map((letter) => `-${letter}`));
export const binaryTests: ReadonlySet<string> = new Set([
  '=',
  '==',
  '!=',
  '<',
  '>',
  '-eq',
  '-ne',
  '-lt',
  '-le',
  '-gt',
  '-ge',
  '-nt',
  '-ot',
  '-ef',
]);

export function testUnary(operator: string, operand: string, scope: TestScope): boolean {
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-v':
      return scope.isSet(operand);
    case '-o':
      return scope.isOption(operand);
    case '-t':
      return scope.isTerminal(Number(operand));
  }
  const status = operand === '' ? undefined : scope.files.status(resolvePath(scope.cwd, operand));
  switch (operator) {
    case '-f':
      return status?.kind === 'file';
    case '-d':
      return status?.kind === 'directory';
    case '-h':
    case '-L':
      return status?.kind === 'link';
    case '-s':
      return (status?.sizeBytes ?? 0) > 0;
    case '-x':
      return status !== undefined && (status.mode & 0o111) !== 0;
    case '-w':
      return status !== undefined;
    case '-e':
    case '-a':
    case '-r':
    case '-O':
    case '-G':
      return status !== undefined;
    default:
      return false;
  }
}

export function testBinary(left: string, operator: string, right: string, scope: TestScope): boolean {
  const time = (path: string) => scope.files.status(resolvePath(scope.cwd, path))?.modifiedMs ?? -1;
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-eq':
      return scope.number(left) === scope.number(right);
    case '-ne':
      return scope.number(left) !== scope.number(right);
    case '-lt':
      return scope.number(left) < scope.number(right);
    case '-le':
      return scope.number(left) <= scope.number(right);
    case '-gt':
      return scope.number(left) > scope.number(right);
    case '-ge':
      return scope.number(left) >= scope.number(right);
    case '-nt':
      return time(left) > time(right);
    case '-ot':
      return time(left) < time(right);
    case '-ef':
      return time(left) >= 0 && resolvePath(scope.cwd, left) === resolvePath(scope.cwd, right);
    default:
      throw new ShellError(`${operator}: binary operator expected`, { status: 2 });
  }
}

/** `test` with these arguments (POSIX: the number of arguments decides). Throws `ShellError` with status 2. */
export function evaluateTest(args: readonly string[], scope: TestScope): boolean {
  let at = 0;
  const fail = (message: string): never => {
    throw new ShellError(message, { status: 2 });
  };
  const or = (): boolean => {
    let value = and();
    while (args[at] === '-o') {
      at++;
      const right = and();
      value = value || right;
    }
    return value;
  };
  const and = (): boolean => {
    let value = not();
    while (args[at] === '-a') {
      at++;
      const right = not();
      value = value && right;
    }
    return value;
  };
  const not = (): boolean => {
    if (args[at] === '!' && at + 1 < args.length) {
      at++;
      return !not();
    }
    return primary();
  };
  const primary = (): boolean => {
    const [first, second, third] = args.slice(at, at + 3);
    if (first === undefined) return fail('argument expected');
    if (second !== undefined && third !== undefined && binaryTests.has(second)) {
      at += 3;
      return testBinary(first, second, third, scope);
    }
    if (first === '(' && second !== undefined) {
      at++;
      const value = or();
      if (args[at] !== ')') fail("`)' expected");
      at++;
      return value;
    }
    if (
      second !== undefined &&
      unaryTests.has(first) &&
      !(args.length - at > 2 && (second === '-a' || second === '-o') && first.length !== 2)
    ) {
      at += 2;
      return testUnary(first, second, scope);
    }
    at++;
    return first !== '';
  };
  if (args.length === 0) return false;
  if (args.length === 1) return args[0] !== '';
  if (args.length === 2 && args[0] !== '!' && !unaryTests.has(args[0] as string)) fail(`${args[0]}: unary operator expected`);
  if (
    args.length === 3 &&
    !binaryTests.has(args[1] as string) &&
    args[0] !== '!' &&
    args[0] !== '(' &&
    args[1] !== '-a' &&
    args[1] !== '-o'
  ) {
    fail(`${args[1]}: binary operator expected`);
  }
  const value = or();
  if (at < args.length) fail('too many arguments');
  return value;
}
