// Values of a pod's own fields, for environment variables and downward API files (pkg/fieldpath).
import type { Container, Pod } from '../objects.ts';
import { parseQuantity } from '../scheduler/quantities.ts';

/** Addresses that the kubelet knows before the status says them. */
export interface PodAddresses {
  readonly podAddress: string;
  readonly hostAddress: string;
}

/** Undefined when there is no such field. */
export function findField(pod: Pod, path: string, { podAddress, hostAddress }: PodAddresses): string | undefined {
  const { metadata, spec } = pod;
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (subscript) return metadata[subscript[1] as 'labels' | 'annotations']?.[subscript[2] as string] ?? '';
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid;
    case 'metadata.labels':
      return formatMap(metadata.labels);
    case 'metadata.annotations':
      return formatMap(metadata.annotations);
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec.serviceAccountName;
    case 'status.hostIP':
    case 'status.hostIPs':
      return hostAddress;
    case 'status.podIP':
    case 'status.podIPs':
      return podAddress;
    default:
      return undefined;
  }
}

function formatMap(map: Readonly<Record<string, string>> = {}): string {
  return Object.entries(map)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort()
    .join('\n');
}

/** `requests.memory` and the like; '0' when it is not set. */
export function resourceField(container: Container, resource: string): string {
  const [kind = '', name = ''] = resource.split('.');
  const amount = container.resources?.[kind as 'requests' | 'limits']?.[name];
  return amount === undefined ? '0' : String(Math.ceil(parseQuantity(amount)));
}
