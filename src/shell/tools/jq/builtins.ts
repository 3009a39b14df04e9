// jq's filters whose arguments are filters.

import { paths } from './path-expressions.ts';
import { deletePaths, getPath } from './paths.ts';
import { entriesOf, fromEntries, kinds, list, matchObject, regExpOf, textOf, values, withValues } from './plain-filters.ts';
import { run, type Scope } from './run.ts';
import type { Filter } from './tree.ts';
import { compare, isObject, isTrue, JqError, type Json, type JsonObject, typeOf } from './values.ts';

function* product(filters: readonly Filter[], input: Json, scope: Scope): Generator<Json[]> {
  const [first, ...rest] = filters;
  if (!first) {
    yield [];
    return;
  }
  for (const tail of product(rest, input, scope)) for (const value of run(first, input, scope)) yield [value, ...tail];
}

/** The items of an array with what a filter makes of each. */
function keyed(input: Json, by: Filter, scope: Scope): { key: Json[]; item: Json }[] {
  return list(input, '% cannot be sorted, as it is not an array').map((item) => ({ key: [...run(by, item, scope)], item }));
}

export function* callBuiltin(name: string, args: readonly Filter[], input: Json, scope: Scope): Generator<Json> {
  const [first, second, third] = args as readonly (Filter | undefined)[];
  const simple = args.length === 0 ? values[name] : undefined;
  if (simple) {
    yield simple(input);
    return;
  }
  if (args.length === 0 && kinds[name]) {
    if (kinds[name].includes(typeOf(input))) yield input;
    return;
  }
  const direct = withValues[`${name}/${args.length}`];
  if (direct) {
    for (const given of product(args, input, scope)) yield direct(input, ...given);
    return;
  }
  switch (`${name}/${args.length}`) {
    case 'select/1':
      for (const held of run(first as Filter, input, scope)) if (isTrue(held)) yield input;
      return;
    case 'map/1':
      yield list(isObject(input) ? Object.values(input) : input, 'Cannot iterate over %').flatMap((item) => [
        ...run(first as Filter, item, scope),
      ]);
      return;
    case 'map_values/1': {
      const one = (item: Json) => run(first as Filter, item, scope).next();
      if (Array.isArray(input))
        yield input
          .map(one)
          .filter((next) => !next.done)
          .map((next) => next.value as Json);
      else
        yield Object.fromEntries(
          Object.entries(input as JsonObject).flatMap(([key, item]) => {
            const next = one(item);
            return next.done ? [] : [[key, next.value]];
          }),
        );
      return;
    }
    case 'recurse/0':
      yield* run({ kind: 'recurse' }, input, scope);
      return;
    case 'recurse/1':
      yield* recurseBy(input, first as Filter, scope);
      return;
    case 'sort_by/1':
      yield keyed(input, first as Filter, scope)
        .sort((a, b) => compare(a.key, b.key))
        .map(({ item }) => item);
      return;
    case 'min_by/1':
    case 'max_by/1': {
      const sorted = keyed(input, first as Filter, scope).sort((a, b) => compare(a.key, b.key));
      yield (name === 'min_by' ? sorted[0] : sorted.at(-1))?.item ?? null;
      return;
    }
    case 'group_by/1':
    case 'unique_by/1': {
      const groups: { key: Json[]; items: Json[] }[] = [];
      for (const { key, item } of keyed(input, first as Filter, scope).sort((a, b) => compare(a.key, b.key))) {
        const last = groups.at(-1);
        if (last && compare(last.key, key) === 0) last.items.push(item);
        else groups.push({ key, items: [item] });
      }
      yield groups.map(({ items }) => (name === 'group_by' ? items : items[0]));
      return;
    }
    case 'any/1':
    case 'all/1': {
      const results = list(input, 'Cannot iterate over %').flatMap((item) => [...run(first as Filter, item, scope)]);
      yield name === 'any' ? results.some(isTrue) : results.every(isTrue);
      return;
    }
    case 'first/1': {
      const next = run(first as Filter, input, scope).next();
      if (!next.done) yield next.value;
      return;
    }
    case 'last/1': {
      const all = [...run(first as Filter, input, scope)];
      if (all.length > 0) yield all.at(-1);
      return;
    }
    case 'limit/2': {
      const count = run(first as Filter, input, scope).next().value as number;
      let given = 0;
      if (count > 0)
        for (const value of run(second as Filter, input, scope)) {
          yield value;
          if (++given >= count) return;
        }
      return;
    }
    case 'range/1':
    case 'range/2':
    case 'range/3':
      for (const numbers of product(args, input, scope)) {
        const [from, to, by] = (args.length === 1 ? [0, numbers[0], 1] : [numbers[0], numbers[1], numbers[2] ?? 1]) as [
          number,
          number,
          number,
        ];
        for (let at = from; by > 0 ? at < to : by < 0 && at > to; at += by) yield at;
      }
      return;
    case 'with_entries/1':
      yield fromEntries(entriesOf(input).flatMap((entry) => [...run(first as Filter, entry, scope)]));
      return;
    case 'del/1':
      yield deletePaths(input, [...paths(first as Filter, input, scope)]);
      return;
    case 'path/1':
      for (const path of paths(first as Filter, input, scope)) yield [...path];
      return;
    case 'paths/0':
      for (const path of paths({ kind: 'recurse' }, input, scope)) if (path.length > 0) yield [...path];
      return;
    case 'paths/1':
      for (const path of paths({ kind: 'recurse' }, input, scope)) {
        if (path.length > 0 && isTrue(run(first as Filter, getPath(input, path), scope).next().value)) yield [...path];
      }
      return;
    case 'match/1':
    case 'match/2':
    case 'scan/1': {
      const flags = name === 'scan' ? 'g' : second ? run(second, input, scope).next().value : null;
      const pattern = regExpOf(run(first as Filter, input, scope).next().value, flags);
      const text = textOf(input, 'cannot be matched, as it is not a string');
      const all = pattern.global ? [...text.matchAll(pattern)] : [pattern.exec(text)].filter((one) => one !== null);
      for (const found of all) yield name === 'scan' ? (found.length > 1 ? found.slice(1) : found[0]) : matchObject(found);
      return;
    }
    case 'sub/2':
    case 'gsub/2':
    case 'gsub/3': {
      const pattern = regExpOf(
        run(first as Filter, input, scope).next().value,
        `${name === 'gsub' ? 'g' : ''}${third ? run(third, input, scope).next().value : ''}`,
      );
      yield textOf(input, 'cannot be matched, as it is not a string').replace(pattern, (...found) => {
        const groups = typeof found.at(-1) === 'object' ? (found.at(-1) as Json) : {};
        return String(run(second as Filter, groups, scope).next().value);
      });
      return;
    }
    case 'error/0':
      throw new JqError(input);
    case 'env/0':
      yield scope.variables.get('ENV') ?? {};
      return;
    case 'input/0': {
      const next = (scope.variables.get('__inputs') as Iterator<Json> | undefined)?.next();
      if (!next || next.done) throw new JqError('No more inputs');
      yield next.value;
      return;
    }
    case 'inputs/0': {
      const all = scope.variables.get('__inputs') as Iterator<Json> | undefined;
      for (let next = all?.next(); next && !next.done; next = all?.next()) yield next.value;
      return;
    }
    case 'now/0':
      yield scope.variables.get('__now');
      return;
    case 'while/2':
    case 'until/2': {
      let value = input;
      for (let rounds = 0; rounds < 1_000_000; rounds++) {
        if (isTrue(run(first as Filter, value, scope).next().value) === (name === 'until')) break;
        if (name === 'while') yield value;
        value = run(second as Filter, value, scope).next().value;
      }
      if (name === 'until') yield value;
      return;
    }
    default:
      throw new JqError(`${name}/${args.length} is not defined`);
  }
}

function* recurseBy(value: Json, by: Filter, scope: Scope): Generator<Json> {
  yield value;
  for (const next of run(by, value, scope)) yield* recurseBy(next, by, scope);
}
