// Names, labels and ports as apimachinery's pkg/util/validation judges them. Each function answers what is wrong, in its words.
import { invalid } from '../faults.ts';
import type { FieldFault } from '../resource.ts';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;

const whole = (pattern: string) => new RegExp(`^(?:${pattern})$`);
const LABEL_RULE = whole(LABEL);
const SUBDOMAIN_RULE = whole(SUBDOMAIN);
const LABEL_1035_RULE = whole(LABEL_1035);
const QUALIFIED_RULE = whole(QUALIFIED);
const LABEL_VALUE_RULE = whole(LABEL_VALUE);

const rule = (message: string, pattern: string, ...examples: string[]) =>
  `${message} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${pattern}')`;
const tooLong = (limit: number) => `must be no more than ${limit} characters`;

const LABEL_MESSAGE = rule(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL,
  'my-name',
  '123-abc',
);
const SUBDOMAIN_MESSAGE = rule(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN,
  'example.com',
);
const LABEL_1035_MESSAGE = rule(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  LABEL_1035,
  'my-name',
  'abc-123',
);
const QUALIFIED_MESSAGE = rule(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  QUALIFIED,
  'MyName',
  'my.name',
  '123-abc',
);
const LABEL_VALUE_MESSAGE = rule(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  LABEL_VALUE,
  'MyValue',
  'my_value',
  '12345',
);

const check = (value: string, limit: number, pattern: RegExp, message: string): string[] => [
  ...(value.length > limit ? [tooLong(limit)] : []),
  ...(pattern.test(value) ? [] : [message]),
];

/** A subdomain where a label belongs is told apart from other mistakes. */
export const dnsLabel = (value: string): string[] =>
  check(value, 63, LABEL_RULE, SUBDOMAIN_RULE.test(value) ? 'must not contain dots' : LABEL_MESSAGE);
export const dnsSubdomain = (value: string): string[] => check(value, 253, SUBDOMAIN_RULE, SUBDOMAIN_MESSAGE);
export const dns1035Label = (value: string): string[] => check(value, 63, LABEL_1035_RULE, LABEL_1035_MESSAGE);
export const labelValue = (value: string): string[] => check(value, 63, LABEL_VALUE_RULE, LABEL_VALUE_MESSAGE);

const SEARCH = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*';
const SEARCH_RULE = whole(SEARCH);
const SEARCH_MESSAGE = rule(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  SEARCH,
  'example.com',
);

/** A search path of resolv.conf, in which underscores are at home. */
export const searchPath = (value: string): string[] => check(value, 253, SEARCH_RULE, SEARCH_MESSAGE);

export function pathSegment(value: string): string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((character) => value.includes(character)).map((character) => `may not contain '${character}'`);
}

/** Keys of labels and annotations: `example.com/name`. */
export function qualifiedName(value: string): string[] {
  const parts = value.split('/');
  if (parts.length > 2)
    return [`a qualified name ${QUALIFIED_MESSAGE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const name = parts.at(-1) ?? '';
  const messages: string[] = [];
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    if (prefix === '') messages.push('prefix part must be non-empty');
    else messages.push(...dnsSubdomain(prefix).map((message) => `prefix part ${message}`));
  }
  if (name === '') messages.push('name part must be non-empty');
  else if (name.length > 63) messages.push(`name part ${tooLong(63)}`);
  if (!QUALIFIED_RULE.test(name)) messages.push(`name part ${QUALIFIED_MESSAGE}`);
  return messages;
}

export const portNumber = (port: number): string[] => (port >= 1 && port <= 65535 ? [] : ['must be between 1 and 65535, inclusive']);

/** IANA service names: container ports and target ports by name (RFC 6335). */
export function portName(name: string): string[] {
  const messages: string[] = [];
  if (name.length > 15) messages.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name)) messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) messages.push('must contain at least one letter (a-z)');
  if (name.includes('--')) messages.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) messages.push('must not begin or end with a hyphen');
  return messages;
}

export const invalidEach = (field: string, value: unknown, messages: readonly string[]): FieldFault[] =>
  messages.map((message) => invalid(field, value, message));

export function labelFaults(field: string, labels: Readonly<Record<string, string>> | undefined): FieldFault[] {
  const sorted = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([key, value]) => [
    ...invalidEach(field, key, qualifiedName(key)),
    ...invalidEach(field, value, labelValue(value)),
  ]);
}
