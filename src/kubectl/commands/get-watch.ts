// kubectl get --watch: rows, or objects, as they change; ends when the server or a signal ends it.
import type { WatchEvent } from '../client.ts';
import type { Invocation } from '../command.ts';
import { pathOf } from '../discovery.ts';
import { ApiError } from '../failure.ts';
import type { KubeObject, Status, Table } from '../objects.ts';
import { formatRows, headerOf, rowsOf, type TableOptions } from '../printers/table.ts';
import type { Selection, Target } from '../selection.ts';
import { fetchTable, type ObjectsPrinter, onlyTarget, TABLE, tableOptions } from './get.ts';

export async function watchObjects(invocation: Invocation, selection: Selection, print: ObjectsPrinter | undefined): Promise<number> {
  const target = onlyTarget(selection);
  return print ? watchPlain(invocation, selection, target, print) : watchTable(invocation, selection, target);
}

/** A single object is watched through its collection, so that its deletion is seen too. */
function watchQuery(target: Target, selection: Selection, resourceVersion: string | undefined): Record<string, string | undefined> {
  const fieldSelector = target.name === undefined ? selection.fieldSelector : `metadata.name=${target.name}`;
  return { labelSelector: selection.labelSelector, fieldSelector, resourceVersion: resourceVersion || undefined };
}

function checkEvent(event: WatchEvent): void {
  if (event.type === 'ERROR') throw new ApiError(event.object as Status);
}

async function watchTable(invocation: Invocation, selection: Selection, target: Target): Promise<number> {
  const { client, flags } = invocation;
  const all = tableOptions(invocation);
  const options: TableOptions = { ...all, withNamespace: all.withNamespace && target.resource.namespaced };
  const withEvent = flags.bool('output-watch-events');
  const widths: number[] = [];
  let headersDue = !options.noHeaders;
  let columns: Table['columnDefinitions'] = [];

  const show = async (table: Table, event: string) => {
    if (table.columnDefinitions?.length) columns = table.columnDefinitions;
    const whole = { ...table, columnDefinitions: columns };
    if (!whole.rows?.length) return;
    const mark = withEvent ? [event] : [];
    const rows = rowsOf(whole, options).map((row) => [...mark, ...row]);
    if (headersDue) rows.unshift([...(withEvent ? ['EVENT'] : []), ...headerOf(whole, options)]);
    headersDue = false;
    await invocation.out(formatRows(rows, widths));
  };

  const first = await fetchTable(invocation, target, selection);
  if (!flags.bool('watch-only')) await show(first, 'ADDED');
  else if (first.columnDefinitions.length) columns = first.columnDefinitions;
  const resourceVersion = first.metadata?.resourceVersion ?? first.rows[0]?.object?.metadata.resourceVersion;
  const path = pathOf(target.resource, target.namespace);
  for await (const event of client.watch(path, { accept: TABLE, query: watchQuery(target, selection, resourceVersion) })) {
    checkEvent(event);
    if (event.type !== 'BOOKMARK') await show(event.object as Table, event.type);
  }
  return 0;
}

async function watchPlain(invocation: Invocation, selection: Selection, target: Target, print: ObjectsPrinter): Promise<number> {
  const { client, flags } = invocation;
  const withEvent = flags.bool('output-watch-events');
  const show = (object: KubeObject, type: string) =>
    invocation.out(print(withEvent ? ({ type, object } as unknown as KubeObject) : object));
  const { labelSelector, fieldSelector } = selection;
  const path = pathOf(target.resource, target.namespace, target.name);
  const query = target.name === undefined ? { labelSelector, fieldSelector } : {};
  const first = await client.json<KubeObject & { items?: KubeObject[] }>(path, { query });
  if (!flags.bool('watch-only')) {
    for (const object of first.items ?? [first]) {
      await show(first.items ? { ...object, apiVersion: first.apiVersion, kind: target.resource.kind } : object, 'ADDED');
    }
  }
  const collection = pathOf(target.resource, target.namespace);
  for await (const event of client.watch(collection, { query: watchQuery(target, selection, first.metadata.resourceVersion) })) {
    checkEvent(event);
    if (event.type !== 'BOOKMARK') await show(event.object as KubeObject, event.type);
  }
  return 0;
}
