// The body of a request as a document: JSON or YAML, once decoded as a kind.
import { parse } from 'yaml';
import { type Decoded, DecodeError, decode } from '../decode.ts';
import { goJsonError } from '../go-value.ts';
import type { AnyResource } from '../resource.ts';
import { findKind, groupVersion } from '../resources/index.ts';
import { ApiError } from '../status.ts';

type Document = Readonly<Record<string, unknown>>;

const ACCEPTED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

export const mediaType = (request: Request): string => (request.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';

/** Undefined when there is no body. Throws UnsupportedMediaType, BadRequest. */
export async function readDocument(request: Request, kind: string): Promise<Document | undefined> {
  const type = mediaType(request) || 'application/json';
  const text = await request.text();
  if (text.trim() === '') return undefined;
  if (type !== 'application/json' && type !== 'application/yaml') throw ApiError.unsupportedMediaType(ACCEPTED);
  let document: unknown;
  try {
    document = type === 'application/yaml' ? parse(text) : JSON.parse(text);
  } catch (cause) {
    const why = `couldn't get version/kind; json parse error: ${goJsonError(cause)}`;
    throw ApiError.badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(text)})`);
  }
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document as Document;
  const found = Array.isArray(document) ? 'array' : typeof document;
  const why = `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
  throw ApiError.badRequest(`the object provided is unrecognized (must be of type ${kind}): ${why} (${summary(text)})`);
}

/** The beginning, as the server shows what it does not understand. */
function summary(text: string): string {
  if (text === '') return '<empty>';
  return text.length > SUMMARY_LENGTH ? `${text.slice(0, SUMMARY_LENGTH)} ...` : text;
}

const SUMMARY_LENGTH = 30;

export const noBody = (kind: string): ApiError =>
  ApiError.badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)`,
  );

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** Decodes a document for a resource. Throws BadRequest for the wrong kind, wrong types and, when strict, unknown fields. */
export function decodeBody(
  resource: AnyResource,
  document: Document,
  validation: FieldValidation,
  warnings: string[],
): Record<string, unknown> {
  const expected = groupVersion(resource);
  const { apiVersion = expected, kind = resource.kind } = document as { apiVersion?: string; kind?: string };
  const version = apiVersion.split('/').at(-1);
  const refuse = (why: string) => ApiError.badRequest(`${kind} in version "${version}" cannot be handled as a ${resource.kind}: ${why}`);
  if (apiVersion !== expected) {
    throw ApiError.badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${expected})`);
  }
  if (kind !== resource.kind) {
    const known = findKind(apiVersion, kind);
    const internal = (group: string) => (group ? (group.split('.')[0] ?? group) : 'core');
    throw refuse(
      known
        ? `converting (${version}.${kind}) to (${internal(resource.group)}.${resource.kind}): unknown conversion`
        : `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:110"`,
    );
  }
  const { object, strictFaults } = decoding(() => decode(resource, document), refuse);
  if (strictFaults.length > 0 && validation === 'Strict') throw refuse(`strict decoding error: ${strictFaults.join(', ')}`);
  if (validation === 'Warn') warnings.push(...strictFaults);
  return object;
}

/** Turns what a decoder throws into a refusal. */
export function decoding(work: () => Decoded, refuse: (why: string, conversion: string) => ApiError): Decoded {
  try {
    return work();
  } catch (error) {
    throw error instanceof DecodeError ? refuse(error.message, error.conversion) : error;
  }
}
