// The simulated API server: the verbs in process (`Api`), and the same over HTTP (`connect`).
export type { Api, DeleteOptions, ListQuery, Unsubscribe, UpdateOptions, WatchEvent } from './api.ts';
export type { UpgradedChannel } from './http/channel.ts';
export type { ApiUser } from './http/context.ts';
export type { AttachQuery, ExecQuery, FindNode, LogQuery, NodeConnection } from './node-connection.ts';
export type { AnyResource, Resource } from './resource.ts';
export {
  allResources,
  configMaps,
  daemonSets,
  deployments,
  endpointSlices,
  endpoints,
  events,
  findByName,
  findKind,
  findResource,
  groupVersion,
  namespaces,
  networkPolicies,
  nodes,
  pods,
  replicaSets,
  serviceAccounts,
  services,
} from './resources/index.ts';
export { compileSelector, formatSelector, type Labels, matchesSelector, parseSelector, type Requirement } from './selectors.ts';
export { type ApiConnection, type ApiServer, type ApiServerParts, createApiServer } from './server.ts';
export { ApiError, qualifiedResource, type Status, type StatusCause } from './status.ts';
