// kubectl get: tables from the server, or objects in another format (kubectl/pkg/cmd/get/get.go).
import { allNamespacesFlag, type Command, fieldSelectorFlag, fileFlags, type Invocation, outputFlags, selectorFlag } from '../command.ts';
import { apiVersionOf, pathOf, qualifiedName } from '../discovery.ts';
import { failure, isNotFound, throwAll, usageFailure } from '../failure.ts';
import type { KubeObject, Table } from '../objects.ts';
import { columnsPrinter } from '../printers/columns-printer.ts';
import { compileRelaxedPath } from '../printers/jsonpath.ts';
import { outputPrinter } from '../printers/output.ts';
import { sortedBy } from '../printers/sort-by.ts';
import { formatRows, headerOf, rowsOf, type TableOptions } from '../printers/table.ts';
import { fetchAll, type Selection, select, type Target } from '../selection.ts';
import { watchObjects } from './get-watch.ts';

export const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

const NOT_SPECIFIED = `You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n`;

export const get: Command = {
  name: 'get',
  summary: 'Show one or many objects',
  usage: '(TYPE [NAME | -l label] | TYPE/NAME ...) [flags]',
  flags: [
    ...fileFlags,
    ...outputFlags,
    selectorFlag,
    fieldSelectorFlag,
    allNamespacesFlag,
    { name: 'watch', short: 'w', type: 'bool', help: 'after showing them, go on with every change' },
    { name: 'watch-only', type: 'bool', help: 'show changes only' },
    { name: 'output-watch-events', type: 'bool', help: 'with --watch, also show what happened' },
    { name: 'show-labels', type: 'bool', help: 'a last column with all labels' },
    { name: 'label-columns', short: 'L', type: 'strings', help: 'labels that get a column' },
    { name: 'show-kind', type: 'bool', help: 'put the kind before each name' },
    { name: 'no-headers', type: 'bool', help: 'leave the headers out' },
    { name: 'ignore-not-found', type: 'bool', help: 'say nothing of objects that are not there' },
    { name: 'sort-by', type: 'string', help: 'a JSONPath expression to sort by' },
    { name: 'chunk-size', type: 'int', default: 500 },
    { name: 'raw', type: 'string', help: 'a path of the API to read as it is' },
    { name: 'server-print', type: 'bool', default: true },
    { name: 'subresource', type: 'string', help: 'read this subresource of the object' },
  ],
  async run(invocation) {
    const { flags, client, args } = invocation;
    if (flags.has('raw')) {
      await invocation.out(await client.text(flags.string('raw')));
      return 0;
    }
    if (args.length === 0 && !flags.has('filename') && !flags.has('kustomize')) {
      await invocation.err(`${NOT_SPECIFIED}\n`);
      throw usageFailure(
        'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
        'kubectl get',
      );
    }
    const objectPrinter = columnsPrinter(invocation) ?? outputPrinter(invocation, ['wide', 'custom-columns', 'custom-columns-file']);
    const selection = await select(invocation, { listByDefault: true });
    if (flags.bool('watch') || flags.bool('watch-only')) return watchObjects(invocation, selection, objectPrinter);
    if (objectPrinter) return getObjects(invocation, selection, objectPrinter);
    return getTables(invocation, selection);
  },
};

export interface ObjectsPrinter {
  (object: KubeObject): string;
  /** Prints items one by one instead of their list. */
  readonly itemwise?: boolean;
}

