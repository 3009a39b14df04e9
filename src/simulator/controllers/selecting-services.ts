// Which Services a change of a pod concerns (staging/src/k8s.io/endpointslice/util).
import { type Api, services } from '../apiserver/index.ts';
import type { Pod } from '../objects.ts';
import { keyOf } from './controller.ts';
import { isReady } from './pod-facts.ts';
import { canonical } from './template-hash.ts';

/** Keys of the Services that select the pod, now or before the change; none when the change cannot matter to them. */
export function selectingServices(api: Api, pod: Pod, previous: Pod | undefined): string[] {
  if (previous && factsOf(previous) === factsOf(pod)) return [];
  const versions = previous ? [pod, previous] : [pod];
  return api
    .list(services, { namespace: pod.metadata.namespace ?? '' })
    .filter(({ spec }) => spec.selector && versions.some((version) => selects(spec.selector ?? {}, version)))
    .map(keyOf);
}

function selects(selector: Readonly<Record<string, string>>, { metadata }: Pod): boolean {
  return Object.entries(selector).every(([key, value]) => metadata.labels?.[key] === value);
}

/** What an endpoint is made of. */
function factsOf(pod: Pod): string {
  const { podIP, phase } = pod.status;
  const { nodeName, hostname, subdomain } = pod.spec;
  const facts = [podIP, phase, isReady(pod), pod.metadata.deletionTimestamp, nodeName, hostname, subdomain];
  return canonical([facts, pod.metadata.labels ?? {}]);
}
