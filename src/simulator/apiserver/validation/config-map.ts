// What a ConfigMap may say (ValidateConfigMap in pkg/apis/core/validation/validation.go).
import type { ConfigMap } from '../../objects.ts';
import { same } from '../copy.ts';
import { forbidden, invalid } from '../faults.ts';
import type { FieldFault } from '../resource.ts';

const KEY = /^[-._a-zA-Z0-9]+$/;
const KEY_MESSAGE =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
/** All of its data together (MaxSecretSize). */
const LIMIT_BYTES = 1024 * 1024;

export function validateConfigMap({ data, binaryData }: ConfigMap): FieldFault[] {
  const faults: FieldFault[] = [];
  let size = 0;
  for (const [field, entries] of [
    ['data', data],
    ['binaryData', binaryData],
  ] as const) {
    for (const [key, value] of Object.entries(entries ?? {})) {
      if (!KEY.test(key)) faults.push(invalid(`${field}[${key}]`, key, KEY_MESSAGE));
      else if (key === '.' || key.startsWith('..'))
        faults.push(invalid(`${field}[${key}]`, key, key.length < 3 ? `must not be '${key}'` : "must not start with '..'"));
      if (field === 'data' && binaryData && key in binaryData)
        faults.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
      size += value.length;
    }
  }
  if (size > LIMIT_BYTES)
    faults.push({ type: 'FieldValueTooLong', field: '', message: `Too long: may not be more than ${LIMIT_BYTES} bytes` });
  return faults;
}

export function validateConfigMapUpdate(map: ConfigMap, old: ConfigMap): FieldFault[] {
  if (!old.immutable) return [];
  const faults: FieldFault[] = [];
  if (!map.immutable) faults.push(forbidden('immutable', 'field is immutable when `immutable` is set'));
  for (const field of ['data', 'binaryData'] as const) {
    if (!same(map[field] ?? {}, old[field] ?? {})) faults.push(forbidden(field, 'field is immutable when `immutable` is set'));
  }
  return faults;
}
