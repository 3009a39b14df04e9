// What of an answer must be equal, however it was made: no uids, times, versions, chance or hosts.

export interface Answer {
  readonly status: number;
  readonly warnings: readonly string[];
  /** JSON, or text when it is none. */
  readonly body: unknown;
}

const DROPPED = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'managedFields', 'selfLink', 'description', 'generateName']);
const TIMES = new Set(['deletionTimestamp', 'lastTransitionTime']);

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value === 'string') {
    return value
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
      .replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<chance>')
      .replace(/Invalid value: "\{.*\}": /, 'Invalid value: "<patched>": ')
      .replace(/in record \(\d+\)/g, 'in record (<version>)');
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, field]) => !DROPPED.has(key) && !(key === 'metadata' && field && Object.keys(field).length === 0))
    .map(([key, field]): [string, unknown] => [
      key,
      TIMES.has(key)
        ? '<time>'
        : key === 'cells'
          ? cells(field as unknown[])
          : key === 'causes'
            ? distinct(cleaned(field) as unknown[])
            : cleaned(field),
    ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A real server checks metadata several times on update, in the order of a Go map. */
const distinct = (causes: readonly unknown[]): unknown[] =>
  [...new Set(causes.map((cause) => JSON.stringify(cause)))].sort().map((cause) => JSON.parse(cause));

/** Ages depend on when one looks. */
const cells = (values: readonly unknown[]): unknown[] =>
  values.map((cell) => (/^(\d+[smhdy])+$/.test(String(cell)) ? '<age>' : cleaned(cell)));

export async function normalForm(response: Response): Promise<Answer> {
  const text = await response.text();
  const warnings = [...(response.headers.get('warning') ?? '').matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, warning = '']) => warning);
  let body: unknown = text;
  if (/^[[{]/.test(text)) body = cleaned(JSON.parse(text));
  return { status: response.status, warnings, body };
}
