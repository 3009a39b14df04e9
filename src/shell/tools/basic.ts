// Small programs without input: they print something about their arguments or their machine.

import { evaluateArithmetic, evaluateTest, ShellError, whereIs } from '../language/index.ts';
import { nameOf } from '../paths.ts';
import { echoText, formatPrintf } from '../printf.ts';
import type { Program } from '../program.ts';
import { compileRegExp } from '../regular-expression.ts';
import { complain, tool, UsageError } from './tool.ts';

const print =
  (make: (args: readonly string[]) => string): Program =>
  async (process) => {
    await process.stdout.write(make(process.args));
    return 0;
  };

const test: Program = async (process) => {
  const words = process.name === '[' ? process.args.slice(0, -1) : process.args;
  try {
    const held = evaluateTest(words, {
      files: process.files,
      cwd: process.cwd,
      isTerminal: (number) => [process.stdin, process.stdout, process.stderr][number]?.terminal !== undefined,
      isSet: (name) => name in process.env,
      isOption: () => false,
      number(text) {
        if (/^\s*[-+]?\d+\s*$/.test(text)) return Number(text);
        throw new ShellError(`invalid integer '${text}'`, { status: 2 });
      },
    });
    return held ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    await complain(process, error.message);
    return 2;
  }
};

const seq = tool({ flags: 'w', values: 'sf', posix: true }, async (process, options) => {
  const negative = process.args.filter((word) => /^-?[\d.]+$/.test(word));
  const numbers = negative.map(Number);
  if (numbers.length === 0) throw new UsageError('missing operand', { hint: true });
  const [first, step, last] = numbers.length === 1 ? [1, 1, numbers[0]] : numbers.length === 2 ? [numbers[0], 1, numbers[1]] : numbers;
  if (first === undefined || step === undefined || last === undefined) throw new UsageError('missing operand', { hint: true });
  if (step === 0) throw new UsageError("invalid Zero increment value: '0'", { hint: true });
  const digits = Math.max(...negative.map((word) => word.split('.')[1]?.length ?? 0));
  const separator = options.value('s') ?? '\n';
  const width = options.has('w') ? Math.max(first.toFixed(digits).length, last.toFixed(digits).length) : 0;
  let chunk = '';
  let printed = false;
  for (let index = 0; ; index++) {
    const value = first + index * step;
    if (step > 0 ? value > last + 1e-9 : value < last - 1e-9) break;
    const format = options.value('f');
    const text = format ? formatPrintf(format, [String(value)], 0).text : value.toFixed(digits).padStart(width, '0');
    chunk += (printed ? separator : '') + text;
    printed = true;
    if (chunk.length > 8192) {
      await process.stdout.write(chunk);
      chunk = '';
    }
  }
  if (printed) await process.stdout.write(`${chunk}\n`);
  return 0;
});

/** Seconds of a duration such as `0.5`, `2m`, `1h`. Throws `UsageError`. */
export function parseDuration(text: string): number {
  const match = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  if (text === 'infinity' || text === 'inf') return 1e9;
  if (!match) throw new UsageError(`invalid time interval '${text}'`, { hint: true });
  return Number(match[1]) * { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }[match[2] as '' | 's' | 'm' | 'h' | 'd'];
}

const sleep = tool({ posix: true }, async (process, options) => {
  if (options.operands.length === 0) throw new UsageError('missing operand', { hint: true });
  const seconds = options.operands.map(parseDuration).reduce((sum, one) => sum + one, 0);
  await process.clock.sleep(seconds * 1000, process.signal);
  return 0;
});

const yes: Program = async (process) => {
  const chunk = `${process.args.join(' ') || 'y'}\n`.repeat(256);
  for (;;) {
    process.signal.throwIfAborted();
    await process.stdout.write(chunk);
    await process.clock.turn();
  }
};

const which = tool({ flags: 'a' }, async (process, options) => {
  let status = 0;
  for (const name of options.operands) {
    const path = whereIs(process, name);
    if (path) await process.stdout.write(`${path}\n`);
    else status = 1;
  }
  return status;
});

const basename = tool({ flags: 'az', values: 's', posix: true }, async (process, options) => {
  const [first, ...rest] = options.operands;
  if (first === undefined) throw new UsageError('missing operand', { hint: true });
  const many = options.has('a') || options.has('s');
  const suffix = options.value('s') ?? (many ? '' : (rest[0] ?? ''));
  for (const path of many ? options.operands : [first]) {
    const name = nameOf(path.replace(/(.)\/+$/, '$1')) || '/';
    await process.stdout.write(`${suffix && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`);
  }
  return 0;
});

const dirname = tool({ posix: true }, async (process, options) => {
  if (options.operands.length === 0) throw new UsageError('missing operand', { hint: true });
  for (const path of options.operands) {
    const trimmed = path.replace(/(.)\/+$/, '$1');
    const at = trimmed.lastIndexOf('/');
    await process.stdout.write(`${at < 0 ? '.' : trimmed.slice(0, at).replace(/\/+$/, '') || '/'}\n`);
  }
  return 0;
});

