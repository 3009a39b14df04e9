// Answers from the cluster's records (plugin/kubernetes/handler.go, plugin/backend_lookup.go).
import type { DnsMessage, DnsRecord } from '../../../network/index.ts';
import { type Found, findRecords, type KubernetesOptions, namesOfAddress } from './find.ts';
import type { ClusterRecords } from './records.ts';
import { addressOfReverseName, isReverseName, parseRequest } from './request.ts';

export type PartialAnswer = Pick<DnsMessage, 'rcode' | 'answers' | 'additionals' | 'authorities'>;

/** Resolves a name that lies elsewhere, for the target of an ExternalName. */
export type ResolveElsewhere = (name: string, type: string) => Promise<readonly DnsRecord[]>;

/** Undefined when the name is in none of the zones, or unknown in a zone that falls through. */
export async function answerFromCluster(
  records: ClusterRecords,
  options: KubernetesOptions,
  question: { readonly name: string; readonly type: string },
  elsewhere: ResolveElsewhere,
): Promise<PartialAnswer | undefined> {
  const zone = zoneOf(question.name, options.zones);
  if (zone === undefined) return undefined;
  const found = await lookUp({ records, options, zone, elsewhere }, question.name, question.type);
  const soa = soaOf(zone, options.ttl, records.serial());
  if (found === undefined) {
    const lower = zone.toLowerCase();
    if (options.fallthrough.some((allowed) => lower === allowed || lower.endsWith(`.${allowed}`) || allowed === '.')) return undefined;
    if (!records.synced()) return { rcode: 'SERVFAIL', answers: [], additionals: [], authorities: [] };
    return { rcode: 'NXDOMAIN', answers: [], additionals: [], authorities: [soa] };
  }
  if (found.answers.length === 0) return { rcode: 'NOERROR', answers: [], additionals: [], authorities: [soa] };
  return { rcode: 'NOERROR', ...found, authorities: [] };
}

interface Context {
  readonly records: ClusterRecords;
  readonly options: KubernetesOptions;
  /** In the case in which it was asked. */
  readonly zone: string;
  readonly elsewhere: ResolveElsewhere;
}

interface Records {
  readonly answers: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
}

const nothing: Records = { answers: [], additionals: [] };
const only = (answers: readonly DnsRecord[]): Records => ({ answers, additionals: [] });

/** dns-version's TTL, seconds (kubernetes/dns specification). */
const SCHEMA_TTL = 28_800;

async function lookUp(context: Context, name: string, type: string): Promise<Records | undefined> {
  const { records, options, zone } = context;
  const labels = name
    .slice(0, name.length - zone.length)
    .replace(/\.$/, '')
    .split('.')
    .filter(Boolean);
  const own = labels.join('.').toLowerCase();
  if (own === '') return atApex(context, name, type);
  if (own === 'ns.dns') return only(nameServerAddresses(context, name).filter((record) => record.type === type));
  if (own === 'dns-version') return type === 'TXT' ? only([{ name, type, ttl: SCHEMA_TTL, data: '"1.1.0"' }]) : nothing;
  if (type === 'PTR') {
    const address = addressOfReverseName(name);
    if (address) return reverse(context, name, address);
  }
  if (isReverseName(name)) return undefined;
  const request = parseRequest(labels);
  const found = request && findRecords(records, options, request);
  if (!found) return undefined;
  if (type === 'A' || type === 'AAAA') return only(await addresses(context, name, type, found));
  if (type === 'SRV') return services(context, name, found);
  if (type === 'CNAME')
    return only(found.filter(({ host }) => isName(host)).map(({ host }) => ({ name, type, ttl: options.ttl, data: absolute(host) })));
  return nothing;
}

function atApex(context: Context, name: string, type: string): Records {
  const { options, zone, records } = context;
  if (type === 'SOA') return only([soaOf(zone, options.ttl, records.serial())]);
  if (type !== 'NS') return nothing;
  const data = `ns.dns.${zone}`;
  return { answers: [{ name, type, ttl: options.ttl, data }], additionals: nameServerAddresses(context, data) };
}

