// JSON merge patches (RFC 7386): applied, and worked out from two or three versions of an object.
import { copyOf, type Fields, isFields, sameJson } from '../objects.ts';

export function applyMerge(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return copyOf(patch);
  const result: Fields = isFields(target) ? copyOf(target) : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applyMerge(result[key], value);
  }
  return result;
}

/** The patch that leads from `from` to `to`. */
export function diffMerge(
  from: Fields,
  to: Fields,
  options: { deletions: boolean; changes: boolean } = { deletions: true, changes: true },
): Fields {
  const patch: Fields = {};
  for (const key of Object.keys(from)) {
    if (to[key] === undefined) {
      if (options.deletions) patch[key] = null;
    } else if (isFields(from[key]) && isFields(to[key])) {
      const inner = diffMerge(from[key], to[key], options);
      if (Object.keys(inner).length) patch[key] = inner;
    } else if (options.changes && !sameJson(from[key], to[key])) patch[key] = to[key];
  }
  if (options.changes) for (const key of Object.keys(to)) if (from[key] === undefined) patch[key] = to[key];
  return patch;
}

/** As `threeWayStrategic`, for kinds of which kubectl knows no merge keys (jsonmergepatch.CreateThreeWayJSONMergePatch). */
export function threeWayMerge(original: Fields, modified: Fields, current: Fields): Fields {
  const changes = diffMerge(current, modified, { deletions: false, changes: true });
  const deletions = onlyPresent(diffMerge(original, modified, { deletions: true, changes: false }), current);
  return applyNulls(deletions, changes);
}

function onlyPresent(deletions: Fields, current: Fields): Fields {
  return Object.fromEntries(
    Object.entries(deletions).flatMap(([key, value]) => {
      if (current[key] === undefined) return [];
      if (value === null || !isFields(current[key])) return [[key, value]];
      const inner = onlyPresent(value as Fields, current[key]);
      return Object.keys(inner).length ? [[key, inner]] : [];
    }),
  );
}

function applyNulls(a: Fields, b: Fields): Fields {
  const joined: Fields = { ...a };
  for (const [key, value] of Object.entries(b))
    joined[key] = isFields(joined[key]) && isFields(value) ? applyNulls(joined[key], value) : value;
  return joined;
}
