// What Deployments, ReplicaSets and DaemonSets may say (pkg/apis/apps/validation/validation.go).
import type { DaemonSet, Deployment, KubeObject, LabelSelector, PodTemplate, ReplicaSet } from '../../objects.ts';
import { same } from '../copy.ts';
import { forbidden, IMMUTABLE, invalid, notSupported, required } from '../faults.ts';
import type { FieldFault } from '../resource.ts';
import { matchesSelector } from '../selectors.ts';
import { invalidEach, labelFaults, labelValue, qualifiedName } from './names.ts';
import { validatePodSpec } from './pod-spec.ts';

const NON_NEGATIVE = 'must be greater than or equal to 0';
const OPERATORS = ['DoesNotExist', 'Exists', 'In', 'NotIn'];

const nonNegative = (field: string, value: number | undefined): FieldFault[] =>
  value !== undefined && value < 0 ? [invalid(field, value, NON_NEGATIVE)] : [];

export function selectorFaults(selector: LabelSelector, field: string): FieldFault[] {
  const faults = labelFaults(`${field}.matchLabels`, selector.matchLabels);
  for (const [at, { key, operator, values }] of (selector.matchExpressions ?? []).entries()) {
    const where = `${field}.matchExpressions[${at}]`;
    if (!OPERATORS.includes(operator)) faults.push(invalid(`${where}.operator`, operator, 'not a valid selector operator'));
    const needsValues = operator === 'In' || operator === 'NotIn';
    if (needsValues && !values?.length) faults.push(required(`${where}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    if (!needsValues && values?.length) {
      faults.push(forbidden(`${where}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }
    faults.push(...invalidEach(`${where}.key`, key, qualifiedName(key ?? '')));
    for (const [which, value] of (values ?? []).entries())
      faults.push(...invalidEach(`${where}.values[${which}]`, value, labelValue(value)));
  }
  return faults;
}

const isEmpty = (selector: LabelSelector): boolean =>
  Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions?.length ?? 0) === 0;

function selectorAndTemplate(spec: { selector?: LabelSelector; template: PodTemplate }, kind: string): FieldFault[] {
  const faults: FieldFault[] = [];
  const { selector, template } = spec;
  if (!selector && kind !== 'daemonset') faults.push(required('spec.selector'));
  if (selector) {
    faults.push(...selectorFaults(selector, 'spec.selector'));
    if (isEmpty(selector)) faults.push(invalid('spec.selector', selector, `empty selector is invalid for ${kind}`));
  }
  const labels = template.metadata?.labels;
  // A selector that is missing selects nothing; an empty one is not compared.
  if (faults.some(({ field }) => field.startsWith('spec.selector.matchExpressions')))
    faults.push(invalid('spec.selector', selector, 'invalid label selector'));
  else if (!selector || (!isEmpty(selector) && !matchesSelector(selector, labels))) {
    faults.push(invalid('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`'));
  }
  faults.push(...labelFaults('spec.template.labels', labels));
  faults.push(...validatePodSpec(template.spec, 'spec.template.spec'));
  if (template.spec.restartPolicy !== 'Always') {
    faults.push(notSupported('spec.template.spec.restartPolicy', template.spec.restartPolicy, ['Always']));
  }
  if ((template.spec as { activeDeadlineSeconds?: number }).activeDeadlineSeconds !== undefined) {
    faults.push(
      forbidden(
        'spec.template.spec.activeDeadlineSeconds',
        `activeDeadlineSeconds in ${kind === 'deployment' ? 'ReplicaSet' : kind} is not Supported`,
      ),
    );
  }
  return faults;
}

const isPercent = (value: number | string): boolean => typeof value === 'string' && /^\d+%$/.test(value);
const isZero = (value: number | string | undefined): boolean =>
  value === 0 || (typeof value === 'string' && Number.parseInt(value, 10) === 0);

function intOrPercent(field: string, value: number | string | undefined): FieldFault[] {
  if (value === undefined || isPercent(value)) return [];
  if (typeof value === 'string') {
    return [
      invalid(
        field,
        value,
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
      ),
    ];
  }
  return nonNegative(field, value);
}

function strategyFaults(strategy: Deployment['spec']['strategy']): FieldFault[] {
  const field = 'spec.strategy';
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    return rollingUpdate ? [forbidden(`${field}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")] : [];
  }
  if (type !== 'RollingUpdate') return [notSupported(field, { Type: type, RollingUpdate: null }, ['Recreate', 'RollingUpdate'])];
  const where = `${field}.rollingUpdate`;
  const faults = [
    ...intOrPercent(`${where}.maxUnavailable`, rollingUpdate?.maxUnavailable),
    ...intOrPercent(`${where}.maxSurge`, rollingUpdate?.maxSurge),
  ];
  if (isZero(rollingUpdate?.maxUnavailable) && isZero(rollingUpdate?.maxSurge)) {
    faults.push(invalid(`${where}.maxUnavailable`, rollingUpdate?.maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  const unavailable = rollingUpdate?.maxUnavailable;
  if (typeof unavailable === 'string' && Number.parseInt(unavailable, 10) > 100) {
    faults.push(invalid(`${where}.maxUnavailable`, unavailable, 'must not be greater than 100%'));
  }
  return faults;
}

export function validateDeployment({ spec }: Deployment): FieldFault[] {
  const faults = [
    ...nonNegative('spec.replicas', spec.replicas),
    ...selectorAndTemplate(spec, 'deployment'),
    ...strategyFaults(spec.strategy),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ...nonNegative('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds),
  ];
  if (spec.progressDeadlineSeconds <= (spec.minReadySeconds ?? 0)) {
    faults.push(invalid('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds, 'must be greater than minReadySeconds'));
  }
  return faults;
}

export function validateReplicaSet({ spec }: ReplicaSet): FieldFault[] {
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...selectorAndTemplate(spec, 'deployment'),
  ];
}

export function validateDaemonSet({ spec }: DaemonSet): FieldFault[] {
  const { type, rollingUpdate } = spec.updateStrategy;
  const faults = [...selectorAndTemplate(spec, 'daemonset'), ...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit)];
  if (type !== 'RollingUpdate' && type !== 'OnDelete')
    faults.push(notSupported('spec.updateStrategy', { Type: type, RollingUpdate: null }, ['RollingUpdate', 'OnDelete']));
  for (const [name, value] of Object.entries(rollingUpdate ?? {}))
    faults.push(...intOrPercent(`spec.updateStrategy.rollingUpdate.${name}`, value));
  return faults;
}

export function validateSelectorUpdate(object: KubeObject & { spec: { selector: LabelSelector } }, old: typeof object): FieldFault[] {
  return same(object.spec.selector, old.spec.selector) ? [] : [invalid('spec.selector', object.spec.selector, IMMUTABLE)];
}

export const validateDeploymentUpdate = (deployment: Deployment, old: Deployment): FieldFault[] => validateSelectorUpdate(deployment, old);
