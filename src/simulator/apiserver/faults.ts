// Faults of single fields, worded as apimachinery's field.Error (pkg/util/validation/field/errors.go).
import type { FieldFault } from './resource.ts';

/** As Go's %q and %v write a value; whatever is more than a plain value, as JSON. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}

export const required = (field: string, detail?: string): FieldFault => ({
  type: 'FieldValueRequired',
  field,
  message: detail ? `Required value: ${detail}` : 'Required value',
});

export const invalid = (field: string, value: unknown, detail: string): FieldFault => ({
  type: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${shown(value)}: ${detail}`,
});

export const forbidden = (field: string, detail: string): FieldFault => ({
  type: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${detail}`,
});

export const duplicate = (field: string, value: unknown): FieldFault => ({
  type: 'FieldValueDuplicate',
  field,
  message: `Duplicate value: ${shown(value)}`,
});

export const notFound = (field: string, value: unknown): FieldFault => ({
  type: 'FieldValueNotFound',
  field,
  message: `Not found: ${shown(value)}`,
});

export const notSupported = (field: string, value: unknown, supported: readonly string[]): FieldFault => ({
  type: 'FieldValueNotSupported',
  field,
  message: `Unsupported value: ${shown(value)}: supported values: ${supported.map((one) => JSON.stringify(one)).join(', ')}`,
});

export const tooLong = (field: string, limitBytes: number): FieldFault => ({
  type: 'FieldValueTooLong',
  field,
  message: `Too long: may not be more than ${limitBytes} bytes`,
});

export const IMMUTABLE = 'field is immutable';
