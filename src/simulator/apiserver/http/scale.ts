// The scale subresource: how many replicas, without knowing the kind (autoscaling/v1 Scale).
import type { Deployment, KubeObject, ReplicaSet } from '../../objects.ts';
import { copyOf } from '../copy.ts';
import { decodeFields, scaleFields } from '../decode.ts';
import { invalid } from '../faults.ts';
import { formatSelector } from '../selectors.ts';
import { ApiError } from '../status.ts';
import { decoding, readDocument } from './body.ts';
import { type Context, writeOptions } from './context.ts';
import { applyPatch, readPatch } from './patch.ts';

type Scalable = Deployment | ReplicaSet;

interface Scale extends KubeObject {
  spec: { replicas?: number };
  status: { replicas: number; selector?: string };
}

function scaleOf({ metadata, spec, status }: Scalable): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const selector = formatSelector(spec.selector);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, ...(namespace && { namespace }), uid, resourceVersion, creationTimestamp },
    spec: { ...(spec.replicas > 0 && { replicas: spec.replicas }) },
    status: { replicas: status.replicas ?? 0, ...(selector && { selector }) },
  };
}

export function getScale(context: Context): Response {
  const { verbs, resource, namespace, name } = context;
  return context.answer(scaleOf(verbs.get(resource, namespace, name) as unknown as Scalable));
}

export async function replaceScale(context: Context): Promise<Response> {
  const document = await readDocument(context.request, 'Scale');
  return writeScale(context, document ?? {});
}

export async function patchScale(context: Context): Promise<Response> {
  const { verbs, resource, namespace, name } = context;
  const { document, type } = await readPatch(context.request);
  const current = scaleOf(verbs.get(resource, namespace, name) as unknown as Scalable);
  return writeScale(context, applyPatch(undefined, current, document, type));
}

function writeScale(context: Context, document: Readonly<Record<string, unknown>>): Response {
  const { verbs, resource, namespace, name } = context;
  const { object } = decoding(
    () => decodeFields(scaleFields, 'Scale', document),
    (why) => ApiError.badRequest(`Scale in version "v1" cannot be handled as a Scale: ${why}`),
  );
  const scale = object as unknown as Partial<Scale>;
  const replicas = scale.spec?.replicas ?? 0;
  if (replicas < 0) {
    const fault = invalid('spec.replicas', replicas, 'must be greater than or equal to 0');
    throw ApiError.invalid({ group: 'autoscaling', kind: 'Scale', plural: 'scales' }, name, [fault]);
  }
  const current = verbs.get(resource, namespace, name);
  const expected = scale.metadata?.resourceVersion;
  if (expected && expected !== current.metadata.resourceVersion) throw ApiError.conflict(resource, name);
  const changed = copyOf(current) as unknown as Scalable;
  changed.spec.replicas = replicas;
  return context.answer(scaleOf(verbs.update(resource, changed as never, writeOptions(context)) as unknown as Scalable));
}
