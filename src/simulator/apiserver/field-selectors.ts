// Field selectors: `metadata.name=web,status.phase!=Running` (apimachinery pkg/fields/selector.go).
import type { KubeObject } from '../objects.ts';
import type { Resource } from './resource.ts';
import { ApiError } from './status.ts';

interface Term {
  readonly field: string;
  readonly value: string;
  readonly negated: boolean;
}

/** Reads a field selector. Throws BadRequest with the server's words. */
export function parseFieldSelector(text: string): readonly Term[] {
  return text
    .split(/(?<!\\),/)
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^([^=!]*?)(!=|==|=)(.*)$/s.exec(part);
      if (!match) throw ApiError.badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
      const [, field = '', operator, value = ''] = match;
      return { field, value: value.replace(/\\([\\,=])/g, '$1'), negated: operator === '!=' };
    });
}

function fieldsOf<T extends KubeObject>(resource: Resource<T>, object: T): Record<string, string> {
  return {
    'metadata.name': object.metadata.name,
    ...(resource.namespaced && { 'metadata.namespace': object.metadata.namespace ?? '' }),
    ...resource.selectableFields?.(object),
  };
}

/** Reads a field selector for a kind. Throws BadRequest when the kind does not know a field. */
export function compileFieldSelector<T extends KubeObject>(resource: Resource<T>, text: string): (object: T) => boolean {
  const terms = parseFieldSelector(text);
  const known = fieldsOf(resource, { metadata: {} } as T);
  for (const { field } of terms) {
    if (field in known) continue;
    if (resource.selectableFields) throw ApiError.badRequest(`field label not supported: ${field}`);
    const names = Object.keys(known).map((name) => JSON.stringify(name));
    throw ApiError.badRequest(`${JSON.stringify(field)} is not a known field selector: only ${names.join(', ')}`);
  }
  return (object) => {
    const fields = fieldsOf(resource, object);
    return terms.every(({ field, value, negated }) => (fields[field] === value) !== negated);
  };
}
