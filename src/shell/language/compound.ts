// Compound commands: conditions, loops, `case`, `[[ ]]`, `(( ))`.
import type {
  ArithmeticExpression,
  ArithmeticFor,
  Case,
  CompoundCommand,
  CompoundList,
  For,
  If,
  Select,
  TestExpression,
  While,
  Word,
} from 'unbash';
import { patternRegExp } from '../pattern.ts';
import { compileRegExp, RegExpError } from '../regular-expression.ts';
import { testBinary, testUnary } from './conditional.ts';
import { LoopJump, ShellError } from './control.ts';
import { expandPattern, expandText, expandUnsplit, expandWords } from './expansion.ts';
import type { Interpreter } from './interpreter.ts';

/** Runs a compound command of any kind. */
export async function runCompound(shell: Interpreter, node: CompoundCommand): Promise<number> {
  switch (node.type) {
    case 'If':
      return runIf(shell, node);
    case 'While':
      return runWhile(shell, node);
    case 'For':
      return runFor(shell, node);
    case 'ArithmeticFor':
      return runArithmeticFor(shell, node);
    case 'Select':
      return runSelect(shell, node);
    case 'Case':
      return runCase(shell, node);
    case 'BraceGroup':
      return shell.list(node.body);
    case 'Subshell': {
      const child = shell.fork((sub) => sub.list(node.body), shell.descriptors.fork());
      return shell.wait(child);
    }
    case 'TestCommand':
      return (await runTest(shell, node.expression)) ? 0 : 1;
    case 'ArithmeticCommand':
      return (await shell.arithmetic(node.body)) !== 0 ? 0 : 1;
  }
}

async function runIf(shell: Interpreter, node: If): Promise<number> {
  for (const branch of [node, ...node.elif]) {
    if ((await shell.condition(() => shell.list(branch.clause))) === 0) return shell.list(branch.then);
  }
  return node.else ? shell.list(node.else) : 0;
}

function runWhile(shell: Interpreter, node: While): Promise<number> {
  const holds = async () => {
    const status = await shell.condition(() => shell.list(node.clause));
    return node.kind === 'while' ? status === 0 : status !== 0;
  };
  return loop(shell, node.body, holds);
}

async function runFor(shell: Interpreter, node: For): Promise<number> {
  const values = node.wordlist ? await expandWords(shell, node.wordlist) : [...shell.positional];
  let at = 0;
  return loop(shell, node.body, async () => {
    if (at >= values.length) return false;
    shell.variables.assign(node.name.text, values[at++] as string);
    return true;
  });
}

async function runArithmeticFor(shell: Interpreter, node: ArithmeticFor): Promise<number> {
  const evaluate = (expression: ArithmeticExpression | undefined) => (expression ? shell.arithmetic(arithmeticText(expression)) : 1);
  await evaluate(node.initialize);
  let first = true;
  return loop(shell, node.body, async () => {
    if (!first) await evaluate(node.update);
    first = false;
    return (await evaluate(node.test)) !== 0;
  });
}

async function runSelect(shell: Interpreter, node: Select): Promise<number> {
  const values = node.wordlist ? await expandWords(shell, node.wordlist) : [...shell.positional];
  if (values.length === 0) return 0;
  const menu = values.map((value, at) => `${at + 1}) ${value}\n`).join('');
  await shell.write(2, menu);
  return loop(shell, node.body, async () => {
    await shell.write(2, shell.variables.value('PS3') ?? '#? ');
    const line = await shell.descriptors.get(0)?.input?.readUntil(10, shell.signal);
    if (!line) return false;
    const reply = new TextDecoder().decode(line).trim();
    shell.variables.assign('REPLY', reply);
    shell.variables.assign(node.name.text, values[Number(reply) - 1] ?? '');
    return true;
  });
}

async function loop(shell: Interpreter, body: CompoundList, next: () => Promise<boolean>): Promise<number> {
  let status = 0;
  shell.loopDepth++;
  try {
    for (;;) {
      await shell.step();
      try {
        if (!(await next())) return status;
        status = await shell.list(body);
      } catch (error) {
        if (!(error instanceof LoopJump)) throw error;
        if (error.levels > 1) {
          error.levels--;
          throw error;
        }
        status = 0;
        if (error.kind === 'break') return status;
      }
    }
  } finally {
    shell.loopDepth--;
  }
}

