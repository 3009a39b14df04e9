// The objects of a fresh kind-like cluster.
import type { Api } from '../apiserver/index.ts';
import { apiServiceObjects, namespaceObjects } from './cluster.ts';
import { coreDnsObjects } from './core-dns.ts';
import { kindnetObjects } from './kindnet.ts';
import { kubeProxyObjects } from './kube-proxy.ts';
import { nodeObjects } from './nodes.ts';
import type { SystemObject } from './system-object.ts';

export { ROOT_CERTIFICATE } from './root-certificate.ts';
export type { SystemObject } from './system-object.ts';

export interface SystemOptions {
  readonly nodes: 1 | 3;
  /** Since when the nodes are well, as Kubernetes writes times. */
  readonly at: string;
}

/** In the order in which they can be created. */
export function systemObjects({ nodes, at }: SystemOptions): readonly SystemObject[] {
  return [
    ...namespaceObjects(),
    ...nodeObjects(nodes, at),
    ...apiServiceObjects(),
    ...coreDnsObjects(),
    ...kubeProxyObjects(),
    ...kindnetObjects(),
  ];
}

/** Creates them all. */
export function createSystem(api: Api, { nodes }: { readonly nodes: 1 | 3 }): void {
  const [first, ...rest] = namespaceObjects();
  if (!first) throw new Error('invariant violation: a cluster has namespaces');
  // The server knows what time it is.
  const at = api.create(first.resource, first.draft).metadata.creationTimestamp;
  const made = rest.length + 1;
  for (const { resource, draft } of [...rest, ...systemObjects({ nodes, at }).slice(made)]) api.create(resource, draft);
}
