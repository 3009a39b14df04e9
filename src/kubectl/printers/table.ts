// `kubectl get`'s tables: what the server laid out, with the columns that the client adds (cli-runtime's TablePrinter).
import type { Table } from '../objects.ts';
import { alignTabs, listTabs } from './tabwriter.ts';

export interface TableOptions {
  readonly wide: boolean;
  readonly withNamespace: boolean;
  readonly noHeaders: boolean;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
  /** `pod` or `deployment.apps`: put before the names. */
  readonly kind?: string;
}

/** Columns of the header, as they are printed. */
export function headerOf(table: Table, options: TableOptions): readonly string[] {
  const shown = table.columnDefinitions.filter(({ priority }) => priority === 0 || options.wide);
  return [
    ...(options.withNamespace ? ['NAMESPACE'] : []),
    ...shown.map(({ name }) => name.toUpperCase()),
    ...options.labelColumns.map((label) => (label.split('/').at(-1) ?? '').toUpperCase()),
    ...(options.showLabels ? ['LABELS'] : []),
  ];
}

export function rowsOf(table: Table, options: TableOptions): readonly (readonly string[])[] {
  return table.rows.map(({ cells, object }) => {
    const shown = cells.filter((_, at) => (table.columnDefinitions[at]?.priority ?? 0) === 0 || options.wide);
    const texts = shown.map(textOf);
    if (options.kind && table.columnDefinitions[0]?.name.toLowerCase() === 'name') texts[0] = `${options.kind}/${texts[0] ?? ''}`;
    const labels = object?.metadata?.labels ?? {};
    return [
      ...(options.withNamespace ? [object?.metadata?.namespace ?? ''] : []),
      ...texts,
      ...options.labelColumns.map((label) => labels[label] ?? ''),
      ...(options.showLabels ? [labelText(labels)] : []),
    ];
  });
}

const textOf = (cell: unknown) => {
  const text = cell === null || cell === undefined ? '<nil>' : String(cell);
  const lineEnd = text.search(/[\f\n\r]/);
  return lineEnd < 0 ? text : `${text.slice(0, lineEnd)}...`;
};

/** `a=b,c=d`, or `<none>`. */
export function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length ? entries.map(([key, value]) => `${key}=${value}`).join(',') : '<none>';
}

/** Rows aligned as kubectl aligns them. `remembered` lets later calls keep to the columns of earlier ones. */
export function formatRows(rows: readonly (readonly string[])[], remembered?: number[]): string {
  return alignTabs(rows.map((row) => `${row.join('\t')}\n`).join(''), listTabs, remembered);
}
