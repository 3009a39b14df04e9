// -o custom-columns=NAME:.path,… (kubectl/pkg/cmd/get/customcolumn.go).
import { failure } from '../failure.ts';
import type { KubeObject } from '../objects.ts';
import { formatGoValue } from './go-value.ts';
import { type CompiledPath, compileRelaxedPath, findValues } from './jsonpath.ts';

export interface CustomColumns {
  readonly headers: readonly string[];
  cells(object: KubeObject): readonly string[];
}

export function compileCustomColumns(spec: string): CustomColumns {
  if (!spec) throw failure('custom-columns format specified but no custom columns given');
  const columns: { header: string; path: CompiledPath }[] = spec.split(/,(?![^[]*\])/).map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) throw failure(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return { header: part.slice(0, colon), path: compileRelaxedPath(part.slice(colon + 1)) };
  });
  return toColumns(columns);
}

/** A file with two lines: headers and paths, in columns. */
export function compileCustomColumnsFile(text: string): CustomColumns {
  const [headers = '', paths = ''] = text.split('\n');
  const words = paths.trim().split(/\s+/);
  const names = headers.trim().split(/\s+/);
  if (names.length !== words.length)
    throw failure(`number of headers (${names.length}) and field specifications (${words.length}) don't match`);
  return toColumns(names.map((header, at) => ({ header, path: compileRelaxedPath(words[at] as string) })));
}

function toColumns(columns: readonly { header: string; path: CompiledPath }[]): CustomColumns {
  return {
    headers: columns.map(({ header }) => header),
    cells: (object) =>
      columns.map(({ path }) => {
        const values = findValues(path, object);
        return values.length === 0 ? '<none>' : values.map(formatGoValue).join(',');
      }),
  };
}
