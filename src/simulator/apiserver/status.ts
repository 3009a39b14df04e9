// What the API server answers when it refuses: metav1.Status, with the words of apimachinery's pkg/api/errors.
import type { FieldFault } from './resource.ts';

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: { readonly [key: string]: unknown };
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  readonly code?: number;
}

/** The names of a kind that messages need. */
export interface ResourceNames {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
}

/** `deployments.apps`, or `pods` in the core group. */
export const qualifiedResource = (of: ResourceNames): string => (of.group ? `${of.plural}.${of.group}` : of.plural);
const qualifiedKind = (of: ResourceNames): string => (of.group ? `${of.kind}.${of.group}` : of.kind);

/** Every refusal of the API server. `status` is what HTTP answers. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: Status;

  constructor(code: number, reason: string | undefined, message: string, details?: Status['details']) {
    super(message);
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason && { reason }),
      ...(details && { details }),
      code,
    };
  }

  get code(): number {
    return this.status.code ?? 500;
  }

  get reason(): string {
    return this.status.reason ?? '';
  }

  static notFound(of: ResourceNames, name: string): ApiError {
    return new ApiError(404, 'NotFound', `${qualifiedResource(of)} "${name}" not found`, details(of, name));
  }

  static alreadyExists(of: ResourceNames, name: string): ApiError {
    return new ApiError(409, 'AlreadyExists', `${qualifiedResource(of)} "${name}" already exists`, details(of, name));
  }

  static conflict(of: ResourceNames, name: string, why: string = MODIFIED): ApiError {
    const message = `Operation cannot be fulfilled on ${qualifiedResource(of)} "${name}": ${why}`;
    return new ApiError(409, 'Conflict', message, details(of, name));
  }

  /** `name` may be empty: nothing is named then. */
  static forbidden(of: ResourceNames, name: string, why: string, causes?: readonly StatusCause[]): ApiError {
    const subject = name ? `${qualifiedResource(of)} "${name}"` : qualifiedResource(of);
    return new ApiError(403, 'Forbidden', `${subject} is forbidden: ${why}`, { ...details(of, name), ...(causes && { causes }) });
  }

  static invalid(of: ResourceNames, name: string, faults: readonly FieldFault[]): ApiError {
    const sentences = [...new Set(faults.map((fault) => `${fault.field}: ${fault.message}`))];
    const what = sentences.length === 1 ? sentences[0] : `[${sentences.join(', ')}]`;
    const causes = faults.map((fault) => ({ reason: fault.type, message: fault.message, field: fault.field }));
    const of_ = { ...(name && { name }), ...(of.group && { group: of.group }), ...(of.kind && { kind: of.kind }), causes };
    return new ApiError(422, 'Invalid', `${qualifiedKind(of)} ${JSON.stringify(name)} is invalid: ${what}`, of_);
  }

  static badRequest(message: string): ApiError {
    return new ApiError(400, 'BadRequest', message);
  }

  static methodNotAllowed(): ApiError {
    return new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
  }

  static unsupportedMediaType(accepted: readonly string[]): ApiError {
    const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
    return new ApiError(415, 'UnsupportedMediaType', message);
  }

  static notAcceptable(available: readonly string[]): ApiError {
    return new ApiError(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`, {});
  }

  /** A PATCH that is not one of the known kinds. */
  static unsupportedPatch(): ApiError {
    return new ApiError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  }

  /** The history does not reach back to `revision`. */
  static gone(revision: number, oldest: number): ApiError {
    return new ApiError(410, 'Expired', `too old resource version: ${revision} (${oldest})`);
  }

  /** A continue token that is too old. */
  static expired(message: string): ApiError {
    return new ApiError(410, 'Expired', message);
  }

  /** No such resource or subresource in a group that there is. */
  static unknownPath(): ApiError {
    return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
  }

  static tooManyRequests(message: string, causes: readonly StatusCause[]): ApiError {
    return new ApiError(429, 'TooManyRequests', message, { causes });
  }

  /** What the server did not expect to go wrong: it tells as much as it knows. */
  static unexpected(message: string): ApiError {
    return new ApiError(500, undefined, message);
  }

  static internal(message: string): ApiError {
    return new ApiError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });
  }
}

const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

function details(of: ResourceNames, name: string): Status['details'] {
  return { ...(name && { name }), ...(of.group && { group: of.group }), kind: of.plural };
}
