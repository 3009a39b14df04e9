// Strategic merge patches: applied, and worked out from two or three versions of an object
// (apimachinery/pkg/util/strategicpatch/patch.go).
import { copyOf, type Fields, isFields, sameJson } from '../objects.ts';
import { listRuleAt, retainsKeysAt } from './merge-keys.ts';

interface DiffOptions {
  readonly deletions: boolean;
  readonly changes: boolean;
}

/** The patch that leads from `from` to `to`. `{}` when there is nothing to do. */
export function diffStrategic(kind: string, from: Fields, to: Fields, options: DiffOptions = { deletions: true, changes: true }): Fields {
  return diffMaps(from, to, [kind], options);
}

/**
 * What `kubectl apply` sends: everything in `modified` that `current` lacks, and the removal of what `original`, the
 * configuration that was applied before, had and `modified` no longer has.
 */
export function threeWayStrategic(kind: string, original: Fields, modified: Fields, current: Fields): Fields {
  const changes = diffMaps(current, modified, [kind], { deletions: false, changes: true });
  const deletions = diffMaps(original, modified, [kind], { deletions: true, changes: false });
  return joinPatches(dropAbsent(deletions, current, [kind]), changes, [kind]);
}

function diffMaps(from: Fields, to: Fields, path: readonly string[], options: DiffOptions): Fields {
  const patch: Fields = {};
  for (const [key, old] of Object.entries(from)) {
    const wanted: unknown = to[key];
    const here = [...path, key];
    if (wanted === undefined || wanted === null) {
      if (options.deletions && old !== null) patch[key] = null;
    } else if (isFields(old) && isFields(wanted)) {
      const inner = diffMaps(old, wanted, here, options);
      if (Object.keys(inner).length === 0) continue;
      patch[key] = retainsKeysAt(here) ? { $retainKeys: Object.keys(wanted).sort(), ...inner } : inner;
    } else if (Array.isArray(old) && Array.isArray(wanted)) Object.assign(patch, diffLists(key, old, wanted, here, options));
    else if (options.changes && !sameJson(old, wanted)) patch[key] = wanted;
  }
  if (options.changes) {
    for (const [key, wanted] of Object.entries(to))
      if (from[key] === undefined && wanted !== undefined && wanted !== null) patch[key] = wanted;
  }
  return patch;
}

function diffLists(key: string, from: readonly unknown[], to: readonly unknown[], path: readonly string[], options: DiffOptions): Fields {
  const rule = listRuleAt(path);
  if (!rule) return options.changes && !sameJson(from, to) ? { [key]: to } : {};
  const patch: Fields = {};
  if (rule === 'set') {
    const added = to.filter((item) => !from.includes(item));
    const removed = from.filter((item) => !to.includes(item));
    if (options.changes && added.length) patch[key] = added;
    if (options.deletions && removed.length) patch[`$deleteFromPrimitiveList/${key}`] = removed;
    return patch;
  }
  const items: Fields[] = [];
  const unpaired = [...from];
  for (const item of to.filter(isFields)) {
    // Elements may share their key, as port 53 of UDP and TCP do: they pair up in order.
    const old = findByKey(unpaired, rule.key, item[rule.key]);
    if (old) unpaired.splice(unpaired.indexOf(old), 1);
    if (!old) {
      if (options.changes) items.push(item);
      continue;
    }
    const inner = diffMaps(old, item, path, options);
    if (Object.keys(inner).length === 0) continue;
    items.push({ ...(retainsKeysAt(path) ? { $retainKeys: Object.keys(item).sort() } : {}), ...inner, [rule.key]: item[rule.key] });
  }
  if (options.deletions) {
    for (const old of from.filter(isFields)) {
      if (!findByKey(to, rule.key, old[rule.key])) items.push({ $patch: 'delete', [rule.key]: old[rule.key] });
    }
  }
  if (items.length) patch[key] = items;
  if (options.changes && orderMatters(from, to, rule.key))
    patch[`$setElementOrder/${key}`] = to.filter(isFields).map((item) => ({ [rule.key]: item[rule.key] }));
  return patch;
}

/** Merging alone keeps the old order and appends what is new. */
function orderMatters(from: readonly unknown[], to: readonly unknown[], key: string): boolean {
  const wanted = to.filter(isFields).map((item) => item[key] as unknown);
  const kept = from
    .filter(isFields)
    .map((item) => item[key] as unknown)
    .filter((value) => wanted.includes(value));
  const added = wanted.filter((value) => !kept.includes(value));
  return new Set(wanted).size === wanted.length && !sameJson([...kept, ...added], wanted);
}

const findByKey = (list: readonly unknown[], key: string, value: unknown): Fields | undefined =>
  list.filter(isFields).find((item) => item[key] === value);

