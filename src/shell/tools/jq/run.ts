// Runs jq filters: each input gives any number of outputs.
import { callBuiltin } from './builtins.ts';
import { applyFormat } from './formats.ts';
import { update } from './path-expressions.ts';
import { lookUp, slice } from './paths.ts';
import type { Filter, Pattern } from './tree.ts';
import { calculate, compare, isObject, isTrue, JqError, type Json, type JsonObject, short, toText, typeOf } from './values.ts';

export interface Scope {
  readonly variables: ReadonlyMap<string, Json>;
  /** User-defined filters and filter arguments, by name and number of arguments. */
  readonly functions: ReadonlyMap<string, Closure>;
}

export interface Closure {
  readonly parameters: readonly string[];
  readonly body: Filter;
  /** Where it was defined; undefined for a function, which sees itself. */
  readonly scope: () => Scope;
}

/** Every output of `filter` for `input`. */
export function* run(filter: Filter, input: Json, scope: Scope): Generator<Json> {
  switch (filter.kind) {
    case 'empty':
      return;
    case 'identity':
      yield input;
      return;
    case 'recurse':
      yield* recurse(input);
      return;
    case 'literal':
      yield filter.value;
      return;
    case 'variable': {
      if (filter.name === 'ENV' || filter.name === '__loc__') yield scope.variables.get('ENV') ?? {};
      else if (scope.variables.has(filter.name)) yield scope.variables.get(filter.name);
      else throw new JqError(`$${filter.name} is not defined`);
      return;
    }
    case 'text':
      yield* texts(filter, 0, '', input, scope);
      return;
    case 'format':
      yield applyFormat(filter.name, input);
      return;
    case 'index':
      for (const key of run(filter.key, input, scope)) for (const target of run(filter.of, input, scope)) yield lookUp(target, key);
      return;
    case 'slice':
      for (const to of filter.to ? run(filter.to, input, scope) : [null]) {
        for (const from of filter.from ? run(filter.from, input, scope) : [null]) {
          for (const target of run(filter.of, input, scope)) yield slice(target, from, to);
        }
      }
      return;
    case 'each':
      for (const target of run(filter.of, input, scope)) yield* items(target);
      return;
    case 'try':
      try {
        yield* run(filter.body, input, scope);
      } catch (error) {
        if (!(error instanceof JqError)) throw error;
        if (filter.otherwise) yield* run(filter.otherwise, error.value, scope);
      }
      return;
    case 'pipe':
      for (const value of run(filter.left, input, scope)) yield* run(filter.right, value, scope);
      return;
    case 'comma':
      yield* run(filter.left, input, scope);
      yield* run(filter.right, input, scope);
      return;
    case 'negate':
      for (const value of run(filter.of, input, scope)) {
        if (typeof value !== 'number') throw new JqError(`${typeOf(value)} (${short(value)}) cannot be negated`);
        yield -value;
      }
      return;
    case 'array':
      yield filter.of ? [...run(filter.of, input, scope)] : [];
      return;
    case 'object':
      yield* objects(filter.entries, 0, {}, input, scope);
      return;
    case 'if':
      yield* choose(filter, 0, input, scope);
      return;
    case 'binary':
      yield* binary(filter, input, scope);
      return;
    case 'update':
      yield* update(filter, input, scope);
      return;
    case 'bind':
      for (const value of run(filter.source, input, scope)) yield* run(filter.body, input, bind(scope, filter.names, value));
      return;
    case 'reduce': {
      let state: Json = null;
      for (const start of run(filter.start, input, scope)) state = start;
      for (const value of run(filter.source, input, scope)) {
        const before = state;
        state = null;
        for (const next of run(filter.step, before, bind(scope, filter.names, value))) state = next;
      }
      yield state;
      return;
    }
    case 'foreach':
      for (const start of run(filter.start, input, scope)) {
        let state = start;
        for (const value of run(filter.source, input, scope)) {
          const inner = bind(scope, filter.names, value);
          for (const next of run(filter.step, state, inner)) {
            state = next;
            if (filter.extract) yield* run(filter.extract, next, inner);
            else yield next;
          }
        }
      }
      return;
    case 'define':
      yield* run(filter.rest, input, define(filter, scope));
      return;
    case 'call': {
      const found = scope.functions.get(`${filter.name}/${filter.args.length}`);
      if (found) yield* run(found.body, input, callScope(found, filter.args, input, scope));
      else yield* callBuiltin(filter.name, filter.args, input, scope);
    }
  }
}

export function define(filter: Filter & { readonly kind: 'define' }, scope: Scope): Scope {
  const functions = new Map(scope.functions);
  const made: Scope = { variables: scope.variables, functions };
  functions.set(`${filter.name}/${filter.parameters.length}`, { parameters: filter.parameters, body: filter.body, scope: () => made });
  return made;
}

