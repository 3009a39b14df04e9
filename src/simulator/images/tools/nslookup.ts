// nslookup in its two looks: BusyBox's (networking/nslookup.c) and BIND's.
import { NetworkError, type Process, type Program } from '../../../shell/index.ts';
import {
  candidateNames,
  DnsFormatError,
  type DnsMessage,
  type DnsRecord,
  type QueryAnswer,
  query,
  readResolvConf,
} from '../../network/index.ts';
import { reverseName } from './dig/options.ts';
import { resolveHost } from './resolve.ts';

interface Wanted {
  readonly host: string;
  readonly server: string | undefined;
  readonly types: readonly string[] | undefined;
  readonly port: number;
  readonly timeoutMs: number;
  readonly tries: number;
}

/** Undefined when there is nothing to look up. */
function parse(args: readonly string[]): Wanted | undefined {
  const operands = args.filter((arg) => !arg.startsWith('-'));
  const options = args.filter((arg) => arg.startsWith('-'));
  const value = (name: RegExp) => options.map((option) => name.exec(option)?.[1]).findLast((found) => found !== undefined);
  const types = options
    .map((option) => /^-(?:type|query|q|ty)=(.+)$/.exec(option)?.[1]?.toUpperCase())
    .filter((type) => type !== undefined);
  const [host, server] = operands;
  if (host === undefined) return undefined;
  return {
    host,
    server,
    types: types.length > 0 ? types : undefined,
    port: Number(value(/^-(?:port|po)=(\d+)$/) ?? 53),
    timeoutMs: Number(value(/^-(?:timeout|ti)=(\d+)$/) ?? 5) * 1000,
    tries: Number(value(/^-(?:retry|ret)=(\d+)$/) ?? 2),
  };
}

async function askOnce(
  process: Process,
  wanted: Wanted,
  servers: readonly string[],
  name: string,
  type: string,
): Promise<QueryAnswer | NetworkError> {
  const { net, clock, signal } = process;
  let last = new NetworkError('ETIMEDOUT');
  for (let attempt = 0; attempt < wanted.tries; attempt++) {
    for (const server of servers) {
      try {
        return await query({ net, clock, signal, server, name, type, port: wanted.port, timeoutMs: wanted.timeoutMs });
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof NetworkError) last = error;
        else if (!(error instanceof DnsFormatError)) throw error;
      }
    }
  }
  return last;
}

async function serversOf(process: Process, wanted: Wanted): Promise<readonly string[] | undefined> {
  if (wanted.server === undefined) return readResolvConf(process.files).servers;
  const found = await resolveHost(process, wanted.server);
  return found.length > 0 ? found.slice(0, 1) : undefined;
}

const bare = (name: string) => name.replace(/\.$/, '');

/** A line or lines for one record; both looks print them alike but for CNAME and what they leave out. */
function recordText({ name, type, data }: DnsRecord): string {
  switch (type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${bare(name)}\nAddress: ${data}\n`;
    case 'CNAME':
      return `${bare(name)}\tcanonical name = ${bare(data)}\n`;
    case 'PTR':
      return `${bare(name)}\tname = ${bare(data)}\n`;
    case 'NS':
      return `${bare(name)}\tnameserver = ${bare(data)}\n`;
    case 'MX':
      return `${bare(name)}\tmail exchanger = ${bare(data)}\n`;
    case 'TXT':
      return `${bare(name)}\ttext = ${data}\n`;
    case 'SRV':
      return `${bare(name)}\tservice = ${bare(data)}\n`;
    case 'SOA': {
      const [origin = '', mail = '', serial, refresh, retry, expire, minimum] = data.split(' ');
      return `${bare(name)}\n\torigin = ${bare(origin)}\n\tmail addr = ${bare(mail)}\n\tserial = ${serial}\n\trefresh = ${refresh}\n\tretry = ${retry}\n\texpire = ${expire}\n\tminimum = ${minimum}\n`;
    }
    default:
      return `${bare(name)}\trdata_${type} = ${data}\n`;
  }
}

export const busyboxNslookup: Program = async (process) => {
  const wanted = parse(process.args);
  if (!wanted) {
    await process.stderr.write(
      'BusyBox v1.36.1 (2023-05-18 22:34:17 UTC) multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n',
    );
    return 1;
  }
  const servers = await serversOf(process, wanted);
  if (!servers) {
    await process.stderr.write(`nslookup: bad address '${wanted.server}'\n`);
    return 1;
  }
  const questions = busyboxQuestions(process, wanted);
  const asked = questions.map(({ name, type }) => askOnce(process, wanted, servers, name, type));
  const answers = await Promise.all(asked);
  if (answers.every((answer) => answer instanceof NetworkError)) {
    await process.stdout.write(';; connection timed out; no servers could be reached\n\n');
    return 1;
  }
  let text = `Server:\t\t${servers[0]}\nAddress:\t${servers[0]}:${wanted.port}\n\n`;
  let code = 0;
  for (const [index, answer] of answers.entries()) {
    const name = (questions[index] as { name: string }).name;
    if (answer instanceof NetworkError) {
      text += `*** Can't find ${name}: No answer\n\n`;
      code = 1;
    } else if (answer.message.rcode !== 'NOERROR') {
      text += `** server can't find ${name}: ${answer.message.rcode}\n\n`;
      code = 1;
    } else {
      const { answers: records, authoritative } = answer.message;
      if (!authoritative) text += 'Non-authoritative answer:\n';
      if (records.length === 0 && wanted.types) text += `*** Can't find ${name}: No answer\n`;
      text += `${records.map(recordText).join('')}\n`;
    }
  }
  await process.stdout.write(text);
  return code;
};

