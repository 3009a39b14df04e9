// Runs awk programs: values, fields, control flow.
import type { Process } from '../../program.ts';
import { compileRegExp } from '../../regular-expression.ts';
import { UsageError } from '../tool.ts';
import { callFunction } from './functions.ts';
import { Jump } from './jump.ts';
import { execute } from './statements.ts';
import { AwkStreams, records } from './streams.ts';
import type { AwkProgram, Expression } from './tree.ts';
import { calculate, compare, Field, initialVariables, looksNumeric, splitPlainly, textOf, toNumber, type Value } from './values.ts';

type Cell = Value | Map<string, Value>;

export class Awk {
  readonly process: Process;
  readonly globals = new Map<string, Cell>();
  readonly #program: AwkProgram;
  #locals: Map<string, Cell> | undefined;
  line = '';
  #fields: string[] | undefined = [];
  readonly #patterns = new Map<string, RegExp>();
  readonly #ranges = new Map<object, boolean>();
  readonly streams: AwkStreams;
  #input: AsyncGenerator<string> | undefined;
  /** Statements run so far. */
  steps = 0;
  random = 0.5;

  constructor(process: Process, program: AwkProgram) {
    this.process = process;
    this.streams = new AwkStreams(process);
    this.#program = program;
    for (const [name, value] of Object.entries(initialVariables)) this.globals.set(name, value);
    this.globals.set('ENVIRON', new Map(Object.entries(process.env).map(([name, value]) => [name, new Field(value)])));
  }

  async run(inputs: AsyncIterable<{ readonly name: string; readonly lines: AsyncGenerator<string> }>): Promise<number> {
    const { rules } = this.#program;
    const inOrder = (when: string) => rules.filter((rule) => rule.when === when);
    let exit: number | undefined;
    const guarded = async (body: () => Promise<void>) => {
      try {
        await body();
      } catch (error) {
        if (!(error instanceof Jump)) throw error;
        if (error.kind === 'exit') exit = toNumber(error.value);
      }
    };
    await guarded(async () => {
      for (const rule of inOrder('BEGIN')) if (rule.body) await execute(this, rule.body);
    });
    if (exit === undefined && (inOrder('line').length > 0 || inOrder('END').length > 0)) {
      this.#input = this.#allLines(inputs);
      for (
        let next = await this.#input.next();
        !next.done && exit === undefined;
        next = exit === undefined ? await this.#input.next() : next
      ) {
        this.#setLine(next.value);
        await guarded(() => this.#rules());
      }
    }
    const before = exit;
    await guarded(async () => {
      for (const rule of inOrder('END')) if (rule.body) await execute(this, rule.body);
    });
    await this.streams.closeAll();
    return exit ?? before ?? 0;
  }

  async *#allLines(inputs: AsyncIterable<{ readonly name: string; readonly lines: AsyncGenerator<string> }>): AsyncGenerator<string> {
    for await (const { name, lines } of inputs) {
      this.globals.set('FILENAME', name === '-' ? '' : name);
      this.globals.set('FNR', 0);
      const separator = this.text(this.get('RS'));
      for await (const line of separator === '\n' ? lines : records(lines, separator)) {
        this.globals.set('NR', toNumber(this.get('NR')) + 1);
        this.globals.set('FNR', toNumber(this.get('FNR')) + 1);
        yield line;
      }
    }
  }

  async #rules(): Promise<void> {
    for (const rule of this.#program.rules) {
      if (rule.when !== 'line') continue;
      if (rule.first && rule.last) {
        if (!this.#ranges.get(rule) && !(await this.truth(rule.first))) continue;
        this.#ranges.set(rule, !(await this.truth(rule.last)));
      } else if (rule.first && !(await this.truth(rule.first))) continue;
      if (rule.body) await execute(this, rule.body);
      else await this.process.stdout.write(this.line + this.text(this.get('ORS')));
    }
  }

  #setLine(line: string): void {
    this.line = line;
    this.#fields = undefined;
    this.globals.set('NF', this.#split().length);
  }

