// dig's command line: queries with their own options, as BIND 9.18 reads it.
import { recordTypeNumber } from '../../../network/index.ts';

export interface DigOptions {
  short: boolean;
  tcp: boolean;
  search: boolean;
  /** Every name of the search list that is tried is told, not the last one only. */
  showSearch: boolean;
  recurse: boolean;
  edns: boolean;
  keepTruncated: boolean;
  command: boolean;
  comments: boolean;
  question: boolean;
  answer: boolean;
  authority: boolean;
  additional: boolean;
  stats: boolean;
  ttl: boolean;
  classes: boolean;
  identify: boolean;
  tries: number;
  timeoutMs: number;
  ndots: number | undefined;
  port: number;
  server: string | undefined;
}

export interface DigQuery {
  readonly name: string;
  readonly type: string;
  readonly options: DigOptions;
}

/** A fault in the command line: its text, and dig's exit code. */
export class DigUsage extends Error {
  override readonly name = 'DigUsage';
  readonly exitCode: number;
  constructor(message: string, exitCode: number = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const defaults: DigOptions = {
  short: false,
  tcp: false,
  search: false,
  showSearch: false,
  recurse: true,
  edns: true,
  keepTruncated: false,
  command: true,
  comments: true,
  question: true,
  answer: true,
  authority: true,
  additional: true,
  stats: true,
  ttl: true,
  classes: true,
  identify: false,
  tries: 3,
  timeoutMs: 5000,
  ndots: undefined,
  port: 53,
  server: undefined,
};

const usage = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options`;

/** Throws `DigUsage`. */
export function parseDig(args: readonly string[]): readonly DigQuery[] {
  const queries: { name: string; type: string; options: DigOptions }[] = [];
  const global = { ...defaults };
  let pendingType: string | undefined;
  const current = () => queries.at(-1)?.options ?? global;
  const add = (name: string, type: string) => {
    queries.push({ name, type, options: { ...(queries.at(-1)?.options ?? global) } });
    pendingType = undefined;
  };
  const words = [...args];
  const argumentOf = (word: string) => {
    const value = word.length > 2 ? word.slice(2) : words.shift();
    if (value === undefined) throw new DigUsage(`Invalid option: ${word}\n${usage}`);
    return value;
  };
  while (words.length > 0) {
    const word = words.shift() as string;
    const last = queries.at(-1);
    if (word.startsWith('@')) current().server = word.slice(1);
    else if (word.startsWith('+')) plusOption(current(), word.slice(1));
    else if (word === '-v') throw new DigUsage('DiG 9.18.37', 0);
    else if (word === '-h') throw new DigUsage(usage, 0);
    else if (word.startsWith('-x')) add(reverseName(argumentOf(word)), 'PTR');
    else if (word.startsWith('-t')) setType(argumentOf(word).toUpperCase());
    else if (word.startsWith('-q')) add(argumentOf(word), pendingType ?? 'A');
    else if (word.startsWith('-p')) current().port = Number(argumentOf(word));
    else if (word.startsWith('-c')) argumentOf(word);
    else if (word === '-4' || word === '-r' || word === '-u') continue;
    else if (word.startsWith('-')) throw new DigUsage(`Invalid option: ${word}\n${usage}`);
    else if (recordTypeNumber(word) !== undefined && !/^type\d/i.test(word) && (last || words.length > 0 || args.length > 1))
      setType(word.toUpperCase());
    else if (/^(in|ch|hs)$/i.test(word)) continue;
    else add(word, pendingType ?? 'A');
  }
  if (queries.length === 0) return [{ name: '.', type: pendingType ?? 'NS', options: global }];
  return queries;

  function setType(type: string): void {
    if (recordTypeNumber(type) === undefined) throw new DigUsage(`;; Warning, ignoring invalid type ${type}`);
    const last = queries.at(-1);
    if (last) last.type = type;
    else pendingType = type;
  }
}

type Switch =
  | 'short'
  | 'tcp'
  | 'search'
  | 'recurse'
  | 'edns'
  | 'keepTruncated'
  | 'command'
  | 'comments'
  | 'question'
  | 'answer'
  | 'authority'
  | 'additional'
  | 'stats'
  | 'ttl'
  | 'classes'
  | 'identify';

const switches: Readonly<Record<string, Switch>> = {
  short: 'short',
  tcp: 'tcp',
  vc: 'tcp',
  search: 'search',
  defname: 'search',
  recurse: 'recurse',
  rec: 'recurse',
  edns: 'edns',
  ignore: 'keepTruncated',
  cmd: 'command',
  comments: 'comments',
  question: 'question',
  answer: 'answer',
  authority: 'authority',
  additional: 'additional',
  stats: 'stats',
  ttlid: 'ttl',
  ttl: 'ttl',
  class: 'classes',
  cl: 'classes',
  identify: 'identify',
};

/** Options of dig that change nothing that can be seen here. */
const harmless = new Set([
  'cookie',
  'dnssec',
  'cdflag',
  'cd',
  'adflag',
  'ad',
  'aaflag',
  'bufsize',
  'keepopen',
  'qr',
  'fail',
  'crypto',
  'idnin',
  'idnout',
  'badcookie',
  'bufsize',
  'nssearch',
  'onesoa',
  'unknownformat',
  'yaml',
  'expire',
  'nsid',
  'subnet',
  'split',
  'rrcomments',
  'multiline',
  'all',
]);

function plusOption(options: DigOptions, text: string): void {
  const [, no, name = '', value] = /^(no)?([a-z0-9-]+)(?:=(.*))?$/i.exec(text) ?? [];
  const on = no === undefined;
  if (name === 'all') {
    for (const key of ['command', 'comments', 'question', 'answer', 'authority', 'additional', 'stats'] as const) options[key] = on;
    return;
  }
  if (value !== undefined && !/^\d+$/.test(value) && ['time', 'timeout', 'tries', 'retry', 'ndots'].includes(name)) {
    throw new DigUsage(`;; Warning, couldn't parse ${name} '${value}'`);
  }
  if (name === 'time' || name === 'timeout') options.timeoutMs = Math.max(1, Number(value ?? 5)) * 1000;
  else if (name === 'tries') options.tries = Math.max(1, Number(value ?? 3));
  else if (name === 'retry') options.tries = Number(value ?? 2) + 1;
  else if (name === 'ndots') {
    options.ndots = Number(value ?? 1);
    options.search = true;
  } else if (name === 'showsearch') {
    options.showSearch = on;
    options.search = on;
  } else if (name === 'trace' || name === 'yaml' || name === 'multiline')
    throw new DigUsage(`dig: this simulated dig does not have +${name}`);
  else if (switches[name]) options[switches[name] as Switch] = on;
  else if (!harmless.has(name)) throw new DigUsage(`Invalid option: +${text}\n${usage}`);
  if (name === 'short' && on) {
    for (const key of ['command', 'comments', 'question', 'authority', 'additional', 'stats'] as const) options[key] = false;
  }
}

/** `10.96.0.10` becomes `10.0.96.10.in-addr.arpa.`; other text stays. */
export function reverseName(address: string): string {
  if (!/^\d+(\.\d+){0,3}$/.test(address)) return address;
  return `${address.split('.').reverse().join('.')}.in-addr.arpa.`;
}
