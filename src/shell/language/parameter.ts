// Parameter expansion: $name, ${name…} and all that bash can do to a value on the way.
import type { ParameterExpansionPart, ParameterOperation, SimpleExpansionPart } from 'unbash';
import { patternRegExp, patternSource } from '../pattern.ts';
import { quoteForShell } from '../quoting.ts';
import { ShellError } from './control.ts';
import { addParts, expandPattern, expandText } from './expansion.ts';
import type { FieldBuilder } from './fields.ts';
import type { Interpreter } from './interpreter.ts';

/** What a parameter holds. `many`: `@` or `*` was asked for. */
interface Held {
  readonly values: readonly string[] | undefined;
  readonly many?: '@' | '*';
}

export async function expandParameter(
  shell: Interpreter,
  part: SimpleExpansionPart | ParameterExpansionPart,
  fields: FieldBuilder,
  quoted: boolean,
): Promise<void> {
  if (part.type === 'SimpleExpansion') {
    const name = part.text.slice(1);
    emit(shell, bound(shell, name, hold(shell, name)), fields, quoted);
    return;
  }
  const { operation, prefix } = part;
  if (operation?.type === 'Unknown' || (!part.parameter && prefix !== '#'))
    throw new ShellError(`${part.text}: bad substitution`, { fatal: true });
  if (operation?.type === 'Names') {
    const names = shell.variables.names().filter((name) => name.startsWith(part.parameter));
    emit(shell, { values: names, many: operation.operator }, fields, quoted);
    return;
  }
  let name = part.parameter;
  let index = part.index ? await subscript(shell, name, part.index) : undefined;
  if (prefix === '!') {
    if (index === '@' || index === '*') {
      emit(shell, { values: keysOf(shell, name), many: index }, fields, quoted);
      return;
    }
    const target = hold(shell, name, index).values?.[0] ?? '';
    const parsed = /^(\w+|[@*#?$!-])(?:\[(.+)\])?$/.exec(target);
    if (!parsed) throw new ShellError(target ? `${target}: invalid variable name` : `${name}: invalid indirect expansion`, { fatal: true });
    name = parsed[1] as string;
    index = parsed[2];
  }
  const held = hold(shell, name, index);
  if (prefix === '#') {
    const values = bound(shell, name, held).values ?? [];
    const length = held.many ? values.length : [...(values[0] ?? '')].length;
    emit(shell, { values: [String(length)] }, fields, quoted);
    return;
  }
  const label = index === undefined ? name : `${name}[${index}]`;
  if (operation?.type === 'Default') {
    await applyDefault(shell, operation, label, held, fields, quoted, async (value) => shell.assign(name, index, value));
    return;
  }
  const { values, many } = bound(shell, label, held);
  emit(shell, { values: values && (await transform(shell, operation, values, name, many)), ...(many ? { many } : {}) }, fields, quoted);
}

async function subscript(shell: Interpreter, name: string, index: Parameters<typeof expandText>[1] & object): Promise<string> {
  const text = await expandText(shell, index);
  if (text === '@' || text === '*' || shell.variables.find(name)?.table) return text;
  return String(await shell.arithmetic(text));
}

function keysOf(shell: Interpreter, name: string): string[] {
  const variable = shell.variables.find(name);
  if (variable?.table) return [...variable.table.keys()];
  if (variable?.list) return [...variable.list.keys()].sort((a, b) => a - b).map(String);
  return variable?.value === undefined ? [] : ['0'];
}

function hold(shell: Interpreter, name: string, index?: string): Held {
  if (name === '@' || name === '*') return { values: shell.positional, many: name };
  const made = name === 'PIPESTATUS' ? shell.state.pipeStatus.map(String) : name === 'FUNCNAME' ? shell.state.functionNames : undefined;
  if (made && index !== undefined)
    return index === '@' || index === '*' ? { values: made, many: index } : { values: made.slice(Number(index)).slice(0, 1) };
  const special = shell.special(name);
  if (special !== undefined || !/^[A-Za-z_]/.test(name)) return { values: special === undefined ? undefined : [special] };
  const variable = shell.variables.find(name);
  if (index === '@' || index === '*') {
    if (variable?.table) return { values: [...variable.table.values()], many: index };
    if (variable?.list) return { values: [...variable.list].sort(([a], [b]) => a - b).map(([, value]) => value), many: index };
    return { values: variable?.value === undefined ? [] : [variable.value], many: index };
  }
  const value = index === undefined ? shell.variables.value(name) : shell.element(name, index);
  return { values: value === undefined ? undefined : [value] };
}

/** `set -u`. */
function bound(shell: Interpreter, label: string, held: Held): Held {
  if (held.values || held.many || !shell.options.nounset) return held;
  throw new ShellError(`${label}: ${shell.flavour === 'bash' ? 'unbound variable' : 'parameter not set'}`, {
    fatal: true,
    status: shell.fatalStatus,
  });
}

function emit(shell: Interpreter, held: Held, fields: FieldBuilder, quoted: boolean): void {
  const values = held.values ?? [];
  if (held.many && !(held.many === '*' && quoted)) {
    values.forEach((value, at) => {
      if (at > 0) fields.next();
      if (quoted) fields.add(value, true);
      else fields.split(value);
    });
    return;
  }
  const joined = values.join(held.many ? (shell.variables.value('IFS') ?? ' ').slice(0, 1) : ' ');
  if (quoted) fields.add(joined, true);
  else fields.split(joined);
}

async function applyDefault(
  shell: Interpreter,
  operation: ParameterOperation & { readonly type: 'Default' },
  label: string,
  held: Held,
  fields: FieldBuilder,
  quoted: boolean,
  assign: (value: string) => Promise<void>,
): Promise<void> {
  const colon = operation.operator.startsWith(':');
  const empty = held.many ? (held.values ?? []).length === 0 : held.values === undefined;
  const missing = empty || (colon && (held.values ?? []).join('') === '');
  const kind = operation.operator.at(-1);
  if (kind === '+') {
    if (!missing) await addOperand(shell, operation.operand, fields, quoted);
    else if (quoted) fields.add('', true);
  } else if (!missing) emit(shell, held, fields, quoted);
  else if (kind === '-') await addOperand(shell, operation.operand, fields, quoted);
  else {
    const text = await expandText(shell, operation.operand, quoted);
    if (kind === '?') throw new ShellError(`${label}: ${text || 'parameter null or not set'}`, { fatal: true, status: shell.fatalStatus });
    await assign(text);
    emit(shell, { values: [text] }, fields, quoted);
  }
}

async function addOperand(
  shell: Interpreter,
  operand: Parameters<typeof addParts>[1],
  fields: FieldBuilder,
  quoted: boolean,
): Promise<void> {
  if (quoted) {
    fields.add(await expandText(shell, operand, true), true);
    return;
  }
  if (!operand.parts && /[ \t\n]/.test(operand.text)) fields.split(await expandText(shell, operand));
  else await addParts(shell, operand, fields, false);
}

async function transform(
  shell: Interpreter,
  operation: ParameterOperation | undefined,
  values: readonly string[],
  name: string,
  many: Held['many'],
): Promise<readonly string[]> {
  switch (operation?.type) {
    case 'Remove': {
      const pattern = await expandPattern(shell, operation.operand);
      return values.map((value) => removeMatch(value, pattern, operation.operator));
    }
    case 'Replace': {
      const pattern = await expandPattern(shell, operation.pattern);
      const replacement = await expandText(shell, operation.replacement);
      if (pattern === '' && operation.operator === '/#') return values.map((value) => replacement + value);
      if (pattern === '' && operation.operator === '/%') return values.map((value) => value + replacement);
      if (pattern === '') return values;
      const source = patternSource(pattern);
      const anchored = operation.operator === '/#' ? `^(?:${source})` : operation.operator === '/%' ? `(?:${source})$` : source;
      const matches = new RegExp(anchored, operation.operator === '//' ? 'gu' : 'u');
      return values.map((value) => value.replace(matches, () => replacement));
    }
    case 'Slice': {
      const offset = await shell.arithmetic(await expandText(shell, operation.offset));
      const length = operation.length && (await shell.arithmetic(await expandText(shell, operation.length)));
      if (!many) return values.map((value) => slice([...value], offset, length, value).join(''));
      // "${@:1}" counts from $1; "${@:0}" begins with the shell's own name.
      if (name === '@' || name === '*') return slice([shell.special('0') ?? '', ...values], offset, length, name);
      return slice([...values], offset, length, name);
    }
    case 'CaseModification': {
      const pattern = patternRegExp((await expandPattern(shell, operation.operand)) || '?');
      const upper = operation.operator.startsWith('^');
      const change = (text: string) => (pattern.test(text) ? (upper ? text.toUpperCase() : text.toLowerCase()) : text);
      return values.map((value) => {
        const [first = '', ...rest] = [...value];
        return change(first) + (operation.operator.length > 1 ? rest.map(change) : rest).join('');
      });
    }
    case 'Transform': {
      const how = await expandText(shell, operation.operand);
      if (how === 'Q') return values.map(quoteForShell);
      if (how === 'U') return values.map((value) => value.toUpperCase());
      if (how === 'L') return values.map((value) => value.toLowerCase());
      if (how === 'u') return values.map((value) => value.charAt(0).toUpperCase() + value.slice(1));
      throw new ShellError(`\${${name}@${how}}: bad substitution`, { fatal: true });
    }
    default:
      return values;
  }
}

function slice(items: readonly string[], offset: number, length: number | undefined, label: string): readonly string[] {
  const start = offset < 0 ? items.length + offset : offset;
  if (start < 0 || start > items.length) return [];
  if (length === undefined) return items.slice(start);
  const end = length < 0 ? items.length + length : start + length;
  if (end < start) throw new ShellError(`${length}: substring expression < 0 (${label})`, { fatal: true });
  return items.slice(start, end);
}

function removeMatch(value: string, pattern: string, operator: '#' | '##' | '%' | '%%'): string {
  if (operator === '#' || operator === '##') {
    const match = new RegExp(`^(?:${patternSource(pattern, { shortest: operator === '#' })})`, 'u').exec(value);
    return match ? value.slice(match[0].length) : value;
  }
  const whole = patternRegExp(pattern);
  const starts = [...Array(value.length + 1).keys()];
  const start = (operator === '%' ? starts.reverse() : starts).find((at) => whole.test(value.slice(at)));
  return start === undefined ? value : value.slice(0, start);
}
