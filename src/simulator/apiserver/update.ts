// What an update leaves alone: the system's metadata, and the half of the object that was not asked for
// (apiserver pkg/registry/rest/update.go and the kinds' status strategies).
import type { KubeObject, Metadata } from '../objects.ts';
import type { UpdateOptions } from './api.ts';
import { same } from './copy.ts';
import type { Resource } from './resource.ts';

interface Parts extends KubeObject {
  readonly spec?: object;
  readonly status?: unknown;
}

/** The old object with nothing but the subresource's part from the new one; labels and annotations go along. */
export function withPart<T extends KubeObject>(object: T, old: T, subresource: NonNullable<UpdateOptions['subresource']>): T {
  const { spec, status, metadata } = object as Parts;
  const { labels, annotations } = metadata;
  const kept = { ...old, metadata: { ...old.metadata, ...(labels && { labels }), ...(annotations && { annotations }) } };
  if (subresource === 'finalize') return { ...kept, spec };
  if (subresource === 'status') return { ...kept, status };
  const { nodeName } = spec as { nodeName?: string };
  return { ...kept, spec: { ...(old as Parts).spec, nodeName }, status };
}

const SYSTEM_FIELDS = [
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'generateName',
] as const satisfies readonly (keyof Metadata)[];

/** Puts back what only the server may set, and counts a new generation when the spec is another. Changes its second argument. */
export function keepSystemFields<T extends KubeObject>(resource: Resource<T>, object: T, old: T): void {
  const { metadata } = object;
  for (const field of SYSTEM_FIELDS) {
    if (old.metadata[field] === undefined) delete metadata[field];
    else Object.assign(metadata, { [field]: old.metadata[field] });
  }
  if (resource.subresources?.includes('status')) {
    const { status } = old as Parts;
    if (status === undefined) delete (object as { status?: unknown }).status;
    else Object.assign(object, { status });
  }
  resource.prepareForUpdate?.(object, old);
  if (resource.generation && changedSpec(resource, object, old)) metadata.generation = (old.metadata.generation ?? 0) + 1;
}

function changedSpec<T extends KubeObject>(resource: Resource<T>, object: T, old: T): boolean {
  const { metadata, status: _status, ...rest } = object as T & Parts;
  const { metadata: oldMetadata, status: _oldStatus, ...oldRest } = old as T & Parts;
  if (!same(rest, oldRest)) return true;
  return resource.generation === 'spec-and-annotations' && !same(metadata.annotations, oldMetadata.annotations);
}
