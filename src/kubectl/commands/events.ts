// kubectl events (kubectl/pkg/cmd/events).
import { allNamespacesFlag, type Command, type Invocation, outputFlags } from '../command.ts';
import { failure } from '../failure.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { outputPrinter } from '../printers/output.ts';
import { formatRows } from '../printers/table.ts';
import { listAll } from '../selection.ts';
import { ageOf } from '../units.ts';

const lastSeen = (event: Fields) =>
  event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata?.creationTimestamp;

export const events: Command = {
  name: 'events',
  summary: 'List events, the newest last',
  usage: '[--for TYPE/NAME] [--types=Normal,Warning] [flags]',
  flags: [
    ...outputFlags,
    allNamespacesFlag,
    { name: 'for', type: 'string', help: 'only about this object' },
    { name: 'types', type: 'strings', help: 'only of these types' },
    { name: 'watch', short: 'w', type: 'bool', help: 'go on with every new event' },
    { name: 'no-headers', type: 'bool', help: 'leave the headers out' },
    { name: 'chunk-size', type: 'int', default: 500 },
  ],
  async run(invocation) {
    const { flags, client, namespace, out, err } = invocation;
    const everywhere = flags.bool('all-namespaces');
    const path = everywhere ? '/api/v1/events' : `/api/v1/namespaces/${namespace}/events`;
    const fieldSelector = await aboutObject(invocation);
    const types = flags.list('types');
    const wanted = (event: Fields) => types.length === 0 || types.some((type) => type.toLowerCase() === String(event.type).toLowerCase());
    const list = (await listAll(invocation, path, { fieldSelector }))
      .filter(wanted)
      .sort((a, b) => Date.parse(lastSeen(a)) - Date.parse(lastSeen(b)));
    const print = outputPrinter(invocation);
    if (print) {
      await out(print({ apiVersion: 'v1', kind: 'List', metadata: {} as KubeObject['metadata'], items: list }));
      return 0;
    }
    if (list.length === 0 && !flags.bool('watch'))
      await err(everywhere ? 'No events found.\n' : `No events found in ${namespace} namespace.\n`);
    const widths: number[] = [];
    let headersDue = !flags.bool('no-headers');
    const show = async (some: readonly Fields[]) => {
      const rows = some.map((event) => rowOf(event, everywhere, invocation.process.clock.now()));
      if (headersDue && rows.length)
        rows.unshift([...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']);
      if (rows.length) headersDue = false;
      await out(formatRows(rows, widths));
    };
    await show(list);
    if (!flags.bool('watch')) return 0;
    const { metadata } = await client.json(path, { query: { limit: 1 } });
    for await (const { type, object } of client.watch(path, { query: { fieldSelector, resourceVersion: metadata.resourceVersion } })) {
      if (type !== 'DELETED' && type !== 'BOOKMARK' && wanted(object)) await show([object]);
    }
    return 0;
  },
};

async function aboutObject({ flags, discovery, client }: Invocation): Promise<string | undefined> {
  const word = flags.string('for');
  if (!word) return undefined;
  const [kind = '', name] = word.split('/');
  if (!name) throw failure('--for must be in resource/name form');
  const resource = await discovery.find(client, kind);
  return `involvedObject.kind=${resource.kind},involvedObject.name=${name}`;
}

function rowOf(event: Fields, everywhere: boolean, nowMs: number): string[] {
  const count = event.series?.count ?? event.count ?? 1;
  const first = ageOf(event.eventTime ?? event.firstTimestamp, nowMs);
  const age =
    count > 1
      ? `${ageOf(lastSeen(event), nowMs)} (x${count} over ${first})`
      : ageOf(event.eventTime ?? event.firstTimestamp ?? lastSeen(event), nowMs);
  const { kind, name } = event.involvedObject ?? {};
  return [
    ...(everywhere ? [event.metadata?.namespace ?? ''] : []),
    age,
    event.type ?? '',
    event.reason ?? '',
    `${kind}/${name}`,
    String(event.message ?? '').trim(),
  ];
}
