// A shell's variables: scalars, indexed and associative arrays, the scopes of functions.
import { ShellError } from './control.ts';

export interface Variable {
  /** Undefined when declared without a value; unused while there is a list or table. */
  value?: string | undefined;
  list?: Map<number, string>;
  table?: Map<string, string>;
  exported?: boolean;
  readonly?: boolean;
  integer?: boolean;
  letters?: 'upper' | 'lower';
}

export type KeptVariable = Omit<Variable, 'list' | 'table'> & {
  readonly list?: readonly (readonly [number, string])[];
  readonly table?: readonly (readonly [string, string])[];
};

export type Evaluate = (expression: string) => number;

export class Variables {
  #variables = new Map<string, Variable>();
  readonly #frames: Map<string, Variable | undefined>[] = [];
  /** Names whose value is made when asked for, such as RANDOM. */
  readonly dynamic = new Map<string, () => string>();
  /** Evaluates what is assigned to integers; the interpreter provides it. */
  evaluate: Evaluate = Number;

  find(name: string): Variable | undefined {
    const dynamic = this.dynamic.get(name);
    if (dynamic) return { value: dynamic() };
    return this.#variables.get(name);
  }

  /** A variable as `$name` sees it: an array's first element. */
  value(name: string): string | undefined {
    const variable = this.find(name);
    if (!variable) return undefined;
    if (variable.list) return variable.list.get(0);
    if (variable.table) return variable.table.get('0');
    return variable.value;
  }

  ensure(name: string): Variable {
    const variable = this.#variables.get(name) ?? {};
    this.#variables.set(name, variable);
    return variable;
  }

  assign(name: string, value: string, options: { readonly append?: boolean; readonly exported?: boolean } = {}): void {
    const variable = this.writable(name);
    this.dynamic.delete(name);
    if (variable.list) variable.list.set(0, this.#converted(variable, variable.list.get(0), value, options.append));
    else if (variable.table) variable.table.set('0', this.#converted(variable, variable.table.get('0'), value, options.append));
    else variable.value = this.#converted(variable, variable.value, value, options.append);
    if (options.exported) variable.exported = true;
  }

  assignElement(name: string, key: string, value: string, append = false): void {
    const variable = this.writable(name);
    if (variable.table) {
      variable.table.set(key, this.#converted(variable, variable.table.get(key), value, append));
      return;
    }
    const list = this.#asList(variable);
    let at = this.evaluate(key);
    if (at < 0) at += Math.max(-1, ...list.keys()) + 1;
    if (at < 0) throw new ShellError(`${name}[${key}]: bad array subscript`);
    list.set(at, this.#converted(variable, list.get(at), value, append));
  }

  assignList(name: string, values: readonly string[], append = false): void {
    const variable = this.writable(name);
    const list = append ? this.#asList(variable) : new Map<number, string>();
    let at = append ? Math.max(-1, ...list.keys()) + 1 : 0;
    for (const value of values) list.set(at++, this.#converted(variable, undefined, value, false));
    delete variable.value;
    variable.list = list;
  }

  /** The variable for a change. Throws for a readonly one. */
  writable(name: string): Variable {
    const variable = this.ensure(name);
    if (variable.readonly) throw new ShellError(`${name}: readonly variable`, { fatal: true });
    return variable;
  }

  unset(name: string, key?: string): void {
    const variable = this.#variables.get(name);
    if (variable?.readonly) throw new ShellError(`${name}: cannot unset: readonly variable`);
    if (key === undefined) {
      this.#variables.delete(name);
      this.dynamic.delete(name);
    } else if (variable?.table) variable.table.delete(key);
    else variable?.list?.delete(this.evaluate(key));
  }

  /** Begins a function's scope, or that of the assignments before a command. */
  pushFrame(): void {
    this.#frames.push(new Map());
  }

  popFrame(): void {
    for (const [name, before] of this.#frames.pop() ?? []) {
      if (before) this.#variables.set(name, before);
      else this.#variables.delete(name);
    }
  }

  get inFrame(): boolean {
    return this.#frames.length > 0;
  }

  /** Makes `name` local to the innermost scope, unset at first. */
  makeLocal(name: string): Variable {
    const frame = this.#frames.at(-1);
    if (frame && !frame.has(name)) {
      frame.set(name, this.#variables.get(name));
      this.#variables.set(name, {});
    }
    return this.ensure(name);
  }

  names(): readonly string[] {
    return [...this.#variables.keys()].sort();
  }

  /** What programs get as their environment. */
  environment(): Record<string, string> {
    const env: Record<string, string> = {};
    for (const [name, variable] of this.#variables) {
      if (variable.exported && variable.value !== undefined) env[name] = variable.value;
    }
    return env;
  }

  /** As data, for `restore`. */
  kept(): readonly (readonly [string, KeptVariable])[] {
    return [...this.#variables].map(([name, { list, table, ...rest }]) => [
      name,
      { ...rest, ...(list ? { list: [...list] } : {}), ...(table ? { table: [...table] } : {}) },
    ]);
  }

  /** In place of everything that was there. */
  restore(kept: readonly (readonly [string, KeptVariable])[]): void {
    this.#variables.clear();
    for (const [name, { list, table, ...rest }] of kept) {
      this.#variables.set(name, { ...rest, ...(list ? { list: new Map(list) } : {}), ...(table ? { table: new Map(table) } : {}) });
    }
  }

  copy(): Variables {
    const copy = new Variables();
    for (const [name, variable] of this.#variables) {
      copy.#variables.set(name, {
        ...variable,
        ...(variable.list ? { list: new Map(variable.list) } : {}),
        ...(variable.table ? { table: new Map(variable.table) } : {}),
      });
    }
    for (const [name, make] of this.dynamic) copy.dynamic.set(name, make);
    for (const frame of this.#frames) copy.#frames.push(new Map(frame));
    return copy;
  }

  #asList(variable: Variable): Map<number, string> {
    variable.list ??= new Map(variable.value === undefined ? [] : [[0, variable.value]]);
    delete variable.value;
    return variable.list;
  }

  #converted(variable: Variable, before: string | undefined, value: string, append = false): string {
    if (variable.integer) return String(this.evaluate(value || '0') + (append ? this.evaluate(before || '0') : 0));
    const text = append ? (before ?? '') + value : value;
    if (variable.letters === 'upper') return text.toUpperCase();
    if (variable.letters === 'lower') return text.toLowerCase();
    return text;
  }
}
