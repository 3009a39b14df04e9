// Pods stay five minutes on a node that is not ready, and have a priority
// (plugin/pkg/admission/defaulttolerationseconds, plugin/pkg/admission/priority).
import type { Pod, Toleration } from '../../objects.ts';
import { ApiError } from '../status.ts';
import { type AdmissionPlugin, isKind } from './plugin.ts';

const STAY_SECONDS = 300;
const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

export const podTolerations: AdmissionPlugin = {
  admit(request) {
    if (request.operation !== 'CREATE' || request.subresource || !isKind(request, '', 'Pod')) return;
    const { spec } = request.object as Pod;
    for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
      if (spec.tolerations?.some((toleration) => tolerates(toleration, key))) continue;
      spec.tolerations = [...(spec.tolerations ?? []), { effect: 'NoExecute', key, operator: 'Exists', tolerationSeconds: STAY_SECONDS }];
    }
    const priority = spec.priorityClassName ? SYSTEM_PRIORITIES[spec.priorityClassName] : 0;
    if (priority === undefined) {
      throw ApiError.forbidden(request.resource, request.name, `no PriorityClass with name ${spec.priorityClassName} was found`);
    }
    spec.priority = priority;
    spec.preemptionPolicy ??= 'PreemptLowerPriority';
  },
};

const tolerates = (toleration: Toleration, key: string): boolean =>
  (toleration.key === key || !toleration.key) && (!toleration.effect || toleration.effect === 'NoExecute');
