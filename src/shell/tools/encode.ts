// base64, xxd, date, and checksums: other spellings of bytes and times.
import { strftime } from '../printf.ts';
import type { Input, Process, Program } from '../program.ts';
import { openInputs, tool, UsageError } from './tool.ts';

async function readBytes(process: Process, input: Input): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await input.read(process.signal); chunk; chunk = await input.read(process.signal)) chunks.push(chunk);
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

const base64 = tool({ flags: 'di', values: 'w', long: { decode: 'd', wrap: 'w', 'ignore-garbage': 'i' } }, async (process, options) => {
  let status = 0;
  for await (const { input } of openInputs(process, options.operands, () => (status = 1))) {
    const bytes = await readBytes(process, input);
    if (options.has('d')) {
      const text = new TextDecoder().decode(bytes).replace(/\s/g, '');
      const valid = /^[A-Za-z0-9+/]*/.exec(text)?.[0] ?? '';
      const binary = atob(valid.slice(0, valid.length - (valid.length % 4 === 1 ? 1 : 0)));
      await process.stdout.write(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) throw new UsageError('invalid input');
    } else {
      let binary = '';
      for (const byte of bytes) binary += String.fromCharCode(byte);
      const width = Number(options.value('w') ?? 76);
      const text = btoa(binary);
      await process.stdout.write(width === 0 ? text : text.replace(new RegExp(`.{1,${width}}`, 'g'), '$&\n'));
    }
  }
  return status;
});

const xxd = tool({ flags: 'prui', values: 'cls' }, async (process, options) => {
  let status = 0;
  for await (const { input } of openInputs(process, options.operands.slice(0, 1), () => (status = 1))) {
    const bytes = await readBytes(process, input);
    if (options.has('r')) {
      const hex = new TextDecoder().decode(bytes).replace(options.has('p') ? /\s/g : /^[0-9a-f]+: ?| {2}.*$|\s/gm, '');
      await process.stdout.write(Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
      continue;
    }
    const limited = options.value('l') === undefined ? bytes : bytes.subarray(0, Number(options.value('l')));
    const hex = (part: Uint8Array) => [...part].map((byte) => byte.toString(16).padStart(2, '0'));
    const width = Number(options.value('c') ?? (options.has('p') ? 30 : 16));
    for (let at = 0; at < limited.length; at += width) {
      const row = limited.subarray(at, at + width);
      if (options.has('p')) {
        await process.stdout.write(`${hex(row).join('')}\n`);
        continue;
      }
      const pairs = hex(row)
        .join('')
        .replace(/.{4}(?=.)/g, '$& ');
      const text = [...row].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
      await process.stdout.write(`${at.toString(16).padStart(8, '0')}: ${pairs.padEnd(Math.ceil(width / 2) * 5 - 1)}  ${text}\n`);
    }
  }
  return status;
});

/** Times that `date -d` understands: ISO dates, @seconds, and distances such as `1 hour ago`. */
function parseTime(text: string, nowMs: number): number {
  const seconds = /^@(-?\d+(?:\.\d+)?)$/.exec(text);
  if (seconds) return Number(seconds[1]) * 1000;
  if (text === 'now' || text === 'today' || text === '') return nowMs;
  if (text === 'yesterday') return nowMs - 86_400_000;
  if (text === 'tomorrow') return nowMs + 86_400_000;
  const units: Readonly<Record<string, number>> = { sec: 1, second: 1, min: 60, minute: 60, hour: 3600, day: 86_400, week: 604_800 };
  const distance = /^([-+]?\d+)\s*(sec|second|min|minute|hour|day|week)s?(\s+ago)?$/.exec(text);
  if (distance) return nowMs + Number(distance[1]) * (units[distance[2] as string] ?? 0) * (distance[3] ? -1000 : 1000);
  const parsed = Date.parse(
    /\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : /[zZ]$|[-+]\d\d:?\d\d$|GMT|UTC/.test(text) ? text : `${text.replace(' ', 'T')}Z`,
  );
  if (Number.isNaN(parsed)) throw new UsageError(`invalid date '${text}'`);
  return parsed;
}

const date = tool(
  { flags: 'uR', values: 'drI', long: { date: 'd', utc: 'u', universal: 'u', 'rfc-email': 'R', reference: 'r' } },
  async (process, options) => {
    const now = process.clock.now();
    const given = options.value('d');
    const time = given === undefined ? now : parseTime(given, now);
    const format = options.operands.find((word) => word.startsWith('+'))?.slice(1);
    const precise: Readonly<Record<string, string>> = {
      date: '%Y-%m-%d',
      hours: '%Y-%m-%dT%H:00%:z',
      minutes: '%Y-%m-%dT%H:%M%:z',
      seconds: '%Y-%m-%dT%H:%M:%S%:z',
    };
    const iso = options.value('I');
    const chosen =
      format ??
      (iso !== undefined ? (precise[iso] ?? '%Y-%m-%d') : options.has('R') ? '%a, %d %b %Y %H:%M:%S %z' : '%a %b %e %H:%M:%S %Z %Y');
    await process.stdout.write(`${strftime(chosen, time)}\n`);
    return 0;
  },
);

function digest(algorithm: string): Program {
  return tool({ flags: 'bc' }, async (process, options) => {
    let status = 0;
    for await (const { name, input } of openInputs(process, options.operands, () => (status = 1))) {
      const hash = await crypto.subtle.digest(algorithm, (await readBytes(process, input)).slice());
      const hex = [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      await process.stdout.write(`${hex}  ${name}\n`);
    }
    return status;
  });
}

export const encodeTools: Readonly<Record<string, Program>> = { base64, xxd, date, sha256sum: digest('SHA-256'), sha1sum: digest('SHA-1') };
