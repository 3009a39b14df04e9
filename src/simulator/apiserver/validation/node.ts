// What a Node may say (ValidateNode in pkg/apis/core/validation/validation.go).
import type { Node } from '../../objects.ts';
import { same } from '../copy.ts';
import { duplicate, forbidden, notSupported, required } from '../faults.ts';
import type { FieldFault } from '../resource.ts';
import { invalidEach, labelValue, qualifiedName } from './names.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateNode({ spec }: Node): FieldFault[] {
  const seen = new Set<string>();
  return (spec.taints ?? []).flatMap(({ key, value, effect }, at) => {
    const faults: FieldFault[] = [];
    const field = `metadata.taints[${at}]`;
    faults.push(...invalidEach(`${field}.key`, key, qualifiedName(key ?? '')));
    if (value) faults.push(...invalidEach(`${field}.value`, value, labelValue(value)));
    if (!effect) faults.push(required(`${field}.effect`));
    else if (!EFFECTS.includes(effect)) faults.push(notSupported(`${field}.effect`, effect, EFFECTS));
    if (seen.has(`${key}:${effect}`)) faults.push(duplicate(field, { key, effect }));
    seen.add(`${key}:${effect}`);
    return faults;
  });
}

export function validateNodeUpdate(node: Node, old: Node): FieldFault[] {
  const faults: FieldFault[] = [];
  if (old.spec.podCIDRs?.length && !same(node.spec.podCIDRs, old.spec.podCIDRs)) {
    faults.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (old.spec.providerID && node.spec.providerID !== old.spec.providerID) {
    faults.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  return faults;
}
