// Strategic merge patch (apimachinery pkg/util/strategicpatch): lists of objects merge by the key that their schema names.
import { goValue } from '../go-value.ts';
import type { Schema } from '../resource.ts';
import { ApiError } from '../status.ts';
import { inElementOrder } from './element-order.ts';

type Fields = Record<string, unknown>;

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_PRIMITIVES = '$deleteFromPrimitiveList/';
const ELEMENT_ORDER = '$setElementOrder/';

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

const childOf = (schema: Schema | undefined, key: string): Schema | undefined =>
  schema?.kind === 'object' ? schema.fields[key] : schema?.kind === 'map' ? schema.of : undefined;

/** A new object; neither argument changes. Throws BadRequest for a patch that makes no sense. */
export function applyStrategicMergePatch(target: Fields, patch: Fields, schema: Schema | undefined): Fields {
  const directive = patch[DIRECTIVE];
  if (directive === 'replace') return withoutDirectives(patch);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge')
    throw ApiError.unexpected(`unknown patch type: ${directive} in map: ${goValue(patch)}`);
  const retained = patch[RETAIN_KEYS] as readonly string[] | undefined;
  const result: Fields = retained ? Object.fromEntries(Object.entries(target).filter(([key]) => retained.includes(key))) : { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith(DELETE_PRIMITIVES)) deletePrimitives(result, key.slice(DELETE_PRIMITIVES.length), value);
    if (key.startsWith('$')) continue;
    if (value === null) delete result[key];
    else result[key] = mergeValue(result[key], value, childOf(schema, key));
  }
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(ELEMENT_ORDER)) continue;
    const name = key.slice(ELEMENT_ORDER.length);
    const list = result[name];
    const child = childOf(schema, name);
    const mergeKey = child?.kind === 'array' ? child.merge : undefined;
    if (Array.isArray(list) && Array.isArray(order))
      result[name] = inElementOrder(list, order, (target[name] as unknown[]) ?? [], mergeKey);
  }
  return result;
}

function mergeValue(target: unknown, value: unknown, schema: Schema | undefined): unknown {
  if (isObject(value)) return applyStrategicMergePatch(isObject(target) ? target : {}, value, schema);
  if (!Array.isArray(value) || schema?.kind !== 'array') return value;
  const old = Array.isArray(target) ? target : [];
  if (schema.set) return inElementOrder([...old, ...value.filter((item) => !old.includes(item))], value, old, undefined);
  return schema.merge ? mergeList(old, value, schema.merge, schema.of) : withoutReplaceMarker(value);
}

/** Also a list that does not merge may carry the marker that says so. */
const withoutReplaceMarker = (items: readonly unknown[]): unknown[] =>
  items.filter((item) => !(isObject(item) && item[DIRECTIVE] === 'replace' && Object.keys(item).length === 1));

function mergeList(old: readonly unknown[], patch: readonly unknown[], mergeKey: string, schema: Schema): unknown[] {
  const items = patch.filter(isObject);
  if (items.some((item) => item[DIRECTIVE] === 'replace')) {
    return items.filter((item) => item[DIRECTIVE] !== 'replace').map(withoutDirectives);
  }
  let result = [...old];
  for (const item of items) {
    const key = item[mergeKey];
    if (key === undefined) throw ApiError.unexpected(`map: ${goValue(item)} does not contain declared merge key: ${mergeKey}`);
    const at = result.findIndex((other) => isObject(other) && other[mergeKey] === key);
    if (item[DIRECTIVE] === 'delete') result = result.filter((other) => !(isObject(other) && other[mergeKey] === key));
    else if (at >= 0) result[at] = applyStrategicMergePatch(result[at] as Fields, item, schema);
    else result.push(applyStrategicMergePatch({}, item, schema));
  }
  return inElementOrder(result, items, old, mergeKey);
}

function deletePrimitives(result: Fields, name: string, values: unknown): void {
  const list = result[name];
  if (!Array.isArray(list) || !Array.isArray(values)) return;
  const left = list.filter((item) => !values.includes(item));
  if (left.length > 0) result[name] = left;
  else delete result[name];
}

/** What a patch says of itself is no part of the object. */
function withoutDirectives(value: Fields): Fields {
  const clean = (item: unknown): unknown => (Array.isArray(item) ? item.map(clean) : isObject(item) ? withoutDirectives(item) : item);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !key.startsWith('$') && item !== null)
      .map(([key, item]) => [key, clean(item)]),
  );
}
