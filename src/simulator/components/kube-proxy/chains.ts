// The names of kube-proxy's chains (pkg/proxy/iptables/proxier.go).
import { base32, sha256 } from '../sha256.ts';

export const SERVICES = 'KUBE-SERVICES';
export const EXTERNAL_SERVICES = 'KUBE-EXTERNAL-SERVICES';
export const NODE_PORTS = 'KUBE-NODEPORTS';
export const POSTROUTING = 'KUBE-POSTROUTING';
export const MARK_MASQ = 'KUBE-MARK-MASQ';
export const FORWARD = 'KUBE-FORWARD';
export const PROXY_FIREWALL = 'KUBE-PROXY-FIREWALL';

export type ServiceChainPrefix = 'KUBE-SVC-' | 'KUBE-SVL-' | 'KUBE-EXT-' | 'KUBE-FW-' | 'KUBE-SEP-';

/** `portName` is `namespace/name` or `namespace/name:port`, `protocol` in lower case. */
export function serviceChain(prefix: Exclude<ServiceChainPrefix, 'KUBE-SEP-'>, portName: string, protocol: string): string {
  return prefix + hash(portName + protocol);
}

/** `endpoint` is `address:port`. */
export function endpointChain(portName: string, protocol: string, endpoint: string): string {
  return `KUBE-SEP-${hash(portName + protocol + endpoint)}`;
}

/** True for chains that belong to one Service or endpoint, and go when it goes. */
export function belongsToService(chain: string): boolean {
  return /^KUBE-(SVC|SVL|EXT|FW|SEP)-/.test(chain);
}

const known = new Map<string, string>();

function hash(text: string): string {
  const found = known.get(text) ?? base32(sha256(text)).slice(0, 16);
  if (known.size > 10_000) known.clear();
  known.set(text, found);
  return found;
}
