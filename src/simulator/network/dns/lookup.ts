// getaddrinfo as glibc does it: hosts file first, then the servers of resolv.conf with search list and ndots
// (glibc resolv/res_query.c, resolv/res_send.c).
import type { Clock } from '../../../clock.ts';
import type { FileSystem } from '../../../shell/files.ts';
import { NetworkError, type NetworkNamespace } from '../../../shell/network-namespace.ts';
import { isIpv6, parseIpv4 } from '../address.ts';
import { addressesInHosts, type ResolverConfiguration, readResolvConf } from './configuration.ts';
import { parseIpv6 } from './ipv6.ts';
import { DnsFormatError, type DnsMessage } from './message.ts';
import { query } from './query.ts';

export interface LookupOptions {
  readonly net: NetworkNamespace;
  readonly clock: Clock;
  /** Where /etc/hosts and /etc/resolv.conf are read. */
  readonly files: FileSystem;
  readonly name: string;
  /** 4 asks for A only, 6 for AAAA only; both in parallel when absent. */
  readonly family?: 4 | 6 | 'both';
  readonly signal?: AbortSignal;
}

export interface AskedQuestion {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
  readonly server: string;
  /** The answer's rcode, or why there was none. */
  readonly rcode: string | 'timed-out' | 'refused-port' | 'unreachable' | 'malformed';
}

export interface LookupResult {
  /** IPv4 first. Empty exactly when `error` is set. */
  readonly addresses: readonly string[];
  readonly canonicalName?: string;
  /** EAI_NONAME, EAI_NODATA, EAI_AGAIN. */
  readonly error?: 'not-found' | 'no-data' | 'again';
  readonly from: 'literal' | 'hosts' | 'dns';
  /** In the order in which they were sent, every try. */
  readonly questions: readonly AskedQuestion[];
}

/** Never rejects for a name that does not resolve; rejects with the signal's reason. */
export async function lookup(options: LookupOptions): Promise<LookupResult> {
  const { name, files } = options;
  const wanted = (address: string) =>
    options.family === undefined || options.family === 'both' || isIpv6(address) === (options.family === 6);
  if (parseIpv4(name) !== undefined || parseIpv6(name)) {
    return wanted(name)
      ? { addresses: [name], from: 'literal', questions: [] }
      : { addresses: [], error: 'not-found', from: 'literal', questions: [] };
  }
  const written = addressesInHosts(files, name).filter(wanted);
  if (written.length) return { addresses: written, canonicalName: name, from: 'hosts', questions: [] };
  if (
    name === '' ||
    name.length > 253 ||
    !name
      .replace(/\.$/, '')
      .split('.')
      .every((label) => label.length > 0 && label.length < 64)
  ) {
    return { addresses: [], error: 'not-found', from: 'dns', questions: [] };
  }
  return search(options, readResolvConf(files));
}

type Outcome = { readonly addresses: readonly string[]; readonly canonicalName: string } | 'not-found' | 'no-data' | 'servfail' | 'silence';

/** The full names that are tried for `name`, in order. */
export function candidateNames(name: string, configuration: Pick<ResolverConfiguration, 'search' | 'ndots'>): readonly string[] {
  if (name.endsWith('.')) return [name];
  const dots = name.split('.').length - 1;
  const expanded = configuration.search.map((domain) => `${name}.${domain}.`);
  return dots >= configuration.ndots ? [`${name}.`, ...expanded] : [...expanded, `${name}.`];
}

async function search(options: LookupOptions, configuration: ResolverConfiguration): Promise<LookupResult> {
  const questions: AskedQuestion[] = [];
  const seen = new Set<Outcome>();
  for (const name of candidateNames(options.name, configuration)) {
    const outcome = await ask(options, configuration, name, questions);
    if (typeof outcome === 'object') return { ...outcome, from: 'dns', questions };
    seen.add(outcome);
    if (outcome === 'silence') break;
  }
  const error = seen.has('silence') ? 'again' : seen.has('no-data') ? 'no-data' : seen.has('servfail') ? 'again' : 'not-found';
  return { addresses: [], error, from: 'dns', questions };
}

/** One full name, all tries, A and AAAA side by side. */
async function ask(
  options: LookupOptions,
  configuration: ResolverConfiguration,
  name: string,
  questions: AskedQuestion[],
): Promise<Outcome> {
  const types = options.family === 4 ? (['A'] as const) : options.family === 6 ? (['AAAA'] as const) : (['A', 'AAAA'] as const);
  let servfail = false;
  for (let attempt = 0; attempt < configuration.attempts; attempt++) {
    for (const server of configuration.servers) {
      const answers = await Promise.all(types.map((type) => askOnce(options, configuration, name, type, server, questions)));
      const useful = answers.filter((answer) => answer !== undefined);
      const addresses = useful.flatMap(addressesOf);
      if (addresses.length) return { addresses, canonicalName: canonicalNameOf(useful, name) };
      if (useful.some(({ rcode }) => rcode === 'NXDOMAIN')) return 'not-found';
      if (useful.length === types.length && useful.every(({ rcode }) => rcode === 'NOERROR')) return 'no-data';
      servfail ||= useful.length > 0;
    }
  }
  return servfail ? 'servfail' : 'silence';
}

async function askOnce(
  options: LookupOptions,
  configuration: ResolverConfiguration,
  name: string,
  type: 'A' | 'AAAA',
  server: string,
  questions: AskedQuestion[],
): Promise<DnsMessage | undefined> {
  const { net, clock, signal } = options;
  const asked = { name, type, server };
  const place = questions.push({ ...asked, rcode: 'timed-out' }) - 1;
  try {
    const { message } = await query({
      net,
      clock,
      server,
      name,
      type,
      timeoutMs: configuration.timeoutMs,
      tcp: configuration.useTcp,
      ...(signal ? { signal } : {}),
    });
    questions[place] = { ...asked, rcode: message.rcode };
    return message;
  } catch (error) {
    if (error instanceof DnsFormatError) questions[place] = { ...asked, rcode: 'malformed' };
    else if (!(error instanceof NetworkError)) throw error;
    else if (error.code === 'ECONNREFUSED') questions[place] = { ...asked, rcode: 'refused-port' };
    else if (error.code !== 'ETIMEDOUT') questions[place] = { ...asked, rcode: 'unreachable' };
    return undefined;
  }
}

function addressesOf(message: DnsMessage): string[] {
  return message.answers.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ data }) => data);
}

function canonicalNameOf(messages: readonly DnsMessage[], name: string): string {
  const target = messages.flatMap(({ answers }) => answers).find(({ type }) => type === 'A' || type === 'AAAA');
  return (target?.name ?? name).replace(/\.$/, '');
}
