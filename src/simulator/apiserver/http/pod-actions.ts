// What can be done to a pod besides writing it: binding it to a node, evicting it.
import type { Pod } from '../../objects.ts';
import { copyOf, timestamp } from '../copy.ts';
import { required } from '../faults.ts';
import { pods } from '../resources/index.ts';
import { ApiError } from '../status.ts';
import { readDocument } from './body.ts';
import { type Context, isDryRun } from './context.ts';

const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as const;

/** POST pods/binding: as the scheduler says where a pod goes. */
export async function bindPod(context: Context): Promise<Response> {
  const { verbs, namespace, name, clock } = context;
  const document = (await readDocument(context.request, 'Binding')) as { target?: { name?: string } } | undefined;
  const nodeName = document?.target?.name;
  if (!nodeName) throw ApiError.invalid({ group: '', kind: 'Binding', plural: 'bindings' }, name, [required('target.name')]);
  const pod = copyOf(verbs.get(pods, namespace, name));
  const names = { group: '', kind: 'Binding', plural: 'pods/binding' };
  if (pod.spec.nodeName) throw ApiError.conflict(names, name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if (pod.metadata.deletionTimestamp) throw ApiError.conflict(names, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  pod.spec.nodeName = nodeName;
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  pod.status.conditions = [
    ...others,
    { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: timestamp(clock.now()) },
  ];
  verbs.update(pods, pod, { subresource: 'binding' });
  return context.answer(SUCCESS, 201);
}

/** POST pods/eviction: a deletion that a disruption budget may forbid; this server has no disruption budgets. */
export async function evictPod(context: Context): Promise<Response> {
  const { verbs, namespace, name, query } = context;
  const document = (await readDocument(context.request, 'Eviction')) as EvictionDocument | undefined;
  const options = document?.deleteOptions ?? {};
  const dryRun = isDryRun([...(options.dryRun ?? []), ...query.getAll('dryRun')]);
  const { gracePeriodSeconds, preconditions, propagationPolicy } = options;
  verbs.delete<Pod>(pods, namespace, name, {
    dryRun,
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(preconditions && { preconditions }),
    ...(propagationPolicy && { propagationPolicy }),
  });
  return context.answer(SUCCESS, 201);
}

interface EvictionDocument {
  readonly deleteOptions?: {
    readonly gracePeriodSeconds?: number;
    readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
    readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
    readonly dryRun?: string[];
  };
}
