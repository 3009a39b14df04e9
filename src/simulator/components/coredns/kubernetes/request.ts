// What a name below a cluster's zone asks for (plugin/kubernetes/parse.go).

export interface RecordRequest {
  readonly kind: 'svc' | 'pod';
  /** Each '' when the name does not say. In lower case. */
  readonly namespace: string;
  /** The Service, or the pod's address with dashes. */
  readonly name: string;
  readonly endpoint: string;
  readonly port: string;
  readonly protocol: string;
}

/** `labels` is the name without its zone. Undefined for what no record can have. */
export function parseRequest(labels: readonly string[]): RecordRequest | undefined {
  const rest = labels.map((label) => label.toLowerCase());
  const kind = rest.pop();
  if (kind !== 'svc' && kind !== 'pod') return undefined;
  const namespace = rest.pop() ?? '';
  const name = rest.pop() ?? '';
  if (rest.length === 0) return { kind, namespace, name, endpoint: '', port: '', protocol: '' };
  if (rest.length === 1) return { kind, namespace, name, endpoint: rest[0] as string, port: '', protocol: '' };
  if (rest.length > 2) return undefined;
  const [port = '', protocol = ''] = rest.map((label) => label.replace(/^_/, ''));
  return { kind, namespace, name, endpoint: '', port, protocol };
}

/** The address that a name below in-addr.arpa or ip6.arpa stands for. */
export function addressOfReverseName(name: string): string | undefined {
  const lower = name.toLowerCase().replace(/\.$/, '');
  if (lower.endsWith('.in-addr.arpa')) {
    const parts = lower.slice(0, -'.in-addr.arpa'.length).split('.').reverse();
    return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256) ? parts.join('.') : undefined;
  }
  if (!lower.endsWith('.ip6.arpa')) return undefined;
  const nibbles = lower.slice(0, -'.ip6.arpa'.length).split('.').reverse().join('');
  return /^[0-9a-f]{32}$/.test(nibbles) ? (nibbles.match(/.{4}/g) ?? []).join(':') : undefined;
}

export function isReverseName(name: string): boolean {
  return /\.(in-addr|ip6)\.arpa\.?$/i.test(name);
}
