// How commands change one object: a patch that they worked out or were given, sent or, with --dry-run=client, only shown.
import { applyPatch as applyJsonPatch, type Operation } from 'rfc6902';
import type { Invocation } from '../command.ts';
import { failure } from '../failure.ts';
import { copyOf, type Fields, type KubeObject } from '../objects.ts';
import { applyMerge, diffMerge } from '../patch/merge.ts';
import { isBuiltIn } from '../patch/merge-keys.ts';
import { applyStrategic, diffStrategic } from '../patch/strategic.ts';
import { dryRunOf, dryRunQuery } from '../printers/output.ts';
import type { Found } from '../selection.ts';

export type PatchType = 'strategic' | 'merge' | 'json';

export const patchTypes: Readonly<Record<PatchType, string>> = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
};

/** Sends a patch and answers the object as it is now. With --dry-run=client nothing is sent. */
export async function sendPatch(
  invocation: Invocation,
  { path, object }: Pick<Found, 'path' | 'object'>,
  patch: unknown,
  type: PatchType,
  query: Record<string, string> = {},
): Promise<KubeObject> {
  const dryRun = await dryRunOf(invocation);
  if (dryRun === 'client') return patchLocally(object, patch, type);
  return invocation.client.json(path, {
    method: 'PATCH',
    body: patch,
    contentType: patchTypes[type],
    query: { ...query, ...dryRunQuery(dryRun) },
  });
}

export function patchLocally(object: KubeObject, patch: unknown, type: PatchType): KubeObject {
  if (type === 'strategic') return applyStrategic(object.kind, object, patch as Fields) as KubeObject;
  if (type === 'merge') return applyMerge(object, patch) as KubeObject;
  const copy = copyOf(object);
  const fault = applyJsonPatch(copy, patch as Operation[]).find((each) => each !== null);
  if (fault) throw failure(`unable to apply patch: ${fault.message}`);
  return copy;
}

/** The patch that makes `wanted` of what was found; undefined when nothing is to be changed. */
export function patchTo({ object, resource }: Found, wanted: KubeObject): { patch: Fields; type: PatchType } | undefined {
  const type = isBuiltIn(resource.group) ? 'strategic' : 'merge';
  const patch = type === 'strategic' ? diffStrategic(object.kind, object, wanted) : diffMerge(object, wanted);
  return Object.keys(patch).length ? { patch, type } : undefined;
}

/** As `change` leaves a copy of the object, so it becomes on the server. Answers what it is now, and whether it changed. */
export async function changeObject(
  invocation: Invocation,
  found: Found,
  fieldManager: string,
  change: (copy: KubeObject) => void,
): Promise<{ object: KubeObject; changed: boolean }> {
  const wanted = copyOf(found.object);
  change(wanted);
  const step = patchTo(found, wanted);
  if (!step) return { object: found.object, changed: false };
  const manager = invocation.flags.string('field-manager') || fieldManager;
  return { object: await sendPatch(invocation, found, step.patch, step.type, { fieldManager: manager }), changed: true };
}