/** ns.dns.<zone>: the Service through which this server is reached, or nothing while there is none. */
function nameServerAddresses({ records, options }: Context, name: string): DnsRecord[] {
  return (records.service('kube-system', 'kube-dns')?.clusterIps ?? []).map((data) => ({
    name,
    type: familyOf(data),
    ttl: options.ttl,
    data,
  }));
}

function reverse({ records, options }: Context, name: string, address: string): Records | undefined {
  const zone = options.zones.find((candidate) => !isReverseName(candidate)) ?? '';
  const names = namesOfAddress(records, options, address);
  if (names.length === 0) return undefined;
  return only(names.map((labels) => ({ name, type: 'PTR', ttl: options.ttl, data: `${labels.join('.')}.${zone}` })));
}

async function addresses(context: Context, name: string, type: 'A' | 'AAAA', found: readonly Found[]): Promise<DnsRecord[]> {
  const { ttl } = context.options;
  const answers = new Map<string, DnsRecord>();
  for (const { host } of found) {
    if (isName(host)) {
      const target = absolute(host);
      answers.set(target, { name, type: 'CNAME', ttl, data: target });
      for (const record of await follow(context, target, type)) answers.set(record.name + record.data, record);
    } else if (familyOf(host) === type) answers.set(host, { name, type, ttl, data: host });
  }
  return [...answers.values()];
}

async function follow(context: Context, target: string, type: 'A' | 'AAAA'): Promise<readonly DnsRecord[]> {
  if (zoneOf(target, context.options.zones) === undefined) return context.elsewhere(target, type);
  const labels = target.slice(0, target.length - context.zone.length - 1).split('.');
  const request = parseRequest(labels);
  const found = request && findRecords(context.records, context.options, request);
  // A chain of aliases inside the cluster ends after the first, so it cannot go round.
  const direct = (found ?? []).filter(({ host }) => !isName(host) && familyOf(host) === type);
  return direct.map(({ host }) => ({ name: target, type, ttl: context.options.ttl, data: host }));
}

function services({ options, zone }: Context, name: string, found: readonly Found[]): Records {
  const weight = Math.max(1, Math.floor(100 / Math.max(1, found.length)));
  const answers = new Map<string, DnsRecord>();
  const additionals = new Map<string, DnsRecord>();
  for (const { host, port, labels } of found) {
    const target = isName(host) ? absolute(host) : `${labels.join('.')}.${zone}`;
    const data = `0 ${weight} ${Math.max(0, port)} ${target}`;
    answers.set(data, { name, type: 'SRV', ttl: options.ttl, data });
    if (!isName(host)) additionals.set(target + host, { name: target, type: familyOf(host), ttl: options.ttl, data: host });
  }
  return { answers: [...answers.values()], additionals: [...additionals.values()] };
}

function soaOf(zone: string, ttl: number, serial: number): DnsRecord {
  return { name: zone, type: 'SOA', ttl, data: `ns.dns.${zone} hostmaster.${zone} ${serial} 7200 1800 86400 ${ttl}` };
}

/** The longest zone that holds the name, in the name's own spelling. */
export function zoneOf(name: string, zones: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  const holding = zones.filter((zone) => zone === '.' || lower === zone || lower.endsWith(`.${zone}`)).sort((a, b) => b.length - a.length);
  const [zone] = holding;
  return zone === undefined ? undefined : zone === '.' ? '.' : name.slice(name.length - zone.length);
}

function isName(host: string): boolean {
  return !host.includes(':') && !/^\d+\.\d+\.\d+\.\d+$/.test(host);
}

function familyOf(address: string): 'A' | 'AAAA' {
  return address.includes(':') ? 'AAAA' : 'A';
}

function absolute(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}
