// kubectl describe for kinds that it has no words of its own for: every field, in words (describe.go's genericDescriber).
import type { Invocation } from '../command.ts';
import { type Fields, isFields, type KubeObject } from '../objects.ts';
import { writeAnnotations, writeEvents, writeLabels } from './common.ts';
import { DescribeWriter } from './writer.ts';

export async function describeGeneric(invocation: Invocation, object: KubeObject): Promise<string> {
  const out = new DescribeWriter();
  out.line(0, 'Name:', object.metadata.name);
  out.line(0, 'Namespace:', object.metadata.namespace ?? '');
  writeLabels(out, 'Labels', object.metadata.labels);
  writeAnnotations(out, object.metadata.annotations);
  const { name, namespace, labels, annotations, managedFields, ...metadata } = object.metadata;
  writeFields(out, { ...object, metadata }, 0);
  await writeEvents(out, invocation, object);
  return out.toString();
}

/** `someURLName` as `Some URL Name`. */
export function smartLabel(name: string): string {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[^A-Z]+|[A-Z]/g) ?? [name];
  const known: Record<string, string> = { id: 'ID', uid: 'UID', url: 'URL', api: 'API', ip: 'IP', http: 'HTTP', tls: 'TLS' };
  return words.map((word) => known[word.toLowerCase()] ?? word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
}

function writeFields(out: DescribeWriter, fields: Fields, level: number): void {
  for (const key of Object.keys(fields).sort()) {
    const value: unknown = fields[key];
    const label = `${smartLabel(key)}:`;
    if (isFields(value)) {
      out.line(level, label);
      writeFields(out, value, level + 1);
    } else if (Array.isArray(value)) {
      out.line(level, label);
      for (const item of value) {
        if (isFields(item)) writeFields(out, item, level + 1);
        else out.line(level + 1, String(item));
      }
    } else out.line(level, label, value === null ? '<nil>' : String(value));
  }
}
