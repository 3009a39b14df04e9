// JSON patch (RFC 6902), with the failures of a real server.
import { applyPatch, type Operation } from 'rfc6902';
import { copyOf } from '../copy.ts';
import { ApiError } from '../status.ts';

/** A new value; `target` does not change. Throws BadRequest for what is no patch, Invalid for one that does not apply. */
export function applyJsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) {
    throw ApiError.badRequest(
      `error decoding patch: json: cannot unmarshal ${patch === null ? 'null' : typeof patch} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  const result = { root: copyOf(target) };
  const operations = patch.map((operation) => ({
    ...operation,
    path: `/root${operation.path}`,
    ...(operation.from !== undefined && { from: `/root${operation.from}` }),
  })) as Operation[];
  // A real server says no more than this, whatever went wrong.
  if (applyPatch(result, operations).some((failure) => failure !== null)) {
    throw new ApiError(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
  }
  return result.root;
}
