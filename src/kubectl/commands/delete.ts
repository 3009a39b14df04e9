// kubectl delete: asks for deletions and waits until the objects are gone (kubectl/pkg/cmd/delete/delete.go).
import {
  allFlag,
  allNamespacesFlag,
  type Command,
  dryRunFlag,
  fieldSelectorFlag,
  fileFlags,
  type Invocation,
  selectorFlag,
} from '../command.ts';
import { apiVersionOf, pathOf, qualifiedName } from '../discovery.ts';
import { failure, isNotFound, throwAll, whileDoing } from '../failure.ts';
import type { Fields } from '../objects.ts';
import { dryRunOf, dryRunQuery, nameOf } from '../printers/output.ts';
import { type Found, fetchAll, type Selection, select, type Target } from '../selection.ts';
import { waitUntilGone } from './waiting.ts';

export interface DeleteChoices {
  readonly gracePeriodSeconds?: number;
  readonly force: boolean;
  readonly propagationPolicy: 'Background' | 'Foreground' | 'Orphan';
}

export const deleteCommand: Command = {
  name: 'delete',
  summary: 'Delete objects',
  usage: '([-f FILENAME] | TYPE [(NAME | -l label | --all)]) [flags]',
  flags: [
    ...fileFlags,
    selectorFlag,
    fieldSelectorFlag,
    allFlag,
    allNamespacesFlag,
    dryRunFlag,
    { name: 'grace-period', type: 'int', default: -1, help: 'seconds that a pod has to end' },
    { name: 'now', type: 'bool', help: 'a grace period of 1 second' },
    { name: 'force', type: 'bool', help: 'do not wait for the pod to end' },
    { name: 'wait', type: 'bool', default: true, help: 'wait until the objects are gone' },
    { name: 'timeout', type: 'duration', default: '0s', help: 'how long to wait; 0 for as long as it takes' },
    {
      name: 'cascade',
      type: 'string',
      default: 'background',
      withoutValue: 'background',
      help: 'background, foreground or orphan: what becomes of what the object owns',
    },
    { name: 'ignore-not-found', type: 'bool', help: 'an object that is not there is no failure' },
    { name: 'output', short: 'o', type: 'string', help: 'name' },
    { name: 'interactive', short: 'i', type: 'bool' },
    { name: 'raw', type: 'string' },
  ],
  async run(invocation) {
    const { flags, out, err } = invocation;
    const choices = choicesOf(invocation);
    if (flags.has('output') && flags.string('output') !== 'name')
      throw failure(`unexpected -o output mode: ${flags.string('output')}. We only support '-o name'`);
    if (flags.bool('all') && flags.has('selector')) throw failure('cannot set --all and --selector at the same time');
    if (flags.bool('interactive')) throw failure('this kubectl does not have "delete --interactive" yet');
    const selection = await select(invocation);
    const { found, errors } = await targetsOf(invocation, selection);
    const tolerant = flags.bool('ignore-not-found') || flags.bool('all') || flags.has('selector');
    const faults = tolerant ? errors.filter((error) => !isNotFound(error)) : errors;
    if (choices.force && found.length) {
      await err(
        'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n',
      );
    }
    const waiting: Found[] = [];
    const dryRun = await dryRunOf(invocation);
    const source = flags.list('filename')[0];
    for (const each of found) {
      try {
        const uid = dryRun === 'client' ? undefined : await deleteOne(invocation, each, choices, dryRunQuery(dryRun));
        await out(
          deletedText(each, choices, flags.string('output'), { none: '', client: ' (dry run)', server: ' (server dry run)' }[dryRun]),
        );
        if (dryRun === 'none')
          waiting.push(uid ? { ...each, object: { ...each.object, metadata: { ...each.object.metadata, uid } } } : each);
      } catch (error) {
        if (!isNotFound(error) || !tolerant)
          faults.push(
            source === undefined ? error : whileDoing(error, `error when deleting ${JSON.stringify(source === '-' ? 'STDIN' : source)}`),
          );
      }
    }
    if (found.length === 0 && faults.length === 0 && !flags.bool('ignore-not-found')) await out('No resources found\n');
    if (flags.bool('wait')) faults.push(...(await waitUntilGone(invocation, waiting, flags.durationMs('timeout'))));
    throwAll(faults);
    return 0;
  },
};

/** What is named is not looked up: the server says whether it is there. */
async function targetsOf(invocation: Invocation, selection: Selection): Promise<{ found: Found[]; errors: unknown[] }> {
  const found: Found[] = [];
  const lists: Target[] = [];
  for (const target of selection.targets) {
    const { resource, namespace, name } = target;
    if (name === undefined) lists.push(target);
    else {
      const object = { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: { name, ...(namespace ? { namespace } : {}) } };
      found.push({ resource, path: pathOf(resource, namespace, name), object });
    }
  }
  if (lists.length === 0) return { found, errors: [] };
  const listed = await fetchAll(invocation, { ...selection, targets: lists });
  return { found: [...found, ...listed.found], errors: listed.errors };
}

export function choicesOf({ flags }: Invocation): DeleteChoices {
  const force = flags.bool('force');
  const policies: Record<string, DeleteChoices['propagationPolicy']> = {
    background: 'Background',
    true: 'Background',
    foreground: 'Foreground',
    orphan: 'Orphan',
    false: 'Orphan',
  };
  const propagationPolicy = policies[flags.string('cascade') || 'background'];
  if (!propagationPolicy)
    throw failure(`invalid cascade value (${flags.string('cascade')}). Must be "background", "foreground", or "orphan"`);
  let seconds = flags.has('grace-period') ? flags.int('grace-period') : -1;
  if (flags.bool('now')) {
    if (seconds !== -1) throw failure('--now and --grace-period cannot be specified together');
    seconds = 1;
  }
  if (seconds === 0 && !force) seconds = 1;
  if (force && seconds < 0) seconds = 0;
  return { force: force && seconds === 0, propagationPolicy, ...(seconds >= 0 ? { gracePeriodSeconds: seconds } : {}) };
}

/** Answers the UID of what is deleted, where the server tells it. */
export async function deleteOne(
  { client }: Invocation,
  { path }: Pick<Found, 'path'>,
  { gracePeriodSeconds, propagationPolicy }: DeleteChoices,
  query: Record<string, string> = {},
): Promise<string | undefined> {
  const body = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    propagationPolicy,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
  };
  const answer = await client.json<Fields>(path, { method: 'DELETE', body, query });
  return answer.kind === 'Status' ? answer.details?.uid : answer.metadata?.uid;
}

function deletedText({ resource, object }: Found, { force }: DeleteChoices, output: string, suffix: string): string {
  if (output === 'name') return `${nameOf(object)}\n`;
  const { name, namespace } = object.metadata;
  const kind = qualifiedName(resource.kind.toLowerCase(), resource.group);
  return `${kind} ${JSON.stringify(name)} ${force ? 'force deleted' : 'deleted'}${namespace ? ` from ${namespace} namespace` : ''}${suffix}\n`;
}
