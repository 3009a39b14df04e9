// One object or many, in the form that the client asked for.
import type { KubeObject } from '../../objects.ts';
import type { AnyResource } from '../resource.ts';
import { groupVersion } from '../resources/index.ts';
import { partial, tableOf } from '../table.ts';
import { type Context, includeObject } from './context.ts';

export const onWire = (resource: AnyResource, object: KubeObject): object => resource.onWire?.(object) ?? object;

/** An object as it is, as metadata alone, or as a table of one row. */
export function present(context: Context, object: KubeObject): unknown {
  if (context.form.as === 'PartialObjectMetadata') return partial(object);
  if (context.form.as !== 'Table') return onWire(context.resource, object);
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  return tableOf(context.resource, [object], { nowMs: context.clock.now(), include: includeObject(context), metadata, withColumns: true });
}

export function presentList(context: Context, objects: readonly KubeObject[], metadata: Readonly<Record<string, unknown>>): unknown {
  const { resource, form } = context;
  if (form.as === 'Table') {
    return tableOf(resource, objects, { nowMs: context.clock.now(), include: includeObject(context), metadata, withColumns: true });
  }
  if (form.as === 'PartialObjectMetadataList') {
    const items = objects.map(partial);
    return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items };
  }
  // The items of a typed list do not repeat their kind.
  const items = objects.map((object) => {
    const { apiVersion: _version, kind: _kind, ...rest } = onWire(resource, object) as KubeObject;
    return rest;
  });
  return { kind: `${resource.kind}List`, apiVersion: groupVersion(resource), metadata, items };
}