/** Leaves out deletions of what is not there any more: they would be a change that changes nothing. */
function dropAbsent(deletions: Fields, current: Fields, path: readonly string[]): Fields {
  const kept: Fields = {};
  for (const [key, value] of Object.entries(deletions)) {
    const here = [...path, key];
    const there: unknown = current[key.replace(/^\$deleteFromPrimitiveList\//, '')];
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const removed = (value as unknown[]).filter((item) => Array.isArray(there) && there.includes(item));
      if (removed.length) kept[key] = removed;
    } else if (value === null) {
      if (there !== undefined) kept[key] = null;
    } else if (isFields(value) && isFields(there)) {
      const inner = dropAbsent(value, there, here);
      if (Object.keys(inner).some((each) => each !== '$retainKeys')) kept[key] = inner;
    } else if (Array.isArray(value) && Array.isArray(there)) {
      const rule = listRuleAt(here);
      if (!rule || rule === 'set') continue;
      const items = value.filter(isFields).flatMap((item) => {
        const old = findByKey(there, rule.key, item[rule.key]);
        if (!old || item.$patch === 'delete') return old ? [item] : [];
        const inner = dropAbsent(item, old, here);
        return Object.keys(inner).some((each) => each !== rule.key && each !== '$retainKeys')
          ? [{ ...inner, [rule.key]: item[rule.key] }]
          : [];
      });
      if (items.length) kept[key] = items;
    } else if (key === '$retainKeys') kept[key] = value;
  }
  return kept;
}

function joinPatches(a: Fields, b: Fields, path: readonly string[]): Fields {
  const joined: Fields = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before: unknown = joined[key];
    const here = [...path, key];
    const rule = listRuleAt(here);
    if (isFields(before) && isFields(value)) joined[key] = joinPatches(before, value, here);
    else if (Array.isArray(before) && Array.isArray(value) && rule && rule !== 'set') {
      const items = before.filter(isFields).map((item) => {
        const other = findByKey(value, rule.key, item[rule.key]);
        return other ? joinPatches(item, other, here) : item;
      });
      joined[key] = [...items, ...value.filter(isFields).filter((item) => !findByKey(before, rule.key, item[rule.key]))];
    } else joined[key] = value;
  }
  return joined;
}

/** The object that the server would make of it. Its argument stays as it is. */
export function applyStrategic(kind: string, object: Fields, patch: Fields): Fields {
  return applyMap(copyOf(object), copyOf(patch), [kind]);
}

function applyMap(object: Fields, patch: Fields, path: readonly string[]): Fields {
  if (patch.$patch === 'replace') {
    const { $patch: _, ...rest } = patch;
    return rest;
  }
  if (patch.$patch === 'delete') return {};
  const retain = patch.$retainKeys as string[] | undefined;
  if (retain) for (const key of Object.keys(object)) if (!retain.includes(key)) delete object[key];
  for (const [key, value] of Object.entries(patch)) {
    const here = [...path, key];
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const field = key.slice('$deleteFromPrimitiveList/'.length);
      if (Array.isArray(object[field])) object[field] = object[field].filter((item: unknown) => !(value as unknown[]).includes(item));
    } else if (key.startsWith('$')) continue;
    else if (value === null) delete object[key];
    else if (isFields(value)) object[key] = applyMap(isFields(object[key]) ? object[key] : {}, value, here);
    else if (Array.isArray(value)) object[key] = applyList(Array.isArray(object[key]) ? object[key] : [], value, here);
    else object[key] = value;
  }
  for (const [key, value] of Object.entries(patch)) {
    if (!key.startsWith('$setElementOrder/')) continue;
    const field = key.slice('$setElementOrder/'.length);
    const rule = listRuleAt([...path, field]);
    if (rule && Array.isArray(object[field]))
      object[field] = ordered(object[field], value as unknown[], rule === 'set' ? undefined : rule.key);
  }
  return object;
}

function ordered(list: readonly unknown[], order: readonly unknown[], key: string | undefined): unknown[] {
  const idOf = (item: unknown) => (key && isFields(item) ? (item[key] as unknown) : item);
  const place = (item: unknown) => order.findIndex((each) => idOf(each) === idOf(item));
  const known = list.filter((item) => place(item) >= 0).sort((a, b) => place(a) - place(b));
  return [...known, ...list.filter((item) => place(item) < 0)];
}

function applyList(list: readonly unknown[], patch: readonly unknown[], path: readonly string[]): unknown[] {
  const rule = listRuleAt(path);
  if (!rule) return [...patch];
  if (rule === 'set') return [...new Set([...list, ...patch])];
  if (patch.some((item) => isFields(item) && item.$patch === 'replace')) return patch.filter((item) => !(isFields(item) && item.$patch));
  const result = [...list];
  for (const item of patch.filter(isFields)) {
    const at = result.findIndex((old) => isFields(old) && old[rule.key] === item[rule.key]);
    if (item.$patch === 'delete') {
      if (at >= 0) result.splice(at, 1);
    } else if (at >= 0) result[at] = applyMap(result[at] as Fields, item, path);
    else result.push(applyMap({}, item, path));
  }
  return result;
}
