// How dig prints an answer (BIND 9.18, bin/dig/dig.c and lib/dns/masterdump.c).
import type { DnsMessage, DnsRecord, QueryAnswer } from '../../../network/index.ts';
import type { DigOptions } from './options.ts';

/** Columns of time to live, class, type and data. */
const columns = [24, 32, 40, 48] as const;

/** Text from column `from` to `to`: tabs of eight, then blanks, at least one of either (masterdump.c indent). */
function indent(from: number, to: number): string {
  const target = Math.max(to, from + 1);
  const tabs = Math.floor(target / 8) - Math.floor(from / 8);
  const at = tabs > 0 ? Math.floor(target / 8) * 8 : from;
  return '\t'.repeat(tabs) + ' '.repeat(target - at);
}

function row(fields: readonly (readonly [text: string, column: number])[]): string {
  let line = '';
  let column = 0;
  for (const [text, start] of fields) {
    if (line !== '') {
      const gap = indent(column, start);
      line += gap;
      column = Math.max(start, column + 1);
    }
    line += text;
    column += text.length;
  }
  return line;
}

function printRecord(record: DnsRecord, options: DigOptions): string {
  return row([
    [record.name, 0],
    ...(options.ttl ? [[String(record.ttl), columns[0]] as const] : []),
    ...(options.classes ? [['IN', options.ttl ? columns[1] : columns[0]] as const] : []),
    [record.type, options.ttl && options.classes ? columns[2] : columns[1]],
    [record.data, options.ttl && options.classes ? columns[3] : columns[2]],
  ]);
}

export function printShort(message: DnsMessage): string {
  return message.answers.map(({ data }) => `${data}\n`).join('');
}

export function printBanner(args: readonly string[], globals: boolean): string {
  return globals ? `\n; <<>> DiG 9.18.37 <<>> ${args.join(' ')}\n;; global options: +cmd\n` : '';
}

export function printAnswer(answer: QueryAnswer, options: DigOptions, server: string, nowMs: number): string {
  const { message } = answer;
  let text = '';
  if (options.comments) text += header(message);
  const title = (name: string) => (options.comments ? `;; ${name} SECTION:\n` : '');
  const gap = options.comments ? '\n' : '';
  if (options.comments && message.edns) {
    text += `;; OPT PSEUDOSECTION:\n; EDNS: version: ${message.edns.version}, flags:${message.edns.dnssecOk ? ' do' : ''}; udp: ${message.edns.udpSize}\n`;
  }
  if (options.question && message.questions.length > 0) {
    text += title('QUESTION');
    for (const { name, type } of message.questions) {
      text += `;${row([
        [name, 0],
        ['IN', columns[1]],
        [type, columns[2]],
      ])}\n`;
    }
    text += gap;
  }
  for (const [name, shown, records] of [
    ['ANSWER', options.answer, message.answers],
    ['AUTHORITY', options.authority, message.authorities],
    ['ADDITIONAL', options.additional, message.additionals],
  ] as const) {
    if (!shown || records.length === 0) continue;
    text += `${title(name)}${records.map((record) => `${printRecord(record, options)}\n`).join('')}${gap}`;
  }
  if (options.stats) {
    text += `;; Query time: ${Math.round(answer.afterMs)} msec\n;; SERVER: ${server}#${options.port}(${options.server ?? server}) (${answer.overTcp ? 'TCP' : 'UDP'})\n`;
    text += `;; WHEN: ${whenText(nowMs)}\n;; MSG SIZE  rcvd: ${answer.receivedBytes}\n\n`;
  }
  return text;
}

function header(message: DnsMessage): string {
  const flags = [
    message.response && 'qr',
    message.authoritative && 'aa',
    message.truncated && 'tc',
    message.recursionDesired && 'rd',
    message.recursionAvailable && 'ra',
    message.authenticData && 'ad',
    message.checkingDisabled && 'cd',
  ].filter((flag) => flag !== false);
  const counts = `QUERY: ${message.questions.length}, ANSWER: ${message.answers.length}, AUTHORITY: ${message.authorities.length}, ADDITIONAL: ${message.additionals.length + (message.edns ? 1 : 0)}`;
  const warning = message.recursionDesired && !message.recursionAvailable ? ';; WARNING: recursion requested but not available\n' : '';
  return `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${message.rcode}, id: ${message.id}\n;; flags: ${flags.join(' ')}; ${counts}\n${warning}\n`;
}

/** `Sat Nov 21 03:33:13 UTC 2026` */
function whenText(nowMs: number): string {
  const [day, date, month, year, time] = new Date(nowMs).toUTCString().replace(',', '').split(' ');
  return `${day} ${month} ${date} ${time} UTC ${year}`;
}
