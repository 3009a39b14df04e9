// PATCH: three kinds of patches, applied to the current object and then treated as an update (apiserver pkg/endpoints/handlers/patch.go).
import type { KubeObject } from '../../objects.ts';
import { decode } from '../decode.ts';
import { IMMUTABLE, invalid } from '../faults.ts';
import { goValue } from '../go-value.ts';
import { applyMergePatch } from '../patch/json-merge-patch.ts';
import { applyJsonPatch } from '../patch/json-patch.ts';
import { applyStrategicMergePatch } from '../patch/strategic-merge-patch.ts';
import type { AnyResource } from '../resource.ts';
import { anything, objectMeta } from '../schemas/build.ts';
import { ApiError } from '../status.ts';
import { decoding, mediaType } from './body.ts';
import { type Context, fieldValidation, writeOptions } from './context.ts';
import { present } from './present.ts';
import { agree } from './write.ts';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_PATCH = 'application/strategic-merge-patch+json';

export async function patchOne(context: Context): Promise<Response> {
  const { verbs, resource, namespace, name, subresource } = context;
  const { document, type } = await readPatch(context.request);
  const current = verbs.get(resource, namespace, name);
  const patched = applyPatch(resource, current, document, type);
  const object = decodePatched(
    context,
    patched,
    type === STRATEGIC_PATCH,
    type === STRATEGIC_PATCH ? goValue(document) : JSON.stringify(patched),
  );
  object.metadata ??= {} as KubeObject['metadata'];
  agree(context, object);
  if (object.metadata.uid && object.metadata.uid !== current.metadata.uid) {
    throw ApiError.invalid(resource, name, [invalid('metadata.uid', object.metadata.uid, IMMUTABLE)]);
  }
  const part = subresource === 'status' ? ({ subresource } as const) : {};
  return context.answer(present(context, verbs.update(resource, object, { ...writeOptions(context), ...part })));
}

/** Throws UnsupportedMediaType (server-side apply too: this server does not have it), BadRequest. */
export async function readPatch(request: Request): Promise<{ document: unknown; type: string }> {
  const type = mediaType(request);
  if (![JSON_PATCH, MERGE_PATCH, STRATEGIC_PATCH].includes(type)) {
    throw ApiError.unsupportedPatch();
  }
  try {
    return { document: JSON.parse(await request.text()), type };
  } catch (cause) {
    throw ApiError.badRequest(`error decoding patch: ${cause instanceof Error ? cause.message : cause}`);
  }
}

export function applyPatch(resource: AnyResource | undefined, current: object, document: unknown, type: string): Record<string, unknown> {
  if (type === JSON_PATCH) return applyJsonPatch(current, document) as Record<string, unknown>;
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    throw ApiError.badRequest(
      `error decoding patch: json: cannot unmarshal ${Array.isArray(document) ? 'array' : typeof document} into Go value of type map[string]interface {}`,
    );
  }
  if (type === MERGE_PATCH) return applyMergePatch(current, document) as Record<string, unknown>;
  const fields = { metadata: objectMeta, ...(resource?.schema ?? { spec: anything }) };
  return applyStrategicMergePatch(current as Record<string, unknown>, document as Record<string, unknown>, { kind: 'object', fields });
}

/** Unknown fields are the patch's fault: Invalid, naming the patch. */
function decodePatched(context: Context, patched: Readonly<Record<string, unknown>>, strategic: boolean, shown: string): KubeObject {
  const { resource, warnings } = context;
  const version = resource.version;
  const { object, strictFaults } = decoding(
    () => decode(resource, patched),
    (why, conversion) => {
      const fault = invalid('patch', shown, strategic ? conversion : why);
      return new ApiError(422, 'Invalid', ` "" is invalid: patch: ${fault.message}`, {
        causes: [{ reason: fault.type, message: fault.message, field: 'patch' }],
      });
    },
  );
  const validation = fieldValidation(context);
  if (strictFaults.length > 0 && validation === 'Strict') {
    const fault = invalid('patch', shown, `strict decoding error: ${strictFaults.join(', ')}`);
    throw ApiError.invalid({ group: '', kind: '', plural: version }, '', [fault]);
  }
  if (validation === 'Warn') warnings.push(...strictFaults);
  return object as unknown as KubeObject;
}
