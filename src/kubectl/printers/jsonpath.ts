// kubectl's JSONPath dialect: what a template finds in an object, and as text (client-go/util/jsonpath/jsonpath.go).
import { Failure, failure } from '../failure.ts';
import { isFields } from '../objects.ts';
import { formatGoSyntax, formatGoValue } from './go-value.ts';
import { toCompactJson, toJson } from './json.ts';
import { type PathNode, PathSyntaxError, parseJsonPath } from './jsonpath-parser.ts';

export interface CompiledPath {
  readonly template: string;
  readonly nodes: readonly PathNode[];
}

/** Throws `Failure` with kubectl's words when the template is wrong. */
export function compileJsonPath(template: string): CompiledPath {
  try {
    return { template, nodes: parseJsonPath(template) };
  } catch (error) {
    if (error instanceof PathSyntaxError) throw failure(`error parsing jsonpath ${template}, ${error.message}`);
    throw error;
  }
}

/** `.a.b`, `a.b` and `{.a.b}` are the same, as in --sort-by and custom columns (get.RelaxedJSONPathExpression). */
export function compileRelaxedPath(expression: string): CompiledPath {
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression);
  if (!match) throw failure(`unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`);
  return compileJsonPath(`{.${match[1] ?? match[2]}}`);
}

class PathError extends Error {
  override readonly name = 'PathError';
}

/** The text that a template makes of an object. Missing fields are nothing. Throws `Failure`. */
export function executeJsonPath({ template, nodes }: CompiledPath, object: unknown, options: { readonly asJson?: boolean } = {}): string {
  try {
    const groups = run(nodes, object);
    if (options.asJson) return toJson(groups.filter(({ text }) => !text).flatMap(({ values }) => values));
    return groups.map(({ values }) => values.map(textOf).join(' ')).join('');
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw new Failure(
      `error: error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${formatGoSyntax(object)}\n\n`,
    );
  }
}

/** Every value that a path finds. An index out of bounds finds nothing. */
export function findValues({ nodes }: CompiledPath, object: unknown): readonly unknown[] {
  try {
    return run(nodes, object).flatMap(({ values }) => values);
  } catch (error) {
    if (error instanceof PathError) return [];
    throw error;
  }
}

interface Group {
  readonly values: readonly unknown[];
  /** It stands in the template itself. */
  readonly text: boolean;
}

function run(nodes: readonly PathNode[], object: unknown): readonly Group[] {
  const groups: Group[] = [];
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at] as PathNode;
    if (node.kind === 'text') groups.push({ values: [node.text], text: true });
    else if (isWord(node, 'range')) {
      const end = endOfRange(nodes, at);
      const [, ...path] = (node as Extract<PathNode, { kind: 'list' }>).nodes;
      for (const value of walk(path, [object])) groups.push(...run(nodes.slice(at + 1, end), value));
      at = end;
    } else if (isWord(node, 'end')) throw new PathError('not in range, nothing to end');
    else if (node.kind === 'list') {
      const literal = node.nodes.length === 1 && node.nodes[0]?.kind === 'literal';
      groups.push({ values: walk(node.nodes, [object]), text: literal });
    }
  }
  return groups;
}

function isWord(node: PathNode | undefined, word: string): boolean {
  const first = node?.kind === 'list' ? node.nodes[0] : undefined;
  return first?.kind === 'word' && first.word === word;
}

function endOfRange(nodes: readonly PathNode[], start: number): number {
  let depth = 1;
  for (let at = start + 1; at < nodes.length; at++) {
    if (isWord(nodes[at], 'range')) depth++;
    if (isWord(nodes[at], 'end') && --depth === 0) return at;
  }
  return nodes.length;
}

function walk(nodes: readonly PathNode[], start: readonly unknown[]): readonly unknown[] {
  return nodes.reduce<readonly unknown[]>((values, node) => step(node, values), start);
}

function step(node: PathNode, values: readonly unknown[]): readonly unknown[] {
  switch (node.kind) {
    case 'text':
      return [node.text];
    case 'literal':
      return [node.value];
    case 'list':
      return walk(node.nodes, values);
    case 'word':
      throw new PathError(`unrecognized identifier ${node.word}`);
    case 'field':
      return values.flatMap((value) => (isFields(value) && value[node.name] !== undefined ? [value[node.name]] : []));
    case 'wildcard':
      return values.flatMap(childrenOf);
    case 'recursive':
      return values.flatMap(descendantsOf);
    case 'union':
      return values.flatMap((value) => node.nodes.flatMap((each) => step(each, [value])));
    case 'slice':
      return values.flatMap((value) => sliceOf(value, node));
    case 'filter':
      return values.flatMap((value) => filterOf(value, node));
  }
}

function childrenOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isFields(value)
    ? Object.keys(value)
        .sort()
        .map((key) => value[key])
    : [];
}

function descendantsOf(value: unknown): readonly unknown[] {
  const children = childrenOf(value);
  return children.length ? [value, ...children.flatMap(descendantsOf)] : [];
}

/** The type of what JSON decodes to. */
function goTypeOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value === 'string' ? 'string' : 'map[string]interface {}';
}

function sliceOf(value: unknown, { from, to, step: by = 1, index }: Extract<PathNode, { kind: 'slice' }>): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new PathError(`${goTypeOf(value)} is not array or slice`);
  const { length } = value;
  const start = from === undefined ? 0 : from < 0 ? from + length : from;
  if (from !== undefined && (start >= length || start < 0))
    throw new PathError(`array index out of bounds: index ${start}, length ${length}`);
  if (index && from !== undefined) return [value[start]];
  const end = to === undefined ? length : Math.min(to < 0 ? to + length : to, length);
  if (by <= 0) throw new PathError('step must be > 0');
  return value.slice(start, Math.max(start, end)).filter((_, at) => at % by === 0);
}

function filterOf(value: unknown, { left, operator, right }: Extract<PathNode, { kind: 'filter' }>): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new PathError(`${formatGoValue(value)} is not array or slice and cannot be filtered`);
  return value.filter((item) => {
    const found = step(left, [item]);
    if (operator === 'exists' || !right) return found.length > 0;
    if (found.length === 0) return false;
    if (found.length > 1) throw new PathError('can only compare one element at a time');
    const wanted = step(right, [item]);
    if (wanted.length === 0) return false;
    return compare(found[0], operator, wanted[0]);
  });
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  if (operator === '==' || operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left !== typeof right || (typeof left !== 'string' && typeof left !== 'number')) return false;
  const [a, b] = [left, right as typeof left];
  return operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? toCompactJson(value) : String(value);
}