/** BusyBox adds the search list only to names without a dot, and then asks for all of it at once. */
function busyboxQuestions(process: Process, { host, types }: Wanted): readonly { readonly name: string; readonly type: string }[] {
  if (/^\d+(\.\d+){3}$/.test(host)) return [{ name: bare(reverseName(host)), type: 'PTR' }];
  const { search } = readResolvConf(process.files);
  const names = host.includes('.') || search.length === 0 ? [host] : search.map((domain) => `${host}.${domain}`);
  return (types ?? ['A', 'AAAA']).flatMap((type) => names.map((name) => ({ name, type })));
}

export const bindNslookup: Program = async (process) => {
  const wanted = parse(process.args);
  if (!wanted) {
    await process.stderr.write(
      "nslookup: this simulated nslookup has no interactive mode\nUsage:\n   nslookup [-opt ...] host        # just look up 'host' using default server\n   nslookup [-opt ...] host server # just look up 'host' using 'server'\n",
    );
    return 1;
  }
  const servers = await serversOf(process, wanted);
  if (!servers) {
    await process.stdout.write(`nslookup: couldn't get address for '${wanted.server}': not found\n`);
    return 1;
  }
  const isAddress = /^\d+(\.\d+){3}$/.test(wanted.host);
  const types = isAddress ? ['PTR'] : (wanted.types ?? ['A', 'AAAA']);
  const names = isAddress ? [reverseName(wanted.host)] : candidateNames(wanted.host, readResolvConf(process.files));
  const found = await bindAnswer(process, wanted, servers, names, types[0] as string);
  if (found instanceof NetworkError) {
    const why = found.code === 'ECONNREFUSED' ? 'connection refused' : 'timed out';
    const lines = Array.from({ length: 3 }, () => `;; communications error to ${servers[0]}#${wanted.port}: ${why}\n`);
    await process.stdout.write(`${lines.join('')};; no servers could be reached\n\n`);
    return 1;
  }
  const head = `Server:\t\t${servers[0]}\nAddress:\t${servers[0]}#${wanted.port}\n\n`;
  const { message, name } = found;
  if (message.rcode !== 'NOERROR') {
    const shown = names.length > 1 && message.rcode === 'NXDOMAIN' ? wanted.host : bare(isAddress ? wanted.host : name);
    const subject = isAddress ? bare(reverseName(wanted.host)) : shown;
    await process.stdout.write(`${head}** server can't find ${subject}: ${message.rcode}\n\n`);
    return 1;
  }
  const more = types[1] === undefined ? undefined : await askOnce(process, wanted, servers, name, types[1]);
  const extra = more === undefined || more instanceof NetworkError ? [] : more.message.answers.filter(({ type }) => type !== 'CNAME');
  const records = [...message.answers, ...extra];
  const nature = message.authoritative || isAddress ? '' : 'Non-authoritative answer:\n';
  const body =
    records.length === 0
      ? `*** Can't find ${bare(wanted.host)}: No answer\n`
      : records
          .map(recordText)
          .join('')
          .replace(/(\tname = \S+)$/gm, '$1.');
  await process.stdout.write(`${head}${nature}${body}\n`);
  return records.length === 0 ? 1 : 0;
};

async function bindAnswer(
  process: Process,
  wanted: Wanted,
  servers: readonly string[],
  names: readonly string[],
  type: string,
): Promise<{ readonly message: DnsMessage; readonly name: string } | NetworkError> {
  let last: { message: DnsMessage; name: string } | undefined;
  for (const name of names) {
    const answer = await askOnce(process, wanted, servers, name, type);
    if (answer instanceof NetworkError) return answer;
    last = { message: answer.message, name };
    if (answer.message.rcode !== 'NXDOMAIN') return last;
  }
  return last ?? new NetworkError('ETIMEDOUT');
}
