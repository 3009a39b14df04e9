// dig: questions to a name server, and its answers as they are.
import { NetworkError, type Process, type Program } from '../../../../shell/index.ts';
import { candidateNames, DnsFormatError, type QueryAnswer, query, readResolvConf } from '../../../network/index.ts';
import { resolveHost } from '../resolve.ts';
import { type DigQuery, DigUsage, parseDig } from './options.ts';
import { printAnswer, printBanner, printShort } from './print.ts';

/** dig's exit code when no server answered. */
const NO_ANSWER = 9;

export const dig: Program = async (process) => {
  let queries: readonly DigQuery[];
  try {
    queries = parseDig(process.args);
  } catch (error) {
    if (!(error instanceof DigUsage)) throw error;
    await (error.exitCode === 0 ? process.stdout : process.stderr).write(`${error.message}\n`);
    return error.exitCode;
  }
  let code = 0;
  for (const [index, wanted] of queries.entries()) code = (await ask(process, wanted, index === 0)) || code;
  return code;
};

async function ask(process: Process, wanted: DigQuery, first: boolean): Promise<number> {
  const { options } = wanted;
  const configuration = readResolvConf(process.files);
  let servers = configuration.servers;
  if (options.server !== undefined) {
    servers = (await resolveHost(process, options.server)).slice(0, 1);
    if (servers.length === 0) {
      await process.stdout.write(`dig: couldn't get address for '${options.server}': not found\n`);
      return 10;
    }
  }
  const ndots = options.ndots ?? configuration.ndots;
  const names = options.search ? candidateNames(wanted.name, { search: configuration.search, ndots }) : [wanted.name];
  let banner = first ? printBanner(process.args, options.command) : '';
  const tell = async ({ answer, server }: Answered) => {
    const text = options.short ? printShort(answer.message) : `${banner}${printAnswer(answer, options, server, process.clock.now())}`;
    banner = '';
    await process.stdout.write(text);
  };
  for (const [index, name] of names.entries()) {
    const answered = await askServers(process, wanted, name, servers);
    if (!answered) {
      await process.stdout.write(`${banner};; no servers could be reached\n`);
      return NO_ANSWER;
    }
    const more = answered.answer.message.rcode === 'NXDOMAIN' && index < names.length - 1;
    if (!more || options.showSearch) await tell(answered);
    if (!more) break;
  }
  return 0;
}

interface Answered {
  readonly answer: QueryAnswer;
  readonly server: string;
}

async function askServers(
  process: Process,
  { type, options }: DigQuery,
  name: string,
  servers: readonly string[],
): Promise<Answered | undefined> {
  const { net, clock, signal } = process;
  for (let attempt = 0; attempt < options.tries; attempt++) {
    for (const server of servers) {
      try {
        const answer = await query({
          net,
          clock,
          server,
          name,
          type,
          signal,
          port: options.port,
          timeoutMs: options.timeoutMs,
          tcp: options.tcp || type === 'AXFR',
          keepTruncated: options.keepTruncated,
          edns: options.edns,
          recursion: options.recurse,
        });
        // SERVFAIL sends dig to the next server, where there is one.
        if (answer.message.rcode === 'SERVFAIL' && server !== servers.at(-1)) continue;
        return { answer, server };
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof DnsFormatError) {
          await process.stdout.write(';; Got bad packet: FORMERR\n');
          return undefined;
        }
        if (!(error instanceof NetworkError)) throw error;
        await process.stdout.write(`;; communications error to ${server}#${options.port}: ${faults[error.code] ?? error.message}\n`);
      }
    }
  }
  return undefined;
}

const faults: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'end of file',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ETIMEDOUT: 'timed out',
};
