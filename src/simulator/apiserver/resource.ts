// What the API server knows about a kind. One file a kind in resources/; everything general lives above it.
import type { KubeObject, Metadata } from '../objects.ts';

/** One thing wrong with an object, as in a Status' details.causes. Messages are those of apimachinery's field.Error. */
export interface FieldFault {
  readonly type:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueDuplicate'
    | 'FieldValueTooLong'
    | 'FieldValueNotFound'
    | 'FieldValueTypeInvalid';
  /** e.g. `spec.ports[0].port` */
  readonly field: string;
  /** e.g. `Invalid value: 0: must be between 1 and 65535, inclusive` */
  readonly message: string;
}

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date' | 'number' | 'boolean';
  readonly format?: string;
  readonly description: string;
  /** 0 always, 1 with -o wide. */
  readonly priority: 0 | 1;
}

export type Cell = string | number | boolean | null;

/**
 * A field's shape. `array` and `map` name what is inside; `merge` is the strategic-merge key of a list of objects
 * (x-kubernetes-patch-merge-key), `set` a list of primitives that merges as a set, `replace` an object that a strategic
 * merge may be told to retain keys of. `go` is the type's name in k8s.io/api, which type mismatches mention; `pointer` says
 * that an empty string is a value and not an absence.
 */
export type Schema =
  | {
      readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'int-or-string' | 'any' | 'quantity' | 'time';
      readonly description?: string;
      readonly go?: string;
      readonly pointer?: boolean;
    }
  | {
      readonly kind: 'object';
      readonly fields: Readonly<Record<string, Schema>>;
      readonly description?: string;
      readonly replace?: boolean;
      readonly go?: string;
    }
  | { readonly kind: 'map'; readonly of: Schema; readonly description?: string }
  | { readonly kind: 'array'; readonly of: Schema; readonly merge?: string; readonly set?: boolean; readonly description?: string };

export interface Resource<T extends KubeObject> {
  /** '' is the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  readonly subresources?: readonly string[];
  /** Fields besides apiVersion, kind and metadata. Unknown fields are dropped, with a warning or refused as asked. */
  readonly schema: Readonly<Record<string, Schema>>;
  readonly columns: readonly Column[];
  cells(object: T, nowMs: number): readonly Cell[];
  /** Fills in what the client left out. Changes its argument. */
  applyDefaults?(object: T): void;
  validate?(object: T): readonly FieldFault[];
  validateUpdate?(object: T, old: T): readonly FieldFault[];
  /** Before the first write: drops what a client may not set (status), allocates. Changes its argument. */
  prepareForCreate?(object: T): void;
  /** Keeps what an update may not change. Changes its argument. */
  prepareForUpdate?(object: T, old: T): void;
  /** Which changes count as a new generation; absent for kinds that have none. */
  readonly generation?: 'spec' | 'spec-and-annotations';
  /** A client may set the status when it creates one (nodes). */
  readonly statusOnCreate?: boolean;
  /** When a deletion begins and does not end at once. Changes its argument. */
  prepareForDelete?(object: T): void;
  /** Something besides metadata.finalizers keeps an object that is being deleted (a namespace's spec.finalizers). */
  holdsDeletion?(object: T): boolean;
  /** How HTTP writes it, where that is not how it is kept. */
  onWire?(object: T): object;
  /** Field selectors beyond metadata.name and metadata.namespace. */
  selectableFields?(object: T): Readonly<Record<string, string>>;
  /** Seconds of grace for a delete that asks for `asked` (undefined: for nothing particular). Kinds without it go at once. */
  gracePeriodSeconds?(object: T, asked: number | undefined): number;
  readonly nameRule?: 'dns-subdomain' | 'dns-label' | 'dns-1035-label' | 'path-segment';
}

export type AnyResource = Resource<KubeObject & { metadata: Metadata }>;
