// awk's own functions.
import { createCollector } from '../../pipe.ts';
import { strftime } from '../../printf.ts';
import { runChild, UsageError } from '../tool.ts';
import type { Awk } from './run.ts';
import { formatValues } from './statements.ts';
import type { Expression } from './tree.ts';
import { Field, toNumber, type Value } from './values.ts';

const LINE: Expression = { kind: 'field', index: { kind: 'number', value: 0 } };

export async function callFunction(awk: Awk, name: string, args: readonly Expression[]): Promise<Value> {
  const value = async (at: number): Promise<Value> => (args[at] ? awk.value(args[at]) : '');
  const text = async (at: number) => awk.text(await value(at));
  const number = async (at: number) => toNumber(await value(at));
  switch (name) {
    case 'length': {
      const [first] = args;
      if (first?.kind === 'name' && awk.globals.get(first.name) instanceof Map) return awk.array(first.name).size;
      return [...awk.text(await awk.value(first ?? LINE))].length;
    }
    case 'substr': {
      const characters = [...(await text(0))];
      const start = Math.round(await number(1));
      const end = args[2] ? start + Math.round(await number(2)) : Number.POSITIVE_INFINITY;
      return characters.slice(Math.max(0, start - 1), Math.max(0, end - 1)).join('');
    }
    case 'index':
      return (await text(0)).indexOf(await text(1)) + 1;
    case 'split': {
      const source = await text(0);
      const target = args[1];
      if (target?.kind !== 'name') throw new UsageError('split: second argument is no array', { status: 2 });
      const separator = args[2];
      const parts =
        separator?.kind === 'regexp'
          ? source === ''
            ? []
            : source.split(awk.pattern(separator.source))
          : awk.splitText(source, separator ? await text(2) : awk.text(await awk.value({ kind: 'name', name: 'FS' })));
      const array = awk.array(target.name);
      array.clear();
      for (const [at, part] of parts.entries()) array.set(String(at + 1), new Field(part));
      return parts.length;
    }
    case 'sub':
    case 'gsub':
      return substitute(awk, name === 'gsub', args);
    case 'match': {
      const found = (await awk.regExp(args[1] as Expression)).exec(await text(0));
      awk.globals.set('RSTART', found ? found.index + 1 : 0);
      awk.globals.set('RLENGTH', found ? found[0].length : -1);
      return found ? found.index + 1 : 0;
    }
    case 'sprintf': {
      const values: Value[] = [];
      for (const arg of args) values.push(await awk.value(arg));
      return formatValues(awk, values);
    }
    case 'toupper':
      return (await text(0)).toUpperCase();
    case 'tolower':
      return (await text(0)).toLowerCase();
    case 'int':
      return Math.trunc(await number(0));
    case 'sqrt':
    case 'exp':
    case 'log':
    case 'sin':
    case 'cos':
      return Math[name](await number(0));
    case 'atan2':
      return Math.atan2(await number(0), await number(1));
    case 'rand':
      awk.random = (awk.random * 16_807 + 0.137) % 1;
      return awk.random;
    case 'srand':
      awk.random = args[0] ? ((await number(0)) * 0.618_034) % 1 : 0.5;
      return 0;
    case 'systime':
      return Math.floor(awk.process.clock.now() / 1000);
    case 'strftime':
      return strftime(args[0] ? await text(0) : '%c', args[1] ? (await number(1)) * 1000 : awk.process.clock.now());
    case 'close':
      await awk.streams.close(await text(0));
      return 0;
    case 'fflush':
      return 0;
    case 'system': {
      const collector = createCollector();
      const code = await runChild(awk.process, 'sh', ['-c', await text(0)], { stdout: collector });
      await awk.process.stdout.write(collector.bytes());
      return code;
    }
    default:
      throw new UsageError(`calling undefined function ${name}\n source line number 1`, { status: 2 });
  }
}

async function substitute(awk: Awk, all: boolean, args: readonly Expression[]): Promise<Value> {
  const pattern = await awk.regExp(args[0] as Expression);
  const replacement = args[1] ? awk.text(await awk.value(args[1])) : '';
  const target = args[2] ?? LINE;
  const before = awk.text(await awk.value(target));
  let count = 0;
  const after = before.replace(new RegExp(pattern.source, all ? 'gu' : 'u'), (match) => {
    count++;
    return replacement.replace(/\\([\\&])|&/g, (_, escaped?: string) => escaped ?? match);
  });
  if (count > 0) await awk.assign(target, after);
  return count;
}