async function getObjects(invocation: Invocation, selection: Selection, print: ObjectsPrinter): Promise<number> {
  const { found, errors } = await fetchAll(invocation, selection);
  let objects = found.map(({ object }) => object);
  const sortBy = invocation.flags.string('sort-by');
  if (sortBy) objects = sortedBy(objects, compileRelaxedPath(sortBy), (object) => object);
  if (print.itemwise) for (const object of objects) await invocation.out(print(object));
  else if (selection.single && objects[0]) await invocation.out(print(objects[0]));
  else if (!selection.single && (objects.length > 0 || errors.length === 0)) {
    await invocation.out(
      print({ apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' } as KubeObject['metadata'], items: objects }),
    );
  }
  throwAll(errors);
  return 0;
}

export function tableOptions({ flags }: Invocation, kind?: string): TableOptions {
  return {
    wide: flags.string('output') === 'wide',
    withNamespace: flags.bool('all-namespaces'),
    noHeaders: flags.bool('no-headers'),
    showLabels: flags.bool('show-labels'),
    labelColumns: flags.list('label-columns'),
    ...(kind ? { kind } : {}),
  };
}

export async function fetchTable(
  invocation: Invocation,
  target: Target,
  selection: Selection,
  extra: Record<string, string | undefined> = {},
): Promise<Table> {
  const { client, flags } = invocation;
  const path = pathOf(target.resource, target.namespace, target.name, flags.string('subresource') || undefined);
  const includeObject = flags.has('sort-by') ? 'Object' : undefined;
  const list = target.name === undefined;
  const query = list
    ? { labelSelector: selection.labelSelector, fieldSelector: selection.fieldSelector, limit: flags.int('chunk-size') || undefined }
    : {};
  const table = await client.json<Table>(path, { accept: TABLE, query: { ...query, ...extra, includeObject } });
  if (table.kind !== 'Table') return plainTable(table as unknown as KubeObject & { items?: KubeObject[] });
  let next = table.metadata?.continue;
  while (next) {
    const more = await client.json<Table>(path, { accept: TABLE, query: { ...query, includeObject, continue: next } });
    table.rows.push(...more.rows);
    next = more.metadata?.continue;
  }
  return { ...table, rows: table.rows ?? [] };
}

/** For a server that lays out no tables. */
function plainTable(answer: KubeObject & { items?: KubeObject[] }): Table {
  const objects = answer.items ?? [answer];
  return {
    kind: 'Table',
    columnDefinitions: [
      { name: 'Name', type: 'string', priority: 0 },
      { name: 'Age', type: 'date', priority: 0 },
    ],
    rows: objects.map((object) => ({ cells: [object.metadata.name, '<unknown>'], object })),
  };
}

export const kindPrefix = ({ resource }: Target) => qualifiedName(resource.singular || resource.kind.toLowerCase(), resource.group);

async function getTables(invocation: Invocation, selection: Selection): Promise<number> {
  const { flags } = invocation;
  const errors: unknown[] = [];
  const fetched: { target: Target; table: Table }[] = [];
  for (const target of selection.targets) {
    try {
      fetched.push({ target, table: await fetchTable(invocation, target, selection) });
    } catch (error) {
      if (!isNotFound(error) || !flags.bool('ignore-not-found')) errors.push(error);
    }
  }
  const kinds = new Set(fetched.map(({ target }) => apiVersionOf(target.resource) + target.resource.kind));
  const blocks: string[] = [];
  for (let at = 0; at < fetched.length; ) {
    const { target, table } = fetched[at] as { target: Target; table: Table };
    const block: Table = { ...table, rows: [...table.rows] };
    for (at++; fetched[at]?.target.resource === target.resource; at++) block.rows.push(...(fetched[at]?.table.rows ?? []));
    if (block.rows.length === 0) continue;
    const sortBy = flags.string('sort-by');
    if (sortBy) block.rows = [...sortedBy(block.rows, compileRelaxedPath(sortBy), ({ object }) => object)];
    const options = tableOptions(invocation, kinds.size > 1 || flags.bool('show-kind') ? kindPrefix(target) : undefined);
    const named = options.withNamespace && !target.resource.namespaced ? { ...options, withNamespace: false } : options;
    const rows = rowsOf(block, named);
    blocks.push(formatRows(named.noHeaders ? rows : [headerOf(block, named), ...rows]));
  }
  await invocation.out(blocks.join('\n'));
  if (blocks.length === 0 && errors.length === 0 && !flags.bool('ignore-not-found'))
    await invocation.err(nothingFound(invocation, selection));
  throwAll(errors);
  return 0;
}

function nothingFound({ flags, namespace }: Invocation, { targets }: Selection): string {
  const inNamespace = !flags.bool('all-namespaces') && targets.some(({ resource }) => resource.namespaced);
  return inNamespace ? `No resources found in ${namespace} namespace.\n` : 'No resources found\n';
}

/** Watching takes one kind, or one object. */
export function onlyTarget({ targets }: Selection): Target {
  const [target, ...more] = targets;
  if (!target || more.length) throw failure('you may only specify a single resource type');
  return target;
}
