// The files through which a container finds names: /etc/resolv.conf, /etc/hosts, /etc/hostname
// (pkg/kubelet/network/dns, pkg/kubelet/kubelet_pods.go).
import type { Pod } from '../objects.ts';

/** A node's own resolv.conf. */
export interface ResolverConfig {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

export interface NameParts {
  readonly pod: Pod;
  readonly podAddress: string;
  readonly clusterDns: string;
  readonly clusterDomain: string;
  readonly nodeResolver: ResolverConfig;
  readonly nodeName: string;
}

/** validation.MaxDNSSearchPaths and MaxDNSNameservers. */
const MOST_SEARCHES = 32;
const MOST_NAMESERVERS = 3;

/** DNS-1123: what a name may have at most, so that a long pod name makes a shorter host name. */
const HOSTNAME_LENGTH = 63;

export function hostnameOf({ metadata, spec }: Pod, nodeName: string): string {
  if (spec.hostNetwork) return nodeName;
  return spec.hostname || metadata.name.slice(0, HOSTNAME_LENGTH).replace(/[-.]+$/, '');
}

export function networkFiles(parts: NameParts): Record<string, string> {
  return {
    '/etc/resolv.conf': resolvConf(parts),
    '/etc/hosts': hosts(parts),
    '/etc/hostname': `${hostnameOf(parts.pod, parts.nodeName)}\n`,
  };
}

export function resolvConf(parts: NameParts): string {
  const { pod } = parts;
  const base = baseResolver(parts);
  const { nameservers = [], searches = [], options = [] } = pod.spec.dnsConfig ?? {};
  const merged = new Map(base.options.map((option): [string, string] => [option.split(':')[0] ?? option, option]));
  for (const { name, value } of options) merged.set(name, value ? `${name}:${value}` : name);
  const lines = [
    ['search', unique([...base.searches, ...searches]).slice(0, MOST_SEARCHES)] as const,
    ...unique([...base.nameservers, ...nameservers])
      .slice(0, MOST_NAMESERVERS)
      .map((address) => ['nameserver', [address]] as const),
    ['options', [...merged.values()]] as const,
  ];
  return lines
    .filter(([, values]) => values.length > 0)
    .map(([keyword, values]) => `${keyword} ${values.join(' ')}\n`)
    .join('');
}

function baseResolver({ pod, clusterDns, clusterDomain, nodeResolver }: NameParts): ResolverConfig {
  const { dnsPolicy, hostNetwork } = pod.spec;
  if (dnsPolicy === 'None') return { nameservers: [], searches: [], options: [] };
  if (dnsPolicy === 'Default' || (dnsPolicy === 'ClusterFirst' && hostNetwork)) return nodeResolver;
  return {
    nameservers: [clusterDns],
    searches: [`${pod.metadata.namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain, ...nodeResolver.searches],
    options: ['ndots:5'],
  };
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function hosts(parts: NameParts): string {
  const { pod, podAddress, clusterDomain, nodeName } = parts;
  const { hostNetwork, subdomain, hostAliases = [] } = pod.spec;
  const name = hostnameOf(pod, nodeName);
  const local = ['127.0.0.1\tlocalhost', '::1\tlocalhost ip6-localhost ip6-loopback', 'fe00::0\tip6-localnet'];
  const more = ['fe00::0\tip6-mcastprefix', 'fe00::1\tip6-allnodes', 'fe00::2\tip6-allrouters'];
  const qualified = subdomain ? `${name}.${subdomain}.${pod.metadata.namespace}.svc.${clusterDomain}\t` : '';
  const lines = [
    hostNetwork ? '# Kubernetes-managed hosts file (host network).' : '# Kubernetes-managed hosts file.',
    ...local,
    ...more,
    `${podAddress}\t${qualified}${name}`,
  ];
  if (hostAliases.length) lines.push('', '# Entries added by HostAliases.');
  for (const { ip, hostnames = [] } of hostAliases) lines.push([ip, ...hostnames].join('\t'));
  return `${lines.join('\n')}\n`;
}
