// kubectl label and kubectl annotate (kubectl/pkg/cmd/label, kubectl/pkg/cmd/annotate).
import {
  allFlag,
  allNamespacesFlag,
  type Command,
  dryRunFlag,
  fieldManagerFlag,
  fieldSelectorFlag,
  fileFlags,
  type Invocation,
  outputFlags,
  selectorFlag,
} from '../command.ts';
import { failure, throwAll } from '../failure.ts';
import type { KubeObject } from '../objects.ts';
import { operationPrinter, outputPrinter } from '../printers/output.ts';
import { fetchAll, select } from '../selection.ts';
import { sendPatch } from './patching.ts';

interface Words {
  readonly field: 'labels' | 'annotations';
  readonly noun: 'label' | 'annotation';
  readonly done: string;
}

const flags = [
  { name: 'overwrite', type: 'bool', help: 'change a value that is there already' },
  { name: 'list', type: 'bool', help: 'show what is there' },
  { name: 'local', type: 'bool' },
  { name: 'resource-version', type: 'string' },
  ...fileFlags,
  ...outputFlags,
  selectorFlag,
  fieldSelectorFlag,
  allFlag,
  allNamespacesFlag,
  dryRunFlag,
  fieldManagerFlag,
] as const;

export const label: Command = {
  name: 'label',
  summary: 'Set or remove labels of objects',
  usage: '(-f FILENAME | TYPE NAME) KEY=VALUE ... KEY- ... [flags]',
  flags,
  run: (invocation) => changeMap(invocation, { field: 'labels', noun: 'label', done: 'labeled' }),
};

export const annotate: Command = {
  name: 'annotate',
  summary: 'Set or remove annotations of objects',
  usage: '(-f FILENAME | TYPE NAME) KEY=VALUE ... KEY- ... [flags]',
  flags,
  run: (invocation) => changeMap(invocation, { field: 'annotations', noun: 'annotation', done: 'annotated' }),
};

interface Changes {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

async function changeMap(invocation: Invocation, words: Words): Promise<number> {
  const { flags: given, args } = invocation;
  const isChange = (arg: string) => (/=/.test(arg) || /^[^-/].*-$/.test(arg)) && !arg.startsWith('=');
  const first = args.findIndex(isChange);
  const resources = first < 0 ? args : args.slice(0, first);
  const changes = parseChanges(first < 0 ? [] : args.slice(first), words);
  if (resources.length === 0 && !given.has('filename'))
    throw failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (first < 0 && !given.bool('list')) throw failure(`at least one ${words.noun} update is required`);
  const print = await operationPrinter(invocation);
  const silent = outputPrinter(invocation) !== undefined;
  const { found, errors } = await fetchAll(invocation, await select(invocation, { args: resources }));
  for (const each of found) {
    const before = each.object.metadata[words.field] ?? {};
    if (given.bool('list')) {
      const lines = Object.entries(before).sort(([a], [b]) => (a < b ? -1 : 1));
      const several =
        found.length > 1 ? `Listing ${words.noun}s for ${each.resource.kind}.${each.resource.group}/${each.object.metadata.name}:\n ` : '';
      await invocation.out(several + lines.map(([key, value]) => `${key}=${value}\n`).join(several ? ' ' : ''));
      continue;
    }
    try {
      refuseOverwrite(before, changes, given.bool('overwrite'), words);
      if (words.noun === 'label' && !silent)
        for (const key of changes.remove) if (!(key in before)) await invocation.out(`label ${JSON.stringify(key)} not found.\n`);
      const [object, operation] = await changeOne(invocation, each, before, changes, words);
      await print(object, operation);
    } catch (error) {
      errors.push(error);
    }
  }
  throwAll(errors);
  return 0;
}

type Step = readonly [KubeObject, string];

async function changeOne(
  invocation: Invocation,
  found: Parameters<typeof sendPatch>[1],
  before: Readonly<Record<string, string>>,
  { set, remove }: Changes,
  words: Words,
): Promise<Step> {
  const gone = remove.filter((key) => key in before);
  const altered = Object.keys(set).filter((key) => before[key] !== set[key]);
  const nothing = gone.length === 0 && altered.length === 0;
  const done = words.noun === 'annotation' ? words.done : nothing ? 'not labeled' : altered.length === 0 ? 'unlabeled' : words.done;
  if (nothing) return [found.object, done];
  const values = { ...Object.fromEntries(altered.map((key) => [key, set[key]])), ...Object.fromEntries(gone.map((key) => [key, null])) };
  const version = invocation.flags.string('resource-version');
  const patch = { metadata: { [words.field]: values, ...(version ? { resourceVersion: version } : {}) } };
  const fieldManager = invocation.flags.string('field-manager') || `kubectl-${words.noun === 'label' ? 'label' : 'annotate'}`;
  return [await sendPatch(invocation, found, patch, 'merge', { fieldManager }), done];
}

function refuseOverwrite(before: Readonly<Record<string, string>>, { set }: Changes, overwrite: boolean, { noun }: Words): void {
  if (overwrite) return;
  const clashes = Object.keys(set)
    .filter((key) => before[key] !== undefined && before[key] !== set[key])
    .map((key) => `'${key}' already has a value (${before[key]})`);
  if (clashes.length === 0) return;
  if (noun === 'label') throw failure(`${clashes.join(', ')}, and --overwrite is false`);
  throw failure(`--overwrite is false but found the following declared annotation(s): ${clashes.join('; ')}`);
}

const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

function parseChanges(words: readonly string[], { noun }: Words): Changes {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0) set[word.slice(0, equals)] = word.slice(equals + 1);
    else if (word.endsWith('-')) remove.push(word.slice(0, -1));
    else throw failure(`unknown ${noun} spec: ${word}`);
  }
  if (remove.some((key) => key in set))
    throw failure(
      noun === 'label'
        ? 'can not both modify and remove a label in the same command'
        : 'can not both modify and remove the following annotation(s) in the same command: ' +
            remove.filter((key) => key in set).join(', '),
    );
  if (noun === 'label') {
    for (const [key, value] of Object.entries(set)) {
      if (value.length > 63) throw failure(`invalid label value: ${JSON.stringify(`${key}=${value}`)}: must be no more than 63 bytes`);
      if (!LABEL_VALUE.test(value)) {
        throw failure(
          `invalid label value: ${JSON.stringify(`${key}=${value}`)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
        );
      }
    }
  }
  return { set, remove };
}