const uname = tool({ flags: 'asnrvmpio' }, async (process, options) => {
  const facts: Readonly<Record<string, string>> = {
    s: 'Linux',
    n: process.hostname,
    r: '6.12.0-podkova',
    v: '#1 SMP PREEMPT_DYNAMIC',
    m: 'x86_64',
    o: 'GNU/Linux',
  };
  const asked = [...'snrvmo'].filter((letter) => options.has('a') || options.has(letter));
  await process.stdout.write(`${(asked.length > 0 ? asked : ['s']).map((letter) => facts[letter]).join(' ')}\n`);
  return 0;
});

const id = tool({ flags: 'ugnGr' }, async (process, options) => {
  const { name, uid } = process.user;
  const asked = ['u', 'g', 'G'].some((letter) => options.has(letter));
  const short = options.has('n') ? name : String(uid);
  await process.stdout.write(asked ? `${short}\n` : `uid=${uid}(${name}) gid=${uid}(${name}) groups=${uid}(${name})\n`);
  return 0;
});

const tput = tool({ posix: true, values: 'T' }, async (process, options) => {
  const [what = ''] = options.operands;
  const size = process.tty?.size ?? { columns: 80, rows: 24 };
  const known: Readonly<Record<string, string>> = {
    cols: `${size.columns}\n`,
    lines: `${size.rows}\n`,
    clear: '\x1b[H\x1b[2J',
    bold: '\x1b[1m',
    sgr0: '\x1b(B\x1b[m',
    smso: '\x1b[7m',
    rmso: '\x1b[27m',
    civis: '\x1b[?25l',
    cnorm: '\x1b[?25h',
    colors: '256\n',
    setaf: `\x1b[3${options.operands[1] ?? 7}m`,
    setab: `\x1b[4${options.operands[1] ?? 0}m`,
    cup: `\x1b[${Number(options.operands[1] ?? 0) + 1};${Number(options.operands[2] ?? 0) + 1}H`,
  };
  const text = known[what];
  if (text === undefined) {
    await complain(process, `unknown terminfo capability '${what}'`);
    return 4;
  }
  await process.stdout.write(text);
  return 0;
});

const expr = tool({ any: true, status: 2 }, async (process) => {
  const [left = '', operator, right = ''] = process.args;
  if (operator === undefined) {
    await process.stdout.write(`${left}\n`);
    return left === '' || left === '0' ? 1 : 0;
  }
  let text: string;
  if (operator === ':') {
    const match = new RegExp(`^(?:${compileRegExp(right, 'basic')})`, 'u').exec(left);
    text = match ? (match[1] ?? String(match[0].length)) : '0';
  } else if (/^[<>!=]=?$/.test(operator) && !(/^-?\d+$/.test(left) && /^-?\d+$/.test(right))) {
    text = testText(left, operator, right) ? '1' : '0';
  } else {
    const words = process.args.map((word) => (word === '=' ? '==' : word));
    if (words.some((word) => !/^(-?\d+|[-+*/%()|&]|[<>!=]=?)$/.test(word))) {
      await complain(process, 'non-integer argument');
      return 2;
    }
    const scope = { get: () => undefined, set: () => undefined };
    try {
      text = String(evaluateArithmetic(words.join(' '), scope));
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      await complain(process, /division by 0/.test(error.message) ? 'division by zero' : 'syntax error');
      return 2;
    }
  }
  await process.stdout.write(`${text}\n`);
  return text === '' || text === '0' ? 1 : 0;
});

function testText(left: string, operator: string, right: string): boolean {
  if (operator.startsWith('=')) return left === right;
  if (operator === '!=') return left !== right;
  if (operator === '<' || operator === '>') return operator === '<' ? left < right : left > right;
  return operator === '<=' ? left <= right : left >= right;
}

export const basicTools: Readonly<Record<string, Program>> = {
  echo: print((args) => echoText(args)),
  async printf(process) {
    const [format, ...values] = process.args;
    if (format === undefined) {
      await process.stderr.write("printf: missing operand\nTry 'printf --help' for more information.\n");
      return 1;
    }
    const { text, errors } = formatPrintf(format, values, process.clock.now());
    await process.stdout.write(text);
    for (const error of errors) await complain(process, error);
    return errors.length > 0 ? 1 : 0;
  },
  test,
  '[': test,
  true: async () => 0,
  false: async () => 1,
  expr,
  seq,
  sleep,
  yes,
  which,
  basename,
  dirname,
  uname,
  id,
  tput,
  async pwd(process) {
    await process.stdout.write(`${process.cwd}\n`);
    return 0;
  },
  async whoami(process) {
    await process.stdout.write(`${process.user.name}\n`);
    return 0;
  },
  hostname: tool({ flags: 'sfiId' }, async (process, options) => {
    if (options.has('i') || options.has('I')) {
      const addresses = process.net.interfaces().filter((one) => one.name !== 'lo');
      const all = addresses.flatMap((one) => one.addresses.map((address) => address.split('/')[0]));
      await process.stdout.write(`${all.join(' ')}${options.has('I') ? ' ' : ''}\n`);
    } else await process.stdout.write(`${options.has('s') ? process.hostname.split('.')[0] : process.hostname}\n`);
    return 0;
  }),
  nproc: print(() => '2\n'),
  arch: print(() => 'x86_64\n'),
  clear: print(() => '\x1b[H\x1b[2J\x1b[3J'),
  reset: print(() => '\x1bc'),
  async tty(process) {
    await process.stdout.write(process.stdin.terminal ? '/dev/pts/0\n' : 'not a tty\n');
    return process.stdin.terminal ? 0 : 1;
  },
};
