// What every handler is given: one request, read as far as its URL and headers go.
import type { Clock } from '../../../clock.ts';
import type { ListQuery } from '../api.ts';
import { notSupported } from '../faults.ts';
import type { FindNode } from '../node-connection.ts';
import type { AnyResource } from '../resource.ts';
import { ApiError } from '../status.ts';
import type { Storage } from '../storage.ts';
import type { IncludeObject } from '../table.ts';
import type { Verbs, WriteOptions } from '../verbs.ts';
import type { FieldValidation } from './body.ts';
import type { Form } from './negotiation.ts';

export interface ApiUser {
  readonly name: string;
  readonly groups: readonly string[];
}

export interface Parts {
  readonly storage: Storage;
  readonly verbs: Verbs;
  readonly clock: Clock;
  readonly findNode: FindNode;
}

export interface Context extends Parts {
  readonly request: Request;
  readonly query: URLSearchParams;
  readonly user: ApiUser;
  readonly resource: AnyResource;
  readonly namespace: string | undefined;
  /** '' for a collection. */
  readonly name: string;
  readonly subresource: string | undefined;
  readonly form: Form;
  /** Handlers add to it. */
  readonly warnings: string[];
  /** An answer in the form that the client wants. */
  answer(body: unknown, status?: number): Response;
}

export const isTrue = (value: string | null): boolean => value !== null && value !== 'false' && value !== '0';

export function listQuery({ namespace, query, name }: Context): ListQuery {
  const fields = [query.get('fieldSelector') || '', name ? `metadata.name=${name}` : ''].filter(Boolean).join(',');
  const labelSelector = query.get('labelSelector');
  return { ...(namespace && { namespace }), ...(labelSelector && { labelSelector }), ...(fields && { fieldSelector: fields }) };
}

export function includeObject({ query }: Context): IncludeObject {
  const asked = query.get('includeObject') ?? 'Metadata';
  if (asked === 'None' || asked === 'Metadata' || asked === 'Object') return asked;
  throw ApiError.badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: "${asked}": must be 'Metadata', 'Object', 'None', or empty`,
  );
}

export function writeOptions({ query }: Context): WriteOptions {
  return { dryRun: isDryRun(query.getAll('dryRun')) };
}

const OPTIONS = { group: 'meta.k8s.io', kind: 'CreateOptions', plural: 'createoptions' };

/** Throws Invalid for anything but `All`. */
export function isDryRun(values: readonly string[]): boolean {
  const asked = values.filter(Boolean);
  if (asked.every((value) => value === 'All')) return asked.length > 0;
  throw ApiError.invalid(OPTIONS, '', [notSupported('dryRun', asked, ['All'])]);
}

export function fieldValidation({ query }: Context): FieldValidation {
  const asked = query.get('fieldValidation') || 'Warn';
  if (asked === 'Strict' || asked === 'Warn' || asked === 'Ignore') return asked;
  throw ApiError.invalid(OPTIONS, '', [notSupported('fieldValidation', asked, ['', 'Ignore', 'Strict', 'Warn'])]);
}
