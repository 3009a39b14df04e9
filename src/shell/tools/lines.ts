// Tools that pass lines on: cat, tac, rev, nl, head, tail, tee, wc.

import { describeFileError } from '../file-errors.ts';
import { FileError } from '../files.ts';
import { linesOf, readAll } from '../pipe.ts';
import type { Output, Process, Program } from '../program.ts';
import { complain, joinLines, openInputs, pathOf, tool, UsageError } from './tool.ts';

const cat = tool({ flags: 'nbsAvetETu', long: { number: 'n', 'show-all': 'A', 'squeeze-blank': 's' } }, async (process, options) => {
  let status = 0;
  const plain = !['n', 'b', 's', 'A', 'v', 'e', 't', 'E', 'T'].some((letter) => options.has(letter));
  let number = 0;
  let blank = false;
  for await (const { input } of openInputs(process, options.operands, () => (status = 1))) {
    if (plain) {
      for (let chunk = await input.read(process.signal); chunk; chunk = await input.read(process.signal)) await process.stdout.write(chunk);
      continue;
    }
    for await (const line of linesOf(input, process.signal)) {
      if (options.has('s') && line === '' && blank) continue;
      blank = line === '';
      let text = line;
      if (['A', 'v', 'e', 't'].some((letter) => options.has(letter))) {
        text = text
          .replace(/[\x00-\x08\x0b-\x1f]/g, (character) => `^${String.fromCharCode(character.charCodeAt(0) + 64)}`)
          .replace(/\x7f/g, '^?');
      }
      if (['A', 't', 'T'].some((letter) => options.has(letter))) text = text.replace(/\t/g, '^I');
      if (['A', 'e', 'E'].some((letter) => options.has(letter))) text += '$';
      const numbered = options.has('b') ? line !== '' : options.has('n');
      await process.stdout.write(`${numbered ? `${String(++number).padStart(6)}\t` : ''}${text}\n`);
    }
  }
  return status;
});

const tac = tool({}, async (process, options) => {
  let status = 0;
  for await (const { input } of openInputs(process, options.operands, () => (status = 1))) {
    const lines = (await readAll(input, process.signal)).split('\n');
    if (lines.at(-1) === '') lines.pop();
    await process.stdout.write(joinLines(lines.reverse()));
  }
  return status;
});

const rev = tool({}, async (process, options) => {
  let status = 0;
  for await (const { input } of openInputs(process, options.operands, () => (status = 1))) {
    for await (const line of linesOf(input, process.signal)) await process.stdout.write(`${[...line].reverse().join('')}\n`);
  }
  return status;
});

const nl = tool({ values: 'bnsvwi' }, async (process, options) => {
  let status = 0;
  let number = Number(options.value('v') ?? 1);
  const width = Number(options.value('w') ?? 6);
  for await (const { input } of openInputs(process, options.operands, () => (status = 1))) {
    for await (const line of linesOf(input, process.signal)) {
      const counted = options.value('b') === 'a' || line !== '';
      const head = counted ? `${String(number++).padStart(width)}${options.value('s') ?? '\t'}` : ' '.repeat(width + 1);
      await process.stdout.write(`${head}${line}\n`);
    }
  }
  return status;
});

/** A count with a multiplier: 10, 2K, 1M; `sign` is what stood in front. */
function parseCount(text: string, what: string): { count: number; sign: string } {
  const match = /^([-+]?)(\d+)([kKMG]?)B?$/.exec(text);
  if (!match) throw new UsageError(`invalid number of ${what}: '${text}'`);
  return { sign: match[1] ?? '', count: Number(match[2]) * 1024 ** ['', 'K', 'M', 'G'].indexOf((match[3] ?? '').toUpperCase()) };
}

const head = tool(
  { flags: 'qv', values: 'nc', number: 'n', long: { lines: 'n', bytes: 'c', quiet: 'q', verbose: 'v' } },
  async (process, options) => {
    let status = 0;
    let first = true;
    const byBytes = options.value('c');
    const { count, sign } = parseCount(byBytes ?? options.value('n') ?? '10', byBytes === undefined ? 'lines' : 'bytes');
    for await (const { name, input } of openInputs(process, options.operands, () => (status = 1))) {
      if ((options.operands.length > 1 || options.has('v')) && !options.has('q')) {
        await process.stdout.write(`${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`);
      }
      first = false;
      if (byBytes !== undefined) {
        let left = count;
        while (left > 0) {
          const chunk = await input.read(process.signal);
          if (!chunk) break;
          await process.stdout.write(chunk.subarray(0, left));
          left -= chunk.length;
        }
        continue;
      }
      const held: string[] = [];
      let seen = 0;
      if (sign !== '-' && count === 0) continue;
      for await (const line of linesOf(input, process.signal)) {
        if (sign === '-') {
          held.push(line);
          if (held.length > count) await process.stdout.write(`${held.shift()}\n`);
        } else {
          await process.stdout.write(`${line}\n`);
          if (++seen >= count) break;
        }
      }
    }
    return status;
  },
);