async function runCase(shell: Interpreter, node: Case): Promise<number> {
  const value = await expandText(shell, node.word);
  let status = 0;
  let falling = false;
  for (const item of node.items) {
    let matches = falling;
    for (const pattern of matches ? [] : item.pattern) {
      if (patternRegExp(await expandPattern(shell, pattern)).test(value)) {
        matches = true;
        break;
      }
    }
    if (!matches) continue;
    status = await shell.list(item.body);
    if (item.terminator === ';&') falling = true;
    else if (item.terminator === ';;&') falling = false;
    else return status;
  }
  return status;
}

/** `[[ … ]]`. */
async function runTest(shell: Interpreter, node: TestExpression): Promise<boolean> {
  switch (node.type) {
    case 'TestGroup':
      return runTest(shell, node.expression);
    case 'TestNot':
      return (await runTest(shell, node.operand)) === (node.negations.length % 2 === 0);
    case 'TestLogical':
      for (const operand of node.operands) {
        if ((await runTest(shell, operand)) !== (node.operator === '&&')) return node.operator === '||';
      }
      return node.operator === '&&';
    case 'TestUnary':
      return testUnary(node.operator, await expandText(shell, node.operand), shell.testScope());
    case 'TestBinary':
      return testWords(shell, node.left, node.operator, node.right);
  }
}

async function testWords(shell: Interpreter, leftWord: Word, operator: string, rightWord: Word): Promise<boolean> {
  const left = await expandText(shell, leftWord);
  if (operator === '=~') return matchRegExp(shell, left, rightWord);
  if (operator === '=' || operator === '==' || operator === '!=') {
    const pattern = patternRegExp(await expandPattern(shell, rightWord), { ignoreCase: shell.options.nocasematch });
    return pattern.test(left) === (operator !== '!=');
  }
  const right = await expandText(shell, rightWord);
  if (!/^-(eq|ne|lt|le|gt|ge)$/.test(operator)) return testBinary(left, operator, right, shell.testScope());
  const numbers = [await shell.arithmetic(left), await shell.arithmetic(right)];
  return testBinary(String(numbers[0]), operator, String(numbers[1]), shell.testScope());
}

async function matchRegExp(shell: Interpreter, text: string, word: Word): Promise<boolean> {
  const fragments = await expandUnsplit(shell, word, false);
  const source = fragments.map(({ text, quoted }) => (quoted ? text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : text)).join('');
  let match: RegExpExecArray | null;
  try {
    match = new RegExp(compileRegExp(source, 'extended'), shell.options.nocasematch ? 'iu' : 'u').exec(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RegExpError) throw new ShellError('', { status: 2 });
    throw error;
  }
  shell.variables.assignList('BASH_REMATCH', match ? [...match].map((group) => group ?? '') : []);
  return match !== null;
}

/** An expression as text again, with its order of evaluation kept. */
function arithmeticText(node: ArithmeticExpression): string {
  switch (node.type) {
    case 'ArithmeticBinary':
      return `${operandText(node.left)} ${node.operator} ${operandText(node.right)}`;
    case 'ArithmeticUnary':
      return node.prefix ? `${node.operator} ${operandText(node.operand)}` : `${operandText(node.operand)}${node.operator}`;
    case 'ArithmeticTernary':
      return `${operandText(node.test)} ? ${operandText(node.consequent)} : ${operandText(node.alternate)}`;
    case 'ArithmeticGroup':
      return `(${arithmeticText(node.expression)})`;
    case 'ArithmeticWord':
      return node.value;
    case 'ArithmeticCommandExpansion':
      return node.text;
  }
}

function operandText(node: ArithmeticExpression): string {
  return node.type === 'ArithmeticWord' || node.type === 'ArithmeticGroup' ? arithmeticText(node) : `(${arithmeticText(node)})`;
}
