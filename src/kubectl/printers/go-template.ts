// -o go-template: runs a parsed template over an object (text/template/exec.go, with kubectl's own functions).
import { failure } from '../failure.ts';
import { isFields } from '../objects.ts';
import { templateFunctions } from './go-template-functions.ts';
import { type Pipeline, parseTemplate, type TemplateNode, TemplateSyntaxError, type Term } from './go-template-parser.ts';
import { formatGoValue } from './go-value.ts';

/** Throws `Failure` when the template is wrong; what comes back throws `Failure` when it cannot be run. */
export function compileGoTemplate(source: string): (object: unknown) => string {
  let nodes: readonly TemplateNode[];
  try {
    nodes = parseTemplate(source);
  } catch (error) {
    if (error instanceof TemplateSyntaxError) throw failure(`error parsing template ${source}, template: output:1: ${error.message}`);
    throw error;
  }
  return (object) => {
    try {
      return new Run(object).all(nodes, object);
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      throw failure(`error executing template ${JSON.stringify(source)}: template: output:1: executing "output": ${error.message}`);
    }
  };
}

class TemplateFault extends Error {
  override readonly name = 'TemplateFault';
}

class Jump extends Error {
  override readonly name = 'Jump';
  readonly kind: 'break' | 'continue';
  /** What the body had written so far. */
  readonly written: string;
  constructor(kind: 'break' | 'continue', written: string) {
    super(kind);
    this.kind = kind;
    this.written = written;
  }
}

/** Go's notion: false, 0, empty and nil are not. */
function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isFields(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

class Run {
  readonly #scopes: Map<string, unknown>[];

  constructor(root: unknown) {
    this.#scopes = [new Map([['$', root]])];
  }

  all(nodes: readonly TemplateNode[], dot: unknown): string {
    this.#scopes.push(new Map());
    let text = '';
    try {
      for (const node of nodes) {
        if (node.kind === 'jump') throw new Jump(node.to, text);
        try {
          text += this.#node(node, dot);
        } catch (error) {
          throw error instanceof Jump ? new Jump(error.kind, text + error.written) : error;
        }
      }
      return text;
    } finally {
      this.#scopes.pop();
    }
  }

  #node(node: Exclude<TemplateNode, { kind: 'jump' }>, dot: unknown): string {
    if (node.kind === 'text') return node.text;
    if (node.kind === 'print') {
      const value = this.#assign(node.pipeline, this.#pipeline(node.pipeline, dot));
      return node.pipeline.variables.length ? '' : print(value);
    }
    this.#scopes.push(new Map());
    try {
      const value = this.#pipeline(node.pipeline, dot);
      if (node.kind === 'range') return this.#range(node, value, dot);
      this.#assign(node.pipeline, value);
      if (!isTrue(value)) return this.all(node.otherwise, dot);
      return this.all(node.body, node.kind === 'with' ? value : dot);
    } finally {
      this.#scopes.pop();
    }
  }

  #range(node: Extract<TemplateNode, { kind: 'if' | 'range' | 'with' }>, value: unknown, dot: unknown): string {
    const entries: [unknown, unknown][] = Array.isArray(value)
      ? value.map((item, at) => [at, item])
      : isFields(value)
        ? Object.keys(value)
            .sort()
            .map((key) => [key, value[key]])
        : typeof value === 'number'
          ? Array.from({ length: value }, (_, at) => [at, at])
          : [];
    if (value !== undefined && value !== null && typeof value !== 'object' && typeof value !== 'number')
      throw new TemplateFault(`range can't iterate over ${formatGoValue(value)}`);
    if (entries.length === 0) return this.all(node.otherwise, dot);
    let text = '';
    for (const [key, item] of entries) {
      const { variables } = node.pipeline;
      if (variables.length === 2) this.#declare(variables[0] as string, key);
      if (variables.length > 0) this.#declare(variables.at(-1) as string, item);
      try {
        text += this.all(node.body, item);
      } catch (error) {
        if (!(error instanceof Jump)) throw error;
        text += error.written;
        if (error.kind === 'break') break;
      }
    }
    return text;
  }

  #declare(name: string, value: unknown): void {
    this.#scopes.at(-1)?.set(name, value);
  }

  #assign({ variables, declares }: Pipeline, value: unknown): unknown {
    const [name] = variables;
    if (name === undefined) return value;
    const scope = declares ? this.#scopes.at(-1) : this.#scopes.findLast((each) => each.has(name));
    if (!scope) throw new TemplateFault(`undefined variable ${JSON.stringify(name)}`);
    scope.set(name, value);
    return value;
  }

  #pipeline({ commands }: Pipeline, dot: unknown): unknown {
    return commands.reduce<{ value: unknown; piped: readonly unknown[] }>(
      (before, command, at) => ({ value: this.#command(command, dot, at === 0 ? [] : [before.value]), piped: [] }),
      { value: undefined, piped: [] },
    ).value;
  }

  #command([first, ...rest]: readonly Term[], dot: unknown, piped: readonly unknown[]): unknown {
    if (!first) return undefined;
    if (first.kind !== 'function') {
      if (rest.length || piped.length) throw new TemplateFault(`can't give argument to non-function ${first.kind}`);
      return this.#term(first, dot);
    }
    const apply = templateFunctions[first.name];
    if (!apply) throw new TemplateFault(`function ${JSON.stringify(first.name)} not defined`);
    const args = [...rest.map((term) => this.#term(term, dot)), ...piped];
    try {
      return apply(...args);
    } catch (error) {
      if (error instanceof RangeError || error instanceof TypeError)
        throw new TemplateFault(`error calling ${first.name}: ${error.message}`);
      throw error;
    }
  }

  #term(term: Term, dot: unknown): unknown {
    switch (term.kind) {
      case 'literal':
        return term.value;
      case 'dot':
        return dot;
      case 'variable': {
        const scope = this.#scopes.findLast((each) => each.has(term.name));
        if (!scope) throw new TemplateFault(`undefined variable ${JSON.stringify(term.name)}`);
        return scope.get(term.name);
      }
      case 'function':
        return this.#command([term], dot, []);
      case 'pipeline':
        return this.#pipeline(term.pipeline, dot);
      case 'fields':
        return term.names.reduce<unknown>((value, name) => fieldOf(value, name), this.#term(term.of, dot));
    }
  }
}

function fieldOf(value: unknown, name: string): unknown {
  if (value === undefined || value === null) return undefined;
  if (!isFields(value)) throw new TemplateFault(`can't evaluate field ${name} in type interface {}`);
  return value[name];
}

const print = (value: unknown) => (value === undefined || value === null ? '<no value>' : formatGoValue(value));
