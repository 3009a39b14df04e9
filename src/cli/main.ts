#!/usr/bin/env node
// The command line's entry: reads arguments, composes, turns failures into exit codes (0 done, 1 failed, 2 misused).
import { parseArgs } from 'node:util';
import { Problem } from '../../grader/index.ts';
import { LabFault } from '../server/labs-on-disk.ts';
import { labCheck } from './lab-check.ts';
import { defaultHost, defaultStatePath, start } from './start.ts';
import { chooseLanguage, sayIn } from './words.ts';

const options = {
  port: { type: 'string' },
  host: { type: 'string', default: defaultHost },
  'public-url': { type: 'string' },
  state: { type: 'string', default: defaultStatePath },
  repeat: { type: 'string', default: '1' },
  json: { type: 'boolean', default: false },
  lang: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  let say = sayIn(chooseLanguage(undefined, process.env));
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    say = sayIn(chooseLanguage(values.lang, process.env));
    const [command = 'help', ...rest] = positionals;
    if (values.help || command === 'help') {
      console.log(say('usage'));
      return 0;
    }
    if (command === 'start') {
      const publicUrl = values['public-url'];
      if (publicUrl !== undefined && !/^https?:$/.test(URL.parse(publicUrl)?.protocol ?? '')) {
        console.error(say('badPublicUrl', { url: publicUrl }));
        return 2;
      }
      const port = Number(values.port ?? process.env.PORT ?? 4321);
      await start({ port, host: values.host, statePath: values.state, ...(publicUrl ? { publicUrl: new URL(publicUrl) } : {}) }, say);
      return 0;
    }
    if (command === 'lab' && rest[0] === 'check') {
      return (await labCheck(rest.slice(1), { repeats: Math.max(1, Number(values.repeat)), json: values.json }, say)) ? 0 : 1;
    }
    console.error(say('unknownCommand', { command: positionals.join(' ') }));
    return 2;
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      console.error(`${error.message}\n\n${say('usage')}`);
      return 2;
    }
    // A fault of an author's or an operator's is told; a bug shows where it happened.
    const told = error instanceof LabFault || error instanceof Problem || (error instanceof Error && error.constructor === Error);
    console.error(told ? (error as Error).message : error);
    return 1;
  }
}
