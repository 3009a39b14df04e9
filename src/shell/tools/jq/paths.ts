// Places inside a JSON value: reading, setting and deleting what a path leads to.
import { compare, isObject, JqError, type Json, type JsonObject, typeOf } from './values.ts';

export type Path = readonly (string | number | { readonly from: Json; readonly to: Json })[];

export function lookUp(target: Json, key: Json): Json {
  if (target === null || target === undefined) return null;
  if (isObject(target) && typeof key === 'string') return Object.hasOwn(target, key) ? target[key] : null;
  if (Array.isArray(target) && typeof key === 'number') return target[Math.floor(key < 0 ? target.length + key : key)] ?? null;
  if (isObject(key) && 'start' in key) return slice(target, key.start, key.end ?? null);
  if (Array.isArray(target) && isObject(key) === false && Array.isArray(key))
    return target.flatMap((_, at) => (compare(target.slice(at, at + key.length), key) === 0 ? [at] : []));
  throw new JqError(`Cannot index ${typeOf(target)} with ${typeof key === 'string' ? `"${key}"` : typeOf(key)}`);
}

export function slice(target: Json, from: Json, to: Json): Json {
  if (target === null) return null;
  if (typeof target !== 'string' && !Array.isArray(target)) throw new JqError(`Cannot index ${typeOf(target)} with object`);
  const whole = typeof target === 'string' ? [...target] : target;
  const part = whole.slice(from === null ? 0 : Math.floor(from as number), to === null ? undefined : Math.ceil(to as number));
  return typeof target === 'string' ? part.join('') : part;
}

export function getPath(value: Json, path: Path): Json {
  let current = value;
  for (const key of path) current = typeof key === 'object' ? slice(current, key.from, key.to) : lookUp(current, key);
  return current;
}

export function setPath(value: Json, path: Path, next: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  if (typeof key === 'string') {
    if (value !== null && value !== undefined && !isObject(value)) throw new JqError(`Cannot index ${typeOf(value)} with "${key}"`);
    return { ...((value as JsonObject | null) ?? {}), [key]: setPath((value as JsonObject | null)?.[key] ?? null, rest, next) };
  }
  if (value !== null && value !== undefined && !Array.isArray(value)) throw new JqError(`Cannot index ${typeOf(value)} with number`);
  const list = [...((value as Json[] | null) ?? [])];
  if (typeof key === 'object') {
    const inner = setPath(slice(list, key.from, key.to), rest, next) as Json[];
    const start = (key.from as number | null) ?? 0;
    const end = (key.to as number | null) ?? list.length;
    return [...list.slice(0, start), ...inner, ...list.slice(end < 0 ? list.length + end : end)];
  }
  const at = key < 0 ? list.length + key : key;
  while (list.length < at) list.push(null);
  list[at] = setPath(list[at] ?? null, rest, next);
  return list;
}

export function deletePaths(value: Json, all: readonly Path[]): Json {
  let made = value;
  for (const path of [...all].sort((a, b) => compare(b, a))) {
    const key = path.at(-1);
    if (key === undefined) return null;
    const parent = getPath(made, path.slice(0, -1));
    if (parent === null || parent === undefined) continue;
    let next: Json = parent;
    if (Array.isArray(parent) && typeof key === 'number') next = parent.filter((_, at) => at !== (key < 0 ? parent.length + key : key));
    else if (Array.isArray(parent) && typeof key === 'object') {
      const removed = slice([...parent.keys()], key.from, key.to) as number[];
      next = parent.filter((_, at) => !removed.includes(at));
    } else if (isObject(parent)) next = Object.fromEntries(Object.entries(parent).filter(([name]) => name !== key));
    made = setPath(made, path.slice(0, -1), next);
  }
  return made;
}

/** The paths of a value and of all that it holds. */
export function* allPaths(value: Json, base: Path): Generator<Path> {
  yield base;
  if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* allPaths(item, [...base, at]);
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) yield* allPaths(item, [...base, key]);
}