  #split(): string[] {
    this.#fields ??= this.splitText(this.line, this.text(this.get('FS')));
    return this.#fields;
  }

  splitText(text: string, separator: string): string[] {
    return separator.length < 2 && separator !== '\\'
      ? splitPlainly(text, separator)
      : text === ''
        ? []
        : text.split(this.pattern(separator));
  }

  pattern(source: string): RegExp {
    let found = this.#patterns.get(source);
    if (!found) {
      found = new RegExp(compileRegExp(source, 'extended'), 'u');
      this.#patterns.set(source, found);
    }
    return found;
  }

  text(value: Value, format = 'CONVFMT'): string {
    return textOf(value, this.globals.get(format) as string);
  }

  #scope(name: string): Map<string, Cell> {
    return this.#locals?.has(name) ? this.#locals : this.globals;
  }

  get(name: string): Value {
    const cell = this.#scope(name).get(name);
    return cell === undefined || cell instanceof Map ? '' : cell;
  }

  array(name: string): Map<string, Value> {
    const scope = this.#scope(name);
    const cell = scope.get(name);
    if (cell instanceof Map) return cell;
    const made = new Map<string, Value>();
    scope.set(name, made);
    return made;
  }

  async key(keys: readonly Expression[]): Promise<string> {
    const parts: string[] = [];
    for (const one of keys) parts.push(this.text(await this.value(one)));
    return parts.join(this.text(this.get('SUBSEP')));
  }

  async assign(target: Expression, value: Value): Promise<void> {
    if (target.kind === 'element') this.array(target.name).set(await this.key(target.keys), value);
    else if (target.kind === 'field') this.setField(toNumber(await this.value(target.index)), this.text(value));
    else if (target.kind === 'name') {
      this.#scope(target.name).set(target.name, value);
      if (target.name === 'NF') {
        const fields = this.#split().slice(0, toNumber(value));
        while (fields.length < toNumber(value)) fields.push('');
        this.#fields = fields;
        this.line = fields.join(this.text(this.get('OFS')));
      }
    } else throw new UsageError('assignment to something that is no variable', { status: 2 });
  }

  setField(index: number, text: string): void {
    if (index === 0) {
      this.#setLine(text);
      return;
    }
    const fields = this.#split();
    while (fields.length < index) fields.push('');
    fields[index - 1] = text;
    this.globals.set('NF', fields.length);
    this.line = fields.join(this.text(this.get('OFS')));
  }

  async truth(node: Expression): Promise<boolean> {
    const value = await this.value(node);
    if (typeof value === 'number') return value !== 0;
    if (value instanceof Field) return looksNumeric.test(value.text) ? Number(value.text) !== 0 : value.text !== '';
    return value !== '';
  }

  async value(node: Expression): Promise<Value> {
    switch (node.kind) {
      case 'number':
      case 'string':
        return node.value;
      case 'regexp':
        return this.pattern(node.source).test(this.line) ? 1 : 0;
      case 'name':
        return this.get(node.name);
      case 'element': {
        const array = this.array(node.name);
        const key = await this.key(node.keys);
        const held = array.get(key);
        if (held === undefined) array.set(key, '');
        return held ?? '';
      }
      case 'field': {
        const index = toNumber(await this.value(node.index));
        if (index < 0) throw new UsageError(`trying to access out of range field ${index}`, { status: 2 });
        return new Field(index === 0 ? this.line : (this.#split()[index - 1] ?? ''));
      }
      case 'assign': {
        const right = await this.value(node.value);
        const value = node.operator ? calculate(node.operator, toNumber(await this.value(node.target)), toNumber(right)) : right;
        await this.assign(node.target, value);
        return value;
      }
      case 'step': {
        const before = toNumber(await this.value(node.target));
        await this.assign(node.target, before + node.by);
        return node.prefix ? before + node.by : before;
      }
      case 'unary':
        if (node.operator === '(') return this.value(node.operand);
        if (node.operator === '!') return (await this.truth(node.operand)) ? 0 : 1;
        return toNumber(await this.value(node.operand)) * (node.operator === '-' ? -1 : 1);
      case 'choice':
        return this.value((await this.truth(node.test)) ? node.yes : node.no);
      case 'member':
        return this.array(node.name).has(await this.key(node.keys)) ? 1 : 0;
      case 'call':
        return this.#call(node.name, node.args);
      case 'getline':
        return this.#getline(node);
      case 'binary':
        return this.#binary(node);
    }
  }

  async #binary(node: Expression & { readonly kind: 'binary' }): Promise<Value> {
    const { operator } = node;
    if (operator === '&&') return (await this.truth(node.left)) && (await this.truth(node.right)) ? 1 : 0;
    if (operator === '||') return (await this.truth(node.left)) || (await this.truth(node.right)) ? 1 : 0;
    if (operator === '~' || operator === '!~') {
      const text = this.text(await this.value(node.left));
      return (await this.regExp(node.right)).test(text) === (operator === '~') ? 1 : 0;
    }
    const left = await this.value(node.left);
    const right = await this.value(node.right);
    if (operator === ' ') return this.text(left) + this.text(right);
    if (/^[<>=!]/.test(operator)) return compare(left, operator, right, (value) => this.text(value)) ? 1 : 0;
    return calculate(operator, toNumber(left), toNumber(right));
  }

  /** An expression where a pattern is wanted: `/x/` itself, or a text that holds one. */
  async regExp(node: Expression): Promise<RegExp> {
    return this.pattern(node.kind === 'regexp' ? node.source : this.text(await this.value(node)));
  }

  async #call(name: string, args: readonly Expression[]): Promise<Value> {
    const found = this.#program.functions.get(name);
    if (!found) return callFunction(this, name, args);
    const locals = new Map<string, Cell>();
    for (const [at, parameter] of found.parameters.entries()) {
      const arg = args[at];
      if (arg === undefined) locals.set(parameter, '');
      else if (arg.kind === 'name' && (this.#scope(arg.name).get(arg.name) instanceof Map || !this.#scope(arg.name).has(arg.name)))
        locals.set(parameter, this.array(arg.name));
      else locals.set(parameter, await this.value(arg));
    }
    const before = this.#locals;
    this.#locals = locals;
    try {
      await execute(this, found.body);
      return '';
    } catch (error) {
      if (error instanceof Jump && error.kind === 'return') return error.value;
      throw error;
    } finally {
      this.#locals = before;
    }
  }

  async #getline(node: Expression & { readonly kind: 'getline' }): Promise<Value> {
    let lines = this.#input;
    if (node.file || node.command) {
      const name = this.text(await this.value((node.file ?? node.command) as Expression));
      lines = this.streams.reader(name, node.command !== undefined);
      if (!lines) return -1;
    }
    const next = await lines?.next();
    if (!next || next.done) return 0;
    if (node.target) await this.assign(node.target, new Field(next.value));
    else this.#setLine(next.value);
    return 1;
  }
}
