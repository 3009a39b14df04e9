// From what a client sent to an object of a kind: types are checked, unknown fields found and dropped, nulls and empty values
// left out. Messages are those of a Go server's decoders (encoding/json, sigs.k8s.io/json, apimachinery serializer/json).
import type { AnyResource, Schema } from './resource.ts';
import { bool, int32, int64, objectMeta, text } from './schemas/build.ts';
import { BAD_QUANTITY, quantityValue } from './validation/quantity.ts';

export interface Decoded {
  readonly object: Record<string, unknown>;
  /** `unknown field "spec.foo"`, in the order of the document. */
  readonly strictFaults: readonly string[];
}

/** A value of the wrong type; the message is the decoder's. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  /** What the converter says that strategic merge patches go through (runtime.DefaultUnstructuredConverter). */
  readonly conversion: string;

  constructor(message: string, conversion: string = message) {
    super(message);
    this.conversion = conversion;
  }
}

type Fields = Readonly<Record<string, Schema>>;

/** Checks and cleans a document. Throws `DecodeError` when a value has the wrong type. */
export function decode(resource: AnyResource, document: Readonly<Record<string, unknown>>): Decoded {
  const fields: Fields = { apiVersion: text, kind: text, metadata: objectMeta, ...resource.schema };
  return decodeFields(fields, resource.kind, document);
}

export function decodeFields(fields: Fields, go: string, document: Readonly<Record<string, unknown>>): Decoded {
  const walk = new Walk();
  const object = walk.fields(fields, go, document, '', '');
  return { object, strictFaults: walk.unknown };
}

const INT32 = 2 ** 31;

class Walk {
  readonly unknown: string[] = [];

  /** `path` has indexes and is for unknown fields; `names` has none and is for type errors. */
  fields(fields: Fields, go: string, value: Readonly<Record<string, unknown>>, path: string, names: string): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(value)) {
      const schema = Object.hasOwn(fields, name) ? fields[name] : undefined;
      const at = path ? `${path}.${name}` : name;
      if (!schema) {
        this.unknown.push(`unknown field "${at}"`);
        continue;
      }
      if (field === null || field === undefined) continue;
      const cleaned = this.value(schema, field, at, names ? `${names}.${name}` : name, go);
      if (!isEmpty(cleaned, schema)) result[name] = cleaned;
    }
    return result;
  }

  value(schema: Schema, value: unknown, path: string, names: string, owner: string): unknown {
    const mismatch = (wanted: string, found = typeName(value)) =>
      new DecodeError(
        `json: cannot unmarshal ${found} into Go struct field ${owner}.${names} of type ${wanted}`,
        conversionError(schema, wanted, value),
      );
    switch (schema.kind) {
      case 'any':
        return value;
      case 'string':
        if (typeof value !== 'string') throw mismatch('string');
        return value;
      case 'boolean':
        if (typeof value !== 'boolean') throw mismatch('bool');
        return value;
      case 'number':
        if (typeof value !== 'number') throw mismatch('float64');
        return value;
      case 'integer': {
        const go = schema.go ?? 'int32';
        if (typeof value !== 'number') throw mismatch(go);
        if (!Number.isInteger(value) || (go === 'int32' && (value >= INT32 || value < -INT32))) throw mismatch(go, `number ${value}`);
        return value;
      }
      case 'int-or-string':
        if (typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value))) return value;
        throw mismatch('int32');
      case 'quantity':
        if (typeof value === 'number' || (typeof value === 'string' && quantityValue(value) !== undefined)) return String(value);
        throw new DecodeError(BAD_QUANTITY);
      case 'time':
        if (typeof value !== 'string') throw new DecodeError(`json: cannot unmarshal ${typeName(value)} into Go value of type string`);
        if (Number.isNaN(Date.parse(value)) || !/^\d{4}-\d\d-\d\dT/.test(value)) {
          throw new DecodeError(
            `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`,
          );
        }
        return value;
      case 'object':
        if (!isObject(value)) throw mismatch(goType(schema));
        return this.fields(schema.fields, schema.go ?? '', value, path, names);
      case 'map': {
        if (!isObject(value)) throw mismatch(goType(schema));
        const entries = Object.entries(value).map(([key, item]) => [
          key,
          item === null ? '' : this.value(schema.of, item, `${path}.${key}`, names, owner),
        ]);
        return Object.fromEntries(entries);
      }
      case 'array':
        if (!Array.isArray(value)) throw mismatch(goType(schema));
        return value.filter((item) => item !== null).map((item, at) => this.value(schema.of, item, `${path}[${at}]`, names, owner));
    }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const typeName = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value);

function conversionError(schema: Schema, wanted: string, value: unknown): string {
  const found = Array.isArray(value) ? 'slice' : typeof value === 'object' ? 'map' : typeof value === 'boolean' ? 'bool' : typeof value;
  const number = Number.isInteger(value) ? 'int64' : 'float64';
  const plain = found === 'number' ? number : found;
  if (schema.kind === 'object') return `cannot restore struct from: ${plain}`;
  if (schema.kind === 'array' || schema.kind === 'map') return `cannot restore ${schema.kind === 'map' ? 'map' : 'slice'} from ${plain}`;
  return found === 'number' && wanted !== 'bool' ? `cannot convert ${number} to ${wanted}` : `unrecognized type: ${wanted}`;
}

/** `v1.PodSpec`, `[]v1.Container`, `map[string]string`. */
function goType(schema: Schema): string {
  if (schema.kind === 'map') return `map[string]${goType(schema.of)}`;
  if (schema.kind === 'array') return `[]${goType(schema.of)}`;
  if (schema.kind === 'object') return `v1.${schema.go}`;
  return ('go' in schema && schema.go) || 'string';
}

/** What Go's omitempty leaves out. Empty structs stay: their presence says something (emptyDir). */
function isEmpty(value: unknown, schema: Schema): boolean {
  if (schema.kind === 'string') return value === '' && !schema.pointer;
  if (schema.kind === 'array') return (value as unknown[]).length === 0;
  return schema.kind === 'map' && Object.keys(value as object).length === 0;
}

/** DeleteOptions, as a body says them. */
export const deleteOptionsFields: Fields = {
  apiVersion: text,
  kind: text,
  gracePeriodSeconds: int64,
  propagationPolicy: text,
  orphanDependents: bool,
  dryRun: { kind: 'array', of: text },
  preconditions: { kind: 'object', go: 'Preconditions', fields: { uid: text, resourceVersion: text } },
  ignoreStoreReadErrorWithClusterBreakingPotential: bool,
};

/** autoscaling/v1 Scale. */
export const scaleFields: Fields = {
  apiVersion: text,
  kind: text,
  metadata: objectMeta,
  spec: { kind: 'object', go: 'ScaleSpec', fields: { replicas: int32 } },
  status: { kind: 'object', go: 'ScaleStatus', fields: { replicas: int32, selector: text } },
};
