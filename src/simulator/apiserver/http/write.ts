// POST, PUT and DELETE.
import type { KubeObject } from '../../objects.ts';
import type { DeleteOptions } from '../api.ts';
import { decodeFields, deleteOptionsFields } from '../decode.ts';
import { ApiError } from '../status.ts';
import { decodeBody, decoding, noBody, readDocument } from './body.ts';
import { type Context, fieldValidation, isDryRun, listQuery, writeOptions } from './context.ts';
import { present, presentList } from './present.ts';
import { wholeNumber } from './read.ts';

/** The object in the body; what the URL says of its name and namespace is filled in, or must agree. */
export async function readObject(context: Context): Promise<KubeObject> {
  const { request, resource, warnings } = context;
  const document = await readDocument(request, resource.kind);
  if (!document) throw noBody(resource.kind);
  const object = decodeBody(resource, document, fieldValidation(context), warnings) as unknown as KubeObject;
  object.metadata ??= {} as KubeObject['metadata'];
  agree(context, object);
  return object;
}

/** Fills in, or compares, the name and namespace that the URL says. Throws BadRequest when they differ. */
export function agree({ resource, namespace, name }: Context, { metadata }: KubeObject): void {
  if (resource.namespaced) {
    metadata.namespace ||= namespace ?? '';
    if (metadata.namespace !== namespace) {
      throw ApiError.badRequest('the namespace of the provided object does not match the namespace sent on the request');
    }
  }
  if (!name) return;
  metadata.name ||= name;
  if (metadata.name !== name) {
    throw ApiError.badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
  }
}

/** The ServiceAccount plugin waits so long, and so often, for a new namespace's `default`. */
const ACCOUNT_WAIT_MS = 100;
const ACCOUNT_TRIES = 10;

export async function createOne(context: Context): Promise<Response> {
  const { verbs, resource, clock } = context;
  const object = await readObject(context);
  for (let attempt = 1; ; attempt++) {
    try {
      return context.answer(present(context, verbs.create(resource, object, writeOptions(context))), 201);
    } catch (error) {
      const waits = error instanceof ApiError && error.message.endsWith('serviceaccount "default" not found') && attempt < ACCOUNT_TRIES;
      if (!waits) throw error;
      await clock.sleep(ACCOUNT_WAIT_MS, context.request.signal);
    }
  }
}

export async function replaceOne(context: Context): Promise<Response> {
  const { verbs, resource, subresource } = context;
  const object = await readObject(context);
  const part = subresource === 'status' || subresource === 'finalize' ? { subresource } : {};
  return context.answer(present(context, verbs.update(resource, object, { ...writeOptions(context), ...part } as never)));
}

type Options = DeleteOptions & { readonly dryRun: boolean };

/** DeleteOptions from the body, or else from the query. */
async function readDeleteOptions({ request, query }: Context): Promise<Options> {
  const document = await readDocument(request, 'DeleteOptions');
  const { object } = decoding(
    () => decodeFields(deleteOptionsFields, 'DeleteOptions', document ?? {}),
    (why) => ApiError.badRequest(`DeleteOptions in version "v1" cannot be handled as a DeleteOptions: ${why}`),
  );
  const body = object as { -readonly [K in keyof DeleteOptions]: DeleteOptions[K] } & { dryRun?: string[]; orphanDependents?: boolean };
  const graceSeconds = body.gracePeriodSeconds ?? wholeNumber(query.get('gracePeriodSeconds'));
  const policy = body.propagationPolicy ?? query.get('propagationPolicy') ?? (body.orphanDependents ? 'Orphan' : undefined);
  if (policy !== undefined && !['Background', 'Foreground', 'Orphan'].includes(policy)) {
    const supported = '"Foreground", "Background", "Orphan", "nil"';
    const message = `Unsupported value: "${policy}": supported values: ${supported}`;
    const names = { group: 'meta.k8s.io', kind: 'DeleteOptions', plural: 'deleteoptions' };
    throw ApiError.invalid(names, '', [{ type: 'FieldValueNotSupported', field: 'propagationPolicy', message }]);
  }
  return {
    dryRun: isDryRun([...(body.dryRun ?? []), ...query.getAll('dryRun')]),
    ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }),
    ...(policy && { propagationPolicy: policy as 'Background' | 'Foreground' | 'Orphan' }),
    ...(body.preconditions && { preconditions: body.preconditions }),
  };
}

/** Kinds that answer a deletion with what was deleted, and not with a Status. */
const ANSWERED_WITH_OBJECT = new Set(['pods', 'services', 'serviceaccounts']);

export async function deleteOne(context: Context): Promise<Response> {
  const { verbs, resource, namespace, name } = context;
  const { object, gone } = verbs.delete(resource, namespace, name, await readDeleteOptions(context));
  if (!gone || (resource.group === '' && ANSWERED_WITH_OBJECT.has(resource.plural))) return context.answer(present(context, object));
  const details = { name, ...(resource.group && { group: resource.group }), kind: resource.plural, uid: object.metadata.uid };
  return context.answer({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
}

export async function deleteMany(context: Context): Promise<Response> {
  const { verbs, storage, resource } = context;
  const options = await readDeleteOptions(context);
  const deleted = verbs
    .list(resource, listQuery(context))
    .map(({ metadata }) => verbs.delete(resource, metadata.namespace, metadata.name, options).object);
  return context.answer(presentList(context, deleted, { resourceVersion: String(storage.revision) }));
}
