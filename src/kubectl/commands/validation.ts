// --validate: how strictly the server takes the fields of what it is sent.

import type { Invocation } from '../command.ts';
import { failure } from '../failure.ts';
import type { FlagSpec } from '../flags.ts';

export const validateFlag: FlagSpec = {
  name: 'validate',
  type: 'string',
  default: 'strict',
  withoutValue: 'strict',
  help: 'strict, warn or ignore: what the server does with unknown fields',
};

export function validationQuery({ flags }: Invocation): { fieldValidation: string } {
  const words: Record<string, string> = { strict: 'Strict', true: 'Strict', warn: 'Warn', ignore: 'Ignore', false: 'Ignore' };
  const value = flags.string('validate') || 'strict';
  const word = words[value];
  if (!word) throw failure(`invalid - validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`);
  return { fieldValidation: word };
}
