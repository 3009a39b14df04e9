// Label selectors, as text (apimachinery pkg/labels/selector.go) and as objects (metav1.LabelSelector).
import type { LabelSelector } from '../objects.ts';
import { ApiError } from './status.ts';
import { labelValue, qualifiedName } from './validation/names.ts';

export type Labels = Readonly<Record<string, string>>;

/** One condition on one label. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values: readonly string[];
}

const TOKEN = /\s*(==|!=|[=,()!<>]|[^\s=,()!<>]+)/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) break;
    tokens.push(match[1] as string);
  }
  return tokens;
}

const isWord = (token: string | undefined): token is string => token !== undefined && !/^(==|!=|[=,()!<>])$/.test(token);

/** Reads `app=web,tier!=db,env in (a,b),!old`. Throws BadRequest with the server's words. */
export function parseSelector(text: string): readonly Requirement[] {
  const tokens = tokensOf(text);
  const requirements: Requirement[] = [];
  let at = 0;
  const found = () => tokens[at] ?? '';
  if (tokens.length > 0 && !isWord(tokens[0]) && tokens[0] !== '!') {
    throw ApiError.badRequest(`found '${found()}', expected: !, identifier, or 'end of string'`);
  }
  while (at < tokens.length) {
    const { requirement, next } = parseRequirement(tokens, at);
    requirements.push(requirement);
    at = next;
    if (at === tokens.length) break;
    if (tokens[at] !== ',') throw ApiError.badRequest(`found '${found()}', expected: ',' or 'end of string'`);
    at++;
    if (!isWord(tokens[at]) && tokens[at] !== '!') throw ApiError.badRequest(`found '${found()}', expected: identifier after ','`);
  }
  return requirements;
}

function parseRequirement(tokens: readonly string[], start: number): { requirement: Requirement; next: number } {
  let at = start;
  const fail = (why: string): never => {
    throw ApiError.badRequest(`unable to parse requirement: ${why}`);
  };
  const expected = (what: string): never => fail(`found '${tokens[at] ?? ''}', expected: ${what}`);
  const word = (what: string): string => {
    const token = tokens[at];
    if (!isWord(token)) return expected(what);
    at++;
    return token;
  };
  const checked = (key: string, operator: Requirement['operator'], values: readonly string[]) => {
    for (const [index, value] of values.entries()) {
      if (operator === 'Gt' || operator === 'Lt') {
        if (/^-?\d+$/.test(value)) continue;
        fail(`values[${index}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`);
      }
      const [wrong] = labelValue(value);
      if (wrong) fail(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${wrong}`);
    }
    return { requirement: { key, operator, values }, next: at };
  };
  const negated = tokens[at] === '!';
  if (negated) at++;
  const key = word('identifier');
  const [wrongKey] = qualifiedName(key);
  if (wrongKey) fail(`<nil>: Invalid value: ${JSON.stringify(key)}: ${wrongKey}`);
  if (negated) return checked(key, 'DoesNotExist', []);
  const operator = tokens[at];
  if (operator === undefined || operator === ',') return checked(key, 'Exists', []);
  const known = OPERATORS[operator];
  if (!known) return expected('in, notin, =, ==, !=, gt, lt');
  at++;
  if (operator === 'in' || operator === 'notin') {
    if (tokens[at] !== '(') return fail(`found '${tokens[at] ?? ''}' expected: '('`);
    at++;
    const values: string[] = [];
    for (;;) {
      values.push(tokens[at] === ',' || tokens[at] === ')' ? '' : word("',', ')' or identifier"));
      if (tokens[at] === ')') break;
      if (tokens[at] !== ',') return expected("',' or ')'");
      at++;
    }
    at++;
    return checked(key, known, values);
  }
  return checked(key, known, [isWord(tokens[at]) ? word('identifier') : '']);
}

const OPERATORS: Readonly<Record<string, Requirement['operator']>> = {
  in: 'In',
  notin: 'NotIn',
  '=': 'In',
  '==': 'In',
  '!=': 'NotIn',
  '>': 'Gt',
  '<': 'Lt',
};

function requirementsOf(selector: LabelSelector): Requirement[] {
  return [
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]): Requirement => ({ key, operator: 'In', values: [value] })),
    ...(selector.matchExpressions ?? []).map(({ key, operator, values }): Requirement => ({ key, operator, values: values ?? [] })),
  ];
}

function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number.parseInt(value, 10) > Number.parseInt(values[0] ?? '', 10);
    case 'Lt':
      return value !== undefined && Number.parseInt(value, 10) < Number.parseInt(values[0] ?? '', 10);
  }
}

const isLabelSelector = (selector: LabelSelector | Labels): selector is LabelSelector =>
  ['matchLabels', 'matchExpressions'].some((field) => typeof (selector as Record<string, unknown>)[field] === 'object');

/** Reads a selector once, so that it can be asked often. An empty one matches everything. */
export function compileSelector(selector: string | LabelSelector | Labels): (labels: Labels | undefined) => boolean {
  const requirements =
    typeof selector === 'string'
      ? parseSelector(selector)
      : requirementsOf(isLabelSelector(selector) ? selector : { matchLabels: selector as Record<string, string> });
  return (labels = {}) => requirements.every((requirement) => holds(requirement, labels));
}

/** Whether `labels` fit. A selector may be text, a LabelSelector or, as in a Service, a plain map. An empty one matches everything. */
export function matchesSelector(selector: string | LabelSelector | Labels, labels: Labels | undefined): boolean {
  return compileSelector(selector)(labels);
}

/** As a LabelSelector is printed: `app=web,env in (a,b)`; empty when it selects everything. */
export function formatSelector(selector: LabelSelector | undefined): string {
  const parts = requirementsOf(selector ?? {}).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return parts
    .map(({ key, operator, values }) => {
      if (operator === 'Exists') return key;
      if (operator === 'DoesNotExist') return `!${key}`;
      if (operator === 'In' && selector?.matchLabels?.[key] === values[0] && values.length === 1) return `${key}=${values[0]}`;
      return `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort().join(',')})`;
    })
    .join(',');
}
