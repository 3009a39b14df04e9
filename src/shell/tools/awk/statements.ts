// Runs awk's statements.
import { formatPrintf } from '../../printf.ts';
import { Jump } from './jump.ts';
import type { Awk } from './run.ts';
import type { Statement } from './tree.ts';
import { Field, toNumber, type Value } from './values.ts';

/** Statements after which a program that never waits lets others run. */
const STEPS_PER_TURN = 2000;

export async function execute(awk: Awk, node: Statement): Promise<void> {
  if (++awk.steps % STEPS_PER_TURN === 0) {
    await awk.process.clock.turn();
    awk.process.signal.throwIfAborted();
  }
  switch (node.kind) {
    case 'block':
      for (const one of node.body) await execute(awk, one);
      return;
    case 'expression':
      await awk.value(node.value);
      return;
    case 'print': {
      const text = await printed(awk, node);
      const output = node.to ? awk.streams.outputFor(node.to.operator, awk.text(await awk.value(node.to.target))) : awk.process.stdout;
      await output.write(text);
      return;
    }
    case 'if':
      if (await awk.truth(node.test)) await execute(awk, node.yes);
      else if (node.no) await execute(awk, node.no);
      return;
    case 'while':
      while (await awk.truth(node.test)) if (await loopBody(awk, node.body)) return;
      return;
    case 'do':
      do if (await loopBody(awk, node.body)) return;
      while (await awk.truth(node.test));
      return;
    case 'for':
      if (node.start) await execute(awk, node.start);
      while (!node.test || (await awk.truth(node.test))) {
        if (await loopBody(awk, node.body)) return;
        if (node.step) await execute(awk, node.step);
      }
      return;
    case 'each':
      for (const key of [...awk.array(node.array).keys()]) {
        await awk.assign({ kind: 'name', name: node.name }, new Field(key));
        if (await loopBody(awk, node.body)) return;
      }
      return;
    case 'delete':
      if (node.keys) awk.array(node.name).delete(await awk.key(node.keys));
      else awk.array(node.name).clear();
      return;
    case 'exit':
    case 'return':
      throw new Jump(node.kind, node.value ? await awk.value(node.value) : node.kind === 'exit' ? 0 : '');
    default:
      throw new Jump(node.kind);
  }
}

async function printed(awk: Awk, node: Statement & { readonly kind: 'print' }): Promise<string> {
  const values: Value[] = [];
  for (const arg of node.args) values.push(await awk.value(arg));
  if (node.format) return formatValues(awk, values);
  if (node.args.length === 0) return awk.line + awk.text(awk.get('ORS'));
  return values.map((value) => awk.text(value, 'OFMT')).join(awk.text(awk.get('OFS'))) + awk.text(awk.get('ORS'));
}

/** printf's text. What is printed as a number is one, also when it came as text. */
export function formatValues(awk: Awk, values: readonly Value[]): string {
  const [format = '', ...rest] = values;
  const spec = awk.text(format);
  const kinds = [...spec.matchAll(/%(?:%|[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+)?)?([a-zA-Z]))/g)].flatMap((match) => match[1] ?? []);
  const texts = rest.map((value, at) => {
    const kind = kinds[at] ?? 's';
    if (kind === 'c' && typeof value === 'number') return String.fromCodePoint(value);
    return 'sc'.includes(kind) ? awk.text(value) : String(toNumber(value));
  });
  // The shell's printf begins anew while there are arguments; awk's does not.
  return formatPrintf(spec.replace(/\\/g, '\\\\'), texts.slice(0, kinds.length), 0).text;
}

/** True when the loop was left. */
async function loopBody(awk: Awk, body: Statement): Promise<boolean> {
  try {
    await execute(awk, body);
  } catch (error) {
    if (!(error instanceof Jump) || (error.kind !== 'break' && error.kind !== 'continue')) throw error;
    return error.kind === 'break';
  }
  return false;
}
