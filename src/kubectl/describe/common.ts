// Pieces of `kubectl describe` that several kinds share (kubectl/pkg/describe/describe.go).
import type { Invocation } from '../command.ts';
import { ApiError } from '../failure.ts';
import type { Fields, KubeObject, Metadata } from '../objects.ts';
import { labelText } from '../printers/table.ts';
import { ageOf } from '../units.ts';
import type { DescribeWriter } from './writer.ts';

const sortedEntries = (map: Readonly<Record<string, string>> | undefined) => Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

/** `Labels:`, one under the other. */
export function writeLabels(out: DescribeWriter, title: string, labels: Readonly<Record<string, string>> | undefined, level = 0): void {
  out.multiline(
    level,
    title,
    sortedEntries(labels).map(([key, value]) => `${key}=${value}`),
  );
}

/** Longest annotation that is shown on its own line (maxAnnotationLen). */
const LONGEST_ANNOTATION = 140;

const hiddenAnnotations: ReadonlySet<string> = new Set(['kubectl.kubernetes.io/last-applied-configuration']);

export function writeAnnotations(
  out: DescribeWriter,
  annotations: Readonly<Record<string, string>> | undefined,
  title = 'Annotations',
  level = 0,
): void {
  const entries = sortedEntries(annotations).filter(([key]) => !hiddenAnnotations.has(key));
  if (entries.length === 0) {
    out.line(level, `${title}:`, '<none>');
    return;
  }
  entries.forEach(([key, value], at) => {
    const head = at === 0 ? `${title}:` : '';
    const text = value.replace(/\n$/, '');
    if (text.includes('\n') || key.length + text.length + 1 > LONGEST_ANNOTATION) {
      out.line(level, head, `${key}:`);
      for (const line of text.split('\n')) out.line(level, '', `  ${shorten(line)}`);
    } else out.line(level, head, `${key}: ${text}`);
  });
}

const shorten = (line: string) => (line.length > LONGEST_ANNOTATION - 2 ? `${line.slice(0, LONGEST_ANNOTATION - 2)}...` : line);

/** Name, Namespace, Labels and Annotations. */
export function writeHead(out: DescribeWriter, { name, namespace, labels, annotations }: Metadata): void {
  out.line(0, 'Name:', name);
  if (namespace) out.line(0, 'Namespace:', namespace);
  writeLabels(out, 'Labels', labels);
  writeAnnotations(out, annotations);
}

/** metav1.FormatLabelSelector. */
export function selectorText(selector: Fields | undefined): string {
  if (!selector) return '<none>';
  const parts = sortedEntries(selector.matchLabels).map(([key, value]) => ({ key, text: `${key}=${value}` }));
  for (const { key, operator, values } of (selector.matchExpressions ?? []) as Fields[]) {
    const list = [...((values ?? []) as string[])].sort().join(',');
    const texts: Record<string, string> = {
      In: `${key} in (${list})`,
      NotIn: `${key} notin (${list})`,
      Exists: key,
      DoesNotExist: `!${key}`,
    };
    parts.push({ key, text: texts[operator] ?? `${key} ${operator}` });
  }
  parts.sort((a, b) => (a.key < b.key ? -1 : 1));
  return parts.map(({ text }) => text).join(',') || '<none>';
}

export const textOr = (value: unknown, none = '<none>') => (value === undefined || value === null || value === '' ? none : String(value));
export { labelText };

/** Controller of an object as `ReplicaSet/web-1`. */
export function controllerOf({ metadata }: KubeObject): string | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  return owner && `${owner.kind}/${owner.name}`;
}

/** The table of events about an object, newest last. Nothing when events may not be read. */
export async function writeEvents(
  out: DescribeWriter,
  invocation: Invocation,
  { kind, metadata }: KubeObject,
  ignoreUid = false,
): Promise<void> {
  if (!invocation.flags.bool('show-events')) return;
  const { name, namespace, uid } = metadata;
  const fields: Record<string, string | undefined> = {
    'involvedObject.name': name,
    'involvedObject.namespace': namespace,
    'involvedObject.kind': kind,
    'involvedObject.uid': ignoreUid ? undefined : uid,
  };
  const fieldSelector = Object.entries(fields)
    .filter(([, value]) => value)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const path = namespace ? `/api/v1/namespaces/${namespace}/events` : '/api/v1/events';
  try {
    const list = await invocation.client.json<{ items?: Fields[] }>(path, { query: { fieldSelector, limit: 500 } });
    writeEventTable(out, list.items ?? [], invocation.process.clock.now());
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

const lastSeen = (event: Fields) =>
  Date.parse(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata?.creationTimestamp ?? 0);

export function writeEventTable(out: DescribeWriter, events: readonly Fields[], nowMs: number): void {
  if (events.length === 0) {
    out.line(0, 'Events:', '<none>');
    return;
  }
  out.line(0, 'Events:');
  out.line(1, 'Type', 'Reason', 'Age', 'From', 'Message');
  out.line(1, '----', '------', '----', '----', '-------');
  for (const event of [...events].sort((a, b) => lastSeen(a) - lastSeen(b))) {
    const first = ageOf(event.eventTime ?? event.firstTimestamp, nowMs);
    const { series } = event;
    const count = series?.count ?? event.count ?? 1;
    const last = ageOf(series?.lastObservedTime ?? event.lastTimestamp, nowMs);
    const age = series || count > 1 ? `${last} (x${count} over ${first})` : first;
    const source = event.source?.component || event.reportingComponent || '';
    out.line(1, event.type ?? '', event.reason ?? '', age, source, String(event.message ?? '').trim());
  }
}
