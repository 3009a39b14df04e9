// Pods (pkg/registry/core/pod/strategy.go).
import type { Pod, PodSpec } from '../../objects.ts';
import type { Resource } from '../resource.ts';
import { podSpec } from '../schemas/pod-spec.ts';
import { podStatus } from '../schemas/pod-status.ts';
import { validatePodSpec } from '../validation/pod-spec.ts';
import { validatePodUpdate } from '../validation/pod-update.ts';
import { AGE, ageOf, column, NAME, wide } from './columns.ts';
import { podCells } from './pod-cells.ts';
import { applyPodSpecDefaults } from './pod-defaults.ts';

export const pods: Resource<Pod> = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'log', 'exec', 'attach', 'portforward', 'binding', 'eviction'],
  generation: 'spec',
  schema: { spec: podSpec, status: podStatus },
  columns: [
    NAME,
    column('Ready', 'The aggregate readiness state of this pod for accepting traffic.'),
    column('Status', 'The aggregate status of the containers in this pod.'),
    column('Restarts', 'How often the containers of this pod were restarted, and when last.'),
    AGE,
    wide('IP', 'The address of the pod.'),
    wide('Node', 'The node that the pod is bound to.'),
    wide('Nominated Node', 'The node that preemption makes room on.'),
    wide('Readiness Gates', 'Further conditions that count for readiness.'),
  ],
  cells(pod, nowMs) {
    const { ready, status, restarts } = podCells(pod, nowMs);
    const gates = pod.spec.readinessGates ?? [];
    const trueGates = gates.filter(({ conditionType }) =>
      pod.status.conditions?.some(({ type, status: is }) => type === conditionType && is === 'True'),
    );
    return [
      pod.metadata.name,
      ready,
      status,
      restarts,
      ageOf(pod, nowMs),
      pod.status.podIPs?.[0]?.ip ?? pod.status.podIP ?? '<none>',
      pod.spec.nodeName || '<none>',
      (pod.status as { nominatedNodeName?: string }).nominatedNodeName || '<none>',
      gates.length > 0 ? `${trueGates.length}/${gates.length}` : '<none>',
    ];
  },
  applyDefaults(pod) {
    pod.spec ??= {} as PodSpec;
    pod.spec.enableServiceLinks ??= true;
    applyPodSpecDefaults(pod.spec);
  },
  prepareForCreate(pod) {
    pod.status = { phase: 'Pending', qosClass: qosClass(pod.spec) };
  },
  validate: (pod) => validatePodSpec(pod.spec, 'spec'),
  validateUpdate: validatePodUpdate,
  selectableFields: ({ metadata, spec, status }) => ({
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'spec.nodeName': spec?.nodeName ?? '',
    'spec.restartPolicy': spec?.restartPolicy ?? '',
    'spec.schedulerName': spec?.schedulerName ?? '',
    'spec.serviceAccountName': spec?.serviceAccountName ?? '',
    'spec.hostNetwork': String(spec?.hostNetwork ?? false),
    'status.phase': status?.phase ?? '',
    'status.podIP': status?.podIP ?? '',
    'status.nominatedNodeName': '',
  }),
  gracePeriodSeconds(pod, asked) {
    if (!pod.spec.nodeName || pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded') return 0;
    const seconds = asked ?? pod.spec.terminationGracePeriodSeconds;
    return seconds < 0 ? 1 : seconds;
  },
};

/** BestEffort without requests and limits, Guaranteed when all limits equal the requests, else Burstable (pkg/apis/core/v1/helper/qos). */
function qosClass(spec: PodSpec): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const resources = [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((container) => container.resources ?? {});
  const computed = ['cpu', 'memory'];
  const any = resources.some(({ requests, limits }) => computed.some((name) => requests?.[name] ?? limits?.[name]));
  if (!any) return 'BestEffort';
  const guaranteed = resources.every(({ requests, limits }) =>
    computed.every((name) => limits?.[name] && requests?.[name] === limits[name]),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
