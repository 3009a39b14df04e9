// grep and its relatives: lines that match, as they arrive.
import { joinPath } from '../paths.ts';
import { inputOf, linesOf } from '../pipe.ts';
import type { Process, Program } from '../program.ts';
import { compileRegExp } from '../regular-expression.ts';
import { complain, type NamedInput, type Options, openInputs, pathOf, tool, UsageError } from './tool.ts';

const spec = {
  flags: 'ivncoqrRlLwxEFGPHhsabUz',
  values: 'ABCemf',
  number: 'C',
  status: 2,
  long: {
    'ignore-case': 'i',
    'invert-match': 'v',
    'line-number': 'n',
    count: 'c',
    'only-matching': 'o',
    quiet: 'q',
    silent: 'q',
    recursive: 'r',
    'files-with-matches': 'l',
    'files-without-match': 'L',
    'word-regexp': 'w',
    'line-regexp': 'x',
    'extended-regexp': 'E',
    'fixed-strings': 'F',
    'perl-regexp': 'P',
    'with-filename': 'H',
    'no-filename': 'h',
    'no-messages': 's',
    'after-context': 'A',
    'before-context': 'B',
    context: 'C',
    regexp: 'e',
    'max-count': 'm',
    file: 'f',
    'line-buffered': 'U',
    color: 'U',
    colour: 'U',
  },
} as const;

function matcherOf(process: Process, options: Options): { pattern: RegExp; operands: readonly string[] } {
  const rest = [...options.operands];
  const patterns = [...options.all('e')];
  for (const file of options.all('f')) patterns.push(...process.files.readText(pathOf(process, file)).replace(/\n$/, '').split('\n'));
  if (patterns.length === 0) {
    const first = rest.shift();
    if (first === undefined)
      throw new UsageError("Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.", {
        status: 2,
        bare: true,
      });
    patterns.push(...first.split('\n'));
  }
  const kind = options.has('F') ? 'fixed' : options.has('E') || process.name === 'egrep' ? 'extended' : options.has('P') ? 'perl' : 'basic';
  const sources = patterns.map((pattern) => compileRegExp(pattern, process.name === 'fgrep' ? 'fixed' : kind));
  let source = sources.map((one) => `(?:${one})`).join('|');
  if (options.has('w')) source = `(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])`;
  if (options.has('x')) source = `^(?:${source})$`;
  try {
    return { pattern: new RegExp(source, `g${options.has('i') ? 'i' : ''}u`), operands: rest };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UsageError('Invalid regular expression', { status: 2 });
  }
}

async function* walk(process: Process, name: string, options: Options, onError: () => void): AsyncGenerator<NamedInput> {
  const path = pathOf(process, name);
  const status = process.files.status(path);
  if (status?.kind === 'directory') {
    for (const child of process.files.list(path))
      yield* walk(process, name === '.' && options.operands.length < 2 ? child : joinPath(name, child), options, onError);
  } else if (status) yield { name, input: inputOf(process.files.read(path)) };
  else {
    if (!options.has('s')) await complain(process, `${name}: No such file or directory`);
    onError();
  }
}

async function* inputs(process: Process, operands: readonly string[], options: Options, onError: () => void): AsyncGenerator<NamedInput> {
  if (options.has('r') || options.has('R')) {
    for (const name of operands.length > 0 ? operands : ['.']) yield* walk(process, name, options, onError);
    return;
  }
  for (const name of operands.length > 0 ? operands : ['-']) {
    if (name !== '-' && process.files.status(pathOf(process, name))?.kind === 'directory') {
      await complain(process, `${name}: Is a directory`);
      onError();
    } else yield* openInputs(process, [name], onError);
  }
}

const grep: Program = tool(spec, async (process, options) => {
  const { pattern, operands } = matcherOf(process, options);
  const after = Number(options.value('A') ?? options.value('C') ?? 0);
  const before = Number(options.value('B') ?? options.value('C') ?? 0);
  const limit = options.count('m') ?? Number.POSITIVE_INFINITY;
  const named = options.has('H') || (!options.has('h') && (operands.length > 1 || options.has('r') || options.has('R')));
  let failed = false;
  let found = false;
  let printedBlock = false;

  for await (const { name, input } of inputs(process, operands, options, () => (failed = true))) {
    const label = name === '-' ? '(standard input)' : name;
    const lead = (number: number, mark: string) => `${named ? `${label}${mark}` : ''}${options.has('n') ? `${number}${mark}` : ''}`;
    const held: { number: number; line: string }[] = [];
    let count = 0;
    let number = 0;
    let lastPrinted = 0;
    let trailing = 0;
    const quiet = options.has('q') || options.has('c') || options.has('l') || options.has('L');
    for await (const line of linesOf(input, process.signal)) {
      number++;
      pattern.lastIndex = 0;
      const hit = pattern.test(line) !== options.has('v');
      if (hit && count < limit) {
        count++;
        found = true;
        if (options.has('q')) return 0;
        if (options.has('l') || options.has('L')) break;
        if (quiet) continue;
        if (options.has('o')) {
          pattern.lastIndex = 0;
          if (!options.has('v'))
            for (const [match] of line.matchAll(pattern)) if (match) await process.stdout.write(`${lead(number, ':')}${match}\n`);
        } else {
          const context = held.filter((one) => one.number > lastPrinted);
          const start = context[0]?.number ?? number;
          if ((before > 0 || after > 0) && printedBlock && (lastPrinted === 0 || start > lastPrinted + 1))
            await process.stdout.write('--\n');
          for (const one of context) await process.stdout.write(`${lead(one.number, '-')}${one.line}\n`);
          await process.stdout.write(`${lead(number, ':')}${line}\n`);
          printedBlock = true;
          lastPrinted = number;
        }
        trailing = after;
        if (count >= limit && after === 0) break;
      } else if (!quiet && trailing > 0) {
        trailing--;
        await process.stdout.write(`${lead(number, '-')}${line}\n`);
        lastPrinted = number;
      } else if (count >= limit) break;
      if (before > 0) {
        held.push({ number, line });
        if (held.length > before) held.shift();
      }
    }
    if (options.has('c')) await process.stdout.write(`${named ? `${label}:` : ''}${count}\n`);
    if (options.has('l') && count > 0) await process.stdout.write(`${label}\n`);
    if (options.has('L') && count === 0) await process.stdout.write(`${label}\n`);
  }
  if (failed) return 2;
  return found ? 0 : 1;
});

export const grepTools: Readonly<Record<string, Program>> = { grep, egrep: grep, fgrep: grep };
