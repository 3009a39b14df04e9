// Every kind that this API server has, and how to find one.
import type { AnyResource } from '../resource.ts';
import { configMaps } from './config-maps.ts';
import { daemonSets } from './daemon-sets.ts';
import { deployments } from './deployments.ts';
import { endpointSlices } from './endpoint-slices.ts';
import { endpoints } from './endpoints.ts';
import { events } from './events.ts';
import { namespaces } from './namespaces.ts';
import { networkPolicies } from './network-policies.ts';
import { nodes } from './nodes.ts';
import { pods } from './pods.ts';
import { replicaSets } from './replica-sets.ts';
import { serviceAccounts } from './service-accounts.ts';
import { services } from './services.ts';

export {
  configMaps,
  daemonSets,
  deployments,
  endpointSlices,
  endpoints,
  events,
  namespaces,
  networkPolicies,
  nodes,
  pods,
  replicaSets,
  serviceAccounts,
  services,
};

const erased = (resource: unknown): AnyResource => resource as AnyResource;

/** In the order of discovery. */
export const allResources: readonly AnyResource[] = [
  configMaps,
  endpoints,
  events,
  namespaces,
  nodes,
  pods,
  serviceAccounts,
  services,
  daemonSets,
  deployments,
  replicaSets,
  endpointSlices,
  networkPolicies,
].map(erased);

/** Undefined when this server has no such resource. `plural` is what a path says. */
export function findResource(group: string, version: string, plural: string): AnyResource | undefined {
  return allResources.find((resource) => resource.group === group && resource.version === version && resource.plural === plural);
}

/** By what an object says of itself: `apps/v1`, `Deployment`. */
export function findKind(apiVersion: string, kind: string): AnyResource | undefined {
  return allResources.find((resource) => groupVersion(resource) === apiVersion && resource.kind === kind);
}

/** By any name that a person may use: `po`, `pod`, `pods`, `Pod`, `deployments.apps`. */
export function findByName(name: string): AnyResource | undefined {
  const wanted = name.toLowerCase();
  return allResources.find(({ plural, singular, kind, group, version, shortNames }) => {
    const names = [plural, singular, kind.toLowerCase(), ...(shortNames ?? [])];
    const suffixes = group ? ['', `.${group}`, `.${version}.${group}`] : [''];
    return names.some((one) => suffixes.some((suffix) => one + suffix === wanted));
  });
}

/** `v1`, `apps/v1`. */
export const groupVersion = ({ group, version }: { readonly group: string; readonly version: string }): string =>
  group ? `${group}/${version}` : version;
