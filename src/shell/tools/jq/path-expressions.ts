// Filters that name places in their input: what `path`, `del` and the assignments work on.
import { allPaths, deletePaths, getPath, type Path, setPath } from './paths.ts';
import { callScope, run, type Scope } from './run.ts';
import type { Filter } from './tree.ts';
import { calculate, isObject, isTrue, JqError, type Json, typeOf } from './values.ts';

/** `|=`, `=` and their like. */
export function* update(filter: Filter & { readonly kind: 'update' }, input: Json, scope: Scope): Generator<Json> {
  const all = [...paths(filter.left, input, scope)];
  if (filter.operator === '|=') {
    let made = input;
    for (const path of all.reverse()) {
      const next = run(filter.right, getPath(made, path), scope).next();
      made = next.done ? deletePaths(made, [path]) : setPath(made, path, next.value);
    }
    yield made;
    return;
  }
  for (const value of run(filter.right, input, scope)) {
    let made = input;
    for (const path of all) {
      const before = getPath(made, path);
      const operator = filter.operator.slice(0, -1);
      const next = operator === '' ? value : operator === '//' ? (isTrue(before) ? before : value) : calculate(operator, before, value);
      made = setPath(made, path, next);
    }
    yield made;
  }
}

/** The paths that a filter names inside its input. */
export function* paths(filter: Filter, input: Json, scope: Scope): Generator<Path> {
  switch (filter.kind) {
    case 'identity':
      yield [];
      return;
    case 'empty':
      return;
    case 'recurse':
      yield* allPaths(input, []);
      return;
    case 'index':
      for (const base of paths(filter.of, input, scope)) for (const key of run(filter.key, input, scope)) yield [...base, key as string];
      return;
    case 'slice':
      for (const base of paths(filter.of, input, scope)) {
        const from = filter.from ? run(filter.from, input, scope).next().value : null;
        const to = filter.to ? run(filter.to, input, scope).next().value : null;
        yield [...base, { from, to }];
      }
      return;
    case 'each':
      for (const base of paths(filter.of, input, scope)) {
        const target = getPath(input, base);
        if (Array.isArray(target)) for (const at of target.keys()) yield [...base, at];
        else if (isObject(target)) for (const key of Object.keys(target)) yield [...base, key];
        else throw new JqError(`Cannot iterate over ${typeOf(target)}`);
      }
      return;
    case 'pipe':
      for (const base of paths(filter.left, input, scope))
        for (const rest of paths(filter.right, getPath(input, base), scope)) yield [...base, ...rest];
      return;
    case 'comma':
      yield* paths(filter.left, input, scope);
      yield* paths(filter.right, input, scope);
      return;
    case 'try':
      try {
        yield* paths(filter.body, input, scope);
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
      }
      return;
    case 'if':
      for (const branch of filter.branches) {
        if (isTrue(run(branch.test, input, scope).next().value)) {
          yield* paths(branch.yes, input, scope);
          return;
        }
      }
      yield* filter.otherwise ? paths(filter.otherwise, input, scope) : [[]];
      return;
    case 'call':
      if (filter.name === 'select' && filter.args[0]) {
        for (const held of run(filter.args[0], input, scope)) if (isTrue(held)) yield [];
        return;
      }
      if (filter.name === 'recurse' && filter.args.length === 0) {
        yield* allPaths(input, []);
        return;
      }
      if (filter.name === 'first' && filter.args[0]) {
        const first = paths(filter.args[0], input, scope).next();
        if (!first.done) yield first.value;
        return;
      }
      {
        const found = scope.functions.get(`${filter.name}/${filter.args.length}`);
        if (found) {
          yield* paths(found.body, input, callScope(found, filter.args, input, scope));
          return;
        }
      }
  }
  throw new JqError(`Invalid path expression`);
}