/** How often `tail -f` looks at a file, milliseconds; what GNU tail does without inotify. */
const FOLLOW_INTERVAL_MS = 1000;

async function follow(process: Process, name: string, from: number): Promise<number> {
  let offset = from;
  for (;;) {
    await process.clock.sleep(FOLLOW_INTERVAL_MS, process.signal);
    const status = process.files.status(pathOf(process, name));
    if (!status) continue;
    if (status.sizeBytes < offset) {
      await complain(process, `${name}: file truncated`);
      offset = 0;
    }
    if (status.sizeBytes === offset) continue;
    const bytes = process.files.read(pathOf(process, name));
    await process.stdout.write(bytes.slice(offset));
    offset = bytes.length;
  }
}

const tail = tool(
  { flags: 'fFqv', values: 'ncs', number: 'n', long: { lines: 'n', bytes: 'c', follow: 'f', quiet: 'q', verbose: 'v' } },
  async (process, options) => {
    let status = 0;
    let first = true;
    const byBytes = options.value('c');
    const { count, sign } = parseCount(byBytes ?? options.value('n') ?? '10', byBytes === undefined ? 'lines' : 'bytes');
    for await (const { name, input } of openInputs(process, options.operands, () => (status = 1))) {
      if ((options.operands.length > 1 || options.has('v')) && !options.has('q')) {
        await process.stdout.write(`${first ? '' : '\n'}==> ${name === '-' ? 'standard input' : name} <==\n`);
      }
      first = false;
      if (sign === '+' && byBytes === undefined) {
        let number = 0;
        for await (const line of linesOf(input, process.signal)) if (++number >= count) await process.stdout.write(`${line}\n`);
        continue;
      }
      const text = await readAll(input, process.signal);
      if (byBytes !== undefined) {
        const bytes = new TextEncoder().encode(text);
        await process.stdout.write(sign === '+' ? bytes.slice(Math.max(0, count - 1)) : bytes.slice(Math.max(0, bytes.length - count)));
      } else {
        const lines = text.split(/(?<=\n)/);
        if (count > 0) await process.stdout.write(lines.slice(-count).join(''));
      }
      if ((options.has('f') || options.has('F')) && name !== '-') return follow(process, name, new TextEncoder().encode(text).length);
    }
    return status;
  },
);

const tee = tool({ flags: 'ai', long: { append: 'a' } }, async (process, options) => {
  let status = 0;
  const outputs: Output[] = [process.stdout];
  for (const name of options.operands) {
    const path = pathOf(process, name);
    if (name === '/dev/stderr') {
      outputs.push(process.stderr);
      continue;
    }
    try {
      process.files.write(path, '', { append: options.has('a') });
      outputs.push({ write: async (chunk) => process.files.write(path, chunk, { append: true }), close: () => undefined });
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      await complain(process, `${name}: ${describeFileError(error)}`);
      status = 1;
    }
  }
  for (let chunk = await process.stdin.read(process.signal); chunk; chunk = await process.stdin.read(process.signal)) {
    for (const output of outputs) await output.write(chunk);
  }
  return status;
});

const wc = tool({ flags: 'lwcmL', long: { lines: 'l', words: 'w', bytes: 'c', chars: 'm' } }, async (process, options) => {
  let status = 0;
  const rows: { counts: number[]; name: string }[] = [];
  const letters = (['l', 'w', 'm', 'c'] as const).filter((letter) => options.has(letter));
  const asked = letters.length > 0 ? letters : (['l', 'w', 'c'] as const);
  for await (const { name, input } of openInputs(process, options.operands, () => (status = 1))) {
    const decoder = new TextDecoder();
    const all = { l: 0, w: 0, c: 0, m: 0 };
    let inWord = false;
    for (let chunk = await input.read(process.signal); chunk; chunk = await input.read(process.signal)) {
      all.c += chunk.length;
      for (const character of decoder.decode(chunk, { stream: true })) {
        all.m += 1;
        if (character === '\n') all.l += 1;
        const blank = /\s/.test(character);
        if (!blank && !inWord) all.w += 1;
        inWord = !blank;
      }
    }
    rows.push({ counts: asked.map((letter) => all[letter]), name: options.operands.length > 0 ? name : '' });
  }
  if (options.operands.length > 1)
    rows.push({ counts: asked.map((_, at) => rows.reduce((sum, row) => sum + (row.counts[at] ?? 0), 0)), name: 'total' });
  const largest = Math.max(0, ...rows.flatMap((row) => row.counts));
  const width = asked.length === 1 && rows.length === 1 ? 1 : options.operands.length === 0 ? 7 : String(largest).length;
  for (const row of rows) {
    const counts = row.counts.map((count) => String(count).padStart(width)).join(' ');
    await process.stdout.write(`${counts}${row.name ? ` ${row.name}` : ''}\n`);
  }
  return status;
});

export const lineTools: Readonly<Record<string, Program>> = { cat, tac, rev, nl, head, tail, tee, wc };
