// Of a pod that exists, little may change (ValidatePodUpdate in pkg/apis/core/validation/validation.go).
import type { Container, Pod, PodSpec } from '../../objects.ts';
import { copyOf, same } from '../copy.ts';
import { forbidden } from '../faults.ts';
import type { FieldFault } from '../resource.ts';
import { unifiedDiff } from '../unified-diff.ts';
import { internalPodSpec } from './internal-pod-spec.ts';

const MAY_CHANGE = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

export function validatePodUpdate(pod: Pod, old: Pod): FieldFault[] {
  for (const list of ['containers', 'initContainers'] as const) {
    const [now, before] = [pod.spec[list]?.length ?? 0, old.spec[list]?.length ?? 0];
    if (now !== before) return [forbidden(`spec.${list}`, 'pod updates may not add or remove containers')];
  }
  const faults: FieldFault[] = [];
  const lost = (old.spec.tolerations ?? []).filter((toleration) => !pod.spec.tolerations?.some((one) => same(one, toleration)));
  if (lost.length > 0) faults.push(forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds'));
  const masked = copyOf(pod.spec) as PodSpec & { activeDeadlineSeconds?: number };
  copyImages(masked.containers, old.spec.containers);
  copyImages(masked.initContainers ?? [], old.spec.initContainers ?? []);
  for (const field of ['activeDeadlineSeconds', 'tolerations'] as const) {
    const value = (old.spec as typeof masked)[field];
    if (value === undefined) delete masked[field];
    else Object.assign(masked, { [field]: value });
  }
  if (same(masked, old.spec)) return faults;
  return [
    ...faults,
    forbidden(
      'spec',
      `pod updates may not change fields other than ${MAY_CHANGE}\n${unifiedDiff(internalPodSpec(old.spec), internalPodSpec(masked))}`,
    ),
  ];
}

function copyImages(containers: Container[], old: readonly Container[]): void {
  for (const [at, container] of containers.entries()) container.image = old[at]?.image ?? container.image;
}
