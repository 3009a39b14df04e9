// Objects as the rows of a table, as `kubectl get` asks for them (metav1.Table).
import type { KubeObject } from '../objects.ts';
import type { AnyResource } from './resource.ts';

export type IncludeObject = 'None' | 'Metadata' | 'Object';

export function tableOf(
  resource: AnyResource,
  objects: readonly KubeObject[],
  options: { nowMs: number; include: IncludeObject; metadata: Readonly<Record<string, unknown>>; withColumns: boolean },
): Record<string, unknown> {
  const columns = resource.columns.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format: format ?? '',
    description,
    priority,
  }));
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: options.withColumns ? columns : null,
    rows: objects.map((object) => ({ cells: resource.cells(object, options.nowMs), object: included(object, options.include) })),
  };
}

function included(object: KubeObject, include: IncludeObject): unknown {
  if (include === 'None') return null;
  return include === 'Object' ? object : partial(object);
}

/** Nothing but an object's metadata. */
export function partial(object: KubeObject): Record<string, unknown> {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}