export function callScope(found: Closure, args: readonly Filter[], input: Json, scope: Scope): Scope {
  const home = found.scope();
  const variables = new Map(home.variables);
  const functions = new Map(home.functions);
  found.parameters.forEach((parameter, at) => {
    const body = args[at] as Filter;
    const plain = parameter.replace(/^\$/, '');
    functions.set(`${plain}/0`, { parameters: [], body, scope: () => scope });
    if (parameter.startsWith('$')) variables.set(plain, run(body, input, scope).next().value);
  });
  return { variables, functions };
}

function bind(scope: Scope, pattern: Pattern, value: Json): Scope {
  const variables = new Map(scope.variables);
  const set = (names: Pattern, held: Json): void => {
    if ('name' in names) variables.set(names.name, held);
    else if ('items' in names)
      names.items.forEach((one, at) => {
        set(one, Array.isArray(held) ? (held[at] ?? null) : null);
      });
    else for (const { key, to } of names.fields) set(to, isObject(held) ? (held[key] ?? null) : null);
  };
  set(pattern, value);
  return { variables, functions: scope.functions };
}

function* recurse(value: Json): Generator<Json> {
  yield value;
  if (Array.isArray(value)) for (const item of value) yield* recurse(item);
  else if (isObject(value)) for (const item of Object.values(value)) yield* recurse(item);
}

function* texts(filter: Filter & { readonly kind: 'text' }, at: number, before: string, input: Json, scope: Scope): Generator<string> {
  const part = filter.parts[at];
  if (part === undefined) yield before;
  else if (typeof part === 'string') yield* texts(filter, at + 1, before + part, input, scope);
  else {
    for (const value of run(part, input, scope)) {
      const text = filter.format ? (applyFormat(filter.format, value) as string) : typeof value === 'string' ? value : toText(value);
      yield* texts(filter, at + 1, before + text, input, scope);
    }
  }
}

function* items(target: Json): Generator<Json> {
  if (Array.isArray(target)) yield* target;
  else if (isObject(target)) yield* Object.values(target);
  else throw new JqError(`Cannot iterate over ${typeOf(target)}${target === null ? '' : ` (${short(target)})`}`);
}

function* objects(
  entries: readonly { readonly key: Filter; readonly value: Filter }[],
  at: number,
  made: JsonObject,
  input: Json,
  scope: Scope,
): Generator<Json> {
  const entry = entries[at];
  if (!entry) {
    yield made;
    return;
  }
  for (const key of run(entry.key, input, scope)) {
    if (typeof key !== 'string') throw new JqError(`Object keys must be strings`);
    for (const value of run(entry.value, input, scope)) yield* objects(entries, at + 1, { ...made, [key]: value ?? null }, input, scope);
  }
}

function* choose(filter: Filter & { readonly kind: 'if' }, at: number, input: Json, scope: Scope): Generator<Json> {
  const branch = filter.branches[at];
  if (!branch) {
    if (filter.otherwise) yield* run(filter.otherwise, input, scope);
    else yield input;
    return;
  }
  for (const test of run(branch.test, input, scope)) {
    if (isTrue(test)) yield* run(branch.yes, input, scope);
    else yield* choose(filter, at + 1, input, scope);
  }
}

function* binary(filter: Filter & { readonly kind: 'binary' }, input: Json, scope: Scope): Generator<Json> {
  const { operator } = filter;
  if (operator === '//') {
    let found = false;
    try {
      for (const value of run(filter.left, input, scope)) {
        if (!isTrue(value)) continue;
        found = true;
        yield value;
      }
    } catch (error) {
      if (!(error instanceof JqError)) throw error;
    }
    if (!found) yield* run(filter.right, input, scope);
    return;
  }
  if (operator === 'and' || operator === 'or') {
    for (const left of run(filter.left, input, scope)) {
      if (isTrue(left) === (operator === 'or')) yield operator === 'or';
      else for (const right of run(filter.right, input, scope)) yield isTrue(right);
    }
    return;
  }
  for (const right of run(filter.right, input, scope)) {
    for (const left of run(filter.left, input, scope)) {
      const order = /^[<>=!]/.test(operator) ? compare(left, right) : 0;
      if (operator === '==') yield order === 0;
      else if (operator === '!=') yield order !== 0;
      else if (operator === '<') yield order < 0;
      else if (operator === '<=') yield order <= 0;
      else if (operator === '>') yield order > 0;
      else if (operator === '>=') yield order >= 0;
      else yield calculate(operator, left, right);
    }
  }
}
