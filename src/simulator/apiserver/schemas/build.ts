// Words in which the shapes of kinds are written down.
import type { Schema } from '../resource.ts';

type Fields = Readonly<Record<string, Schema>>;

export const text: Schema = { kind: 'string', go: 'string' };
/** A string whose absence and whose emptiness differ. */
export const textPointer: Schema = { kind: 'string', go: 'string', pointer: true };
export const int32: Schema = { kind: 'integer', go: 'int32' };
export const int64: Schema = { kind: 'integer', go: 'int64' };
export const bool: Schema = { kind: 'boolean', go: 'bool' };
export const intOrString: Schema = { kind: 'int-or-string', go: 'intstr.IntOrString' };
export const quantity: Schema = { kind: 'quantity', go: 'resource.Quantity' };
export const time: Schema = { kind: 'time', go: 'v1.Time' };
export const anything: Schema = { kind: 'any' };

/** `go` is the struct's name in k8s.io/api. */
export const struct = (go: string, fields: Fields): Schema => ({ kind: 'object', fields, go });
/** A struct of which a strategic merge may keep only the keys it is told (x-kubernetes-patch-strategy: retainKeys). */
export const union = (go: string, fields: Fields): Schema => ({ kind: 'object', fields, go, replace: true });
export const mapOf = (of: Schema): Schema => ({ kind: 'map', of });
export const listOf = (of: Schema): Schema => ({ kind: 'array', of });
/** A list that merges item by item on `merge`. */
export const keyedList = (merge: string, of: Schema): Schema => ({ kind: 'array', of, merge });
/** A list of plain values that merges as a set. */
export const setOf = (of: Schema): Schema => ({ kind: 'array', of, set: true });

export const textMap = mapOf(text);
export const texts = listOf(text);
export const quantities = mapOf(quantity);

export const namedReference = struct('LocalObjectReference', { name: text });
export const objectReference = struct('ObjectReference', {
  kind: text,
  namespace: text,
  name: text,
  uid: text,
  apiVersion: text,
  resourceVersion: text,
  fieldPath: text,
});

export const labelSelector = struct('LabelSelector', {
  matchLabels: textMap,
  matchExpressions: listOf(struct('LabelSelectorRequirement', { key: text, operator: text, values: texts })),
});

/** Conditions; `more` names the fields that a kind has besides the usual ones. */
export const conditions = (go: string, more: Fields = {}): Schema =>
  keyedList('type', struct(go, { type: text, status: text, ...more, lastTransitionTime: time, reason: text, message: text }));

export const objectMeta = struct('ObjectMeta', {
  name: text,
  generateName: text,
  namespace: text,
  selfLink: text,
  uid: text,
  resourceVersion: text,
  generation: int64,
  creationTimestamp: time,
  deletionTimestamp: time,
  deletionGracePeriodSeconds: int64,
  labels: textMap,
  annotations: textMap,
  ownerReferences: keyedList(
    'uid',
    struct('OwnerReference', { apiVersion: text, kind: text, name: text, uid: text, controller: bool, blockOwnerDeletion: bool }),
  ),
  finalizers: setOf(text),
  managedFields: listOf(
    struct('ManagedFieldsEntry', {
      manager: text,
      operation: text,
      apiVersion: text,
      time,
      fieldsType: text,
      fieldsV1: anything,
      subresource: text,
    }),
  ),
});
