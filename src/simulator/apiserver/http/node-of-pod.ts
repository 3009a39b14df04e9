// The way from a pod to the kubelet that runs it (pkg/registry/core/pod/strategy.go, LogLocation and ExecLocation).
import type { Node, Pod } from '../../objects.ts';
import type { NodeConnection } from '../node-connection.ts';
import { nodes } from '../resources/index.ts';
import { ApiError } from '../status.ts';
import type { Context } from './context.ts';

const KUBELET_PORT = 10_250;

/** The container that a client named, or the only one. Throws BadRequest. */
export function containerOf({ metadata, spec }: Pod, asked: string | null): string {
  const names = spec.containers.map(({ name }) => name);
  const initNames = (spec.initContainers ?? []).map(({ name }) => name);
  if (asked) {
    if ([...names, ...initNames].includes(asked)) return asked;
    throw ApiError.badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
  }
  const [only] = names;
  if (names.length === 1 && initNames.length === 0 && only) return only;
  const init = initNames.length > 0 ? ` or one of the init containers: [${initNames.join(' ')}]` : '';
  if (names.length === 1 && only) return only;
  throw ApiError.badRequest(`a container name must be specified for pod ${metadata.name}, choose one of: [${names.join(' ')}]${init}`);
}

/** Throws what a server says that cannot reach the kubelet; `path` is the kubelet's. */
export function connectionTo({ findNode, storage }: Context, pod: Pod, path: string): NodeConnection {
  const nodeName = pod.spec.nodeName ?? '';
  const connection = findNode(nodeName);
  if (connection) return connection;
  const node: Node | undefined = storage.find(nodes, undefined, nodeName);
  if (!node) throw ApiError.notFound(nodes, nodeName);
  const address = `${node.status.addresses.find(({ type }) => type === 'InternalIP')?.address ?? nodeName}:${KUBELET_PORT}`;
  const { namespace, name } = pod.metadata;
  const message = `Get "https://${address}/${path}/${namespace}/${name}": dial tcp ${address}: connect: connection refused`;
  throw new ApiError(500, 'InternalError', message);
}
