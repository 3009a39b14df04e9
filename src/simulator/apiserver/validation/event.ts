// What an Event may say (pkg/apis/core/validation/events.go).
import type { KubeEvent } from '../../objects.ts';
import { invalid } from '../faults.ts';
import type { FieldFault } from '../resource.ts';

/** Events about what has no namespace are kept here. */
const CLUSTER_NAMESPACE = 'default';

export function validateEvent({ metadata, involvedObject }: KubeEvent): FieldFault[] {
  const expected = involvedObject.namespace || CLUSTER_NAMESPACE;
  if (metadata.namespace === expected || (!involvedObject.namespace && metadata.namespace === 'kube-system')) return [];
  return [invalid('involvedObject.namespace', involvedObject.namespace ?? '', 'does not match event.namespace')];
}
