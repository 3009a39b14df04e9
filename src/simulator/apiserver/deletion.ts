// When a deletion ends at once and when it only begins: grace periods, finalizers, propagation
// (apiserver pkg/registry/rest/delete.go and generic/registry/store.go).
import type { KubeObject } from '../objects.ts';
import type { DeleteOptions } from './api.ts';
import { copyOf, timestamp } from './copy.ts';
import type { Resource } from './resource.ts';
import { ApiError } from './status.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

export interface Deletion<T> {
  /** As it is marked for deletion. */
  readonly object: T;
  /** Nothing keeps it. */
  readonly now: boolean;
}

/** Throws Conflict when a precondition fails. */
export function planDeletion<T extends KubeObject>(resource: Resource<T>, old: T, options: DeleteOptions, nowMs: number): Deletion<T> {
  checkPreconditions(resource, old, options.preconditions);
  const object = copyOf(old);
  const { metadata } = object;
  const finalizers = withPropagation(metadata.finalizers ?? [], options.propagationPolicy);
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  else delete metadata.finalizers;
  const graceSeconds = resource.gracePeriodSeconds?.(old, options.gracePeriodSeconds) ?? 0;
  const runs = metadata.deletionTimestamp !== undefined;
  if (runs && graceSeconds > 0 && graceSeconds >= (metadata.deletionGracePeriodSeconds ?? 0)) return { object, now: false };
  const now = graceSeconds === 0 && finalizers.length === 0 && !resource.holdsDeletion?.(object);
  // Kinds without grace leave as they were.
  if (now && !resource.gracePeriodSeconds) return { object, now };
  if (!runs || graceSeconds < (metadata.deletionGracePeriodSeconds ?? 0)) {
    if (!runs && metadata.generation) metadata.generation++;
    const beganMs = runs ? Date.parse(metadata.deletionTimestamp ?? '') - (metadata.deletionGracePeriodSeconds ?? 0) * 1000 : nowMs;
    metadata.deletionTimestamp = timestamp(beganMs + graceSeconds * 1000);
    metadata.deletionGracePeriodSeconds = graceSeconds;
  }
  resource.prepareForDelete?.(object);
  return { object, now };
}

function withPropagation(finalizers: readonly string[], policy: DeleteOptions['propagationPolicy']): string[] {
  if (!policy) return [...finalizers];
  const others = finalizers.filter((finalizer) => finalizer !== FOREGROUND && finalizer !== ORPHAN);
  if (policy === 'Foreground') return [...others, FOREGROUND];
  return policy === 'Orphan' ? [...others, ORPHAN] : others;
}

function checkPreconditions<T extends KubeObject>(resource: Resource<T>, old: T, preconditions: DeleteOptions['preconditions']): void {
  const { uid, resourceVersion } = old.metadata;
  const names = { group: resource.group, kind: resource.kind, plural: resource.kind };
  if (preconditions?.uid && preconditions.uid !== uid) {
    const why = `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw ApiError.conflict(names, old.metadata.name, why);
  }
  if (preconditions?.resourceVersion && preconditions.resourceVersion !== resourceVersion) {
    const why = `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    throw ApiError.conflict(names, old.metadata.name, why);
  }
}
