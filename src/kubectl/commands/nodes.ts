// Nodes and where pods may go: kubectl cordon, uncordon, taint (kubectl/pkg/cmd/drain, kubectl/pkg/cmd/taint).
import { allFlag, type Command, dryRunFlag, fieldManagerFlag, outputFlags, selectorFlag } from '../command.ts';
import { failure, throwAll, usageFailure } from '../failure.ts';
import type { Fields } from '../objects.ts';
import { nameOf, operationPrinter } from '../printers/output.ts';
import { fetchAll, select } from '../selection.ts';
import { changeObject } from './patching.ts';

const cordonOrNot = (wanted: boolean): Command => ({
  name: wanted ? 'cordon' : 'uncordon',
  summary: wanted ? 'Let no new pods on a node' : 'Let new pods on a node again',
  usage: 'NODE',
  flags: [dryRunFlag, selectorFlag],
  async run(invocation) {
    const { args, path, flags } = invocation;
    if (args.length === 0 && !flags.has('selector')) throw usageFailure(`USAGE: ${invocation.path.split(' ')[1]} NODE [flags]`, path);
    const names = args.map((arg) => arg.replace(/^nodes?\//, ''));
    const { found, errors } = await fetchAll(invocation, await select(invocation, { args: ['nodes', ...names] }));
    const word = wanted ? 'cordoned' : 'uncordoned';
    const print = await operationPrinter(invocation);
    for (const each of found) {
      const already = Boolean(each.object.spec?.unschedulable) === wanted;
      if (already) await invocation.out(`${nameOf(each.object)} already ${word}\n`);
      else {
        const { object } = await changeObject(invocation, each, 'kubectl-cordon', (copy) => {
          if (wanted) copy.spec.unschedulable = true;
          else delete copy.spec.unschedulable;
        });
        await print(object, word);
      }
    }
    throwAll(errors);
    return 0;
  },
});

export const cordon = cordonOrNot(true);
export const uncordon = cordonOrNot(false);

interface Change {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
  readonly remove: boolean;
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function parseTaint(text: string): Change {
  const remove = text.endsWith('-');
  const [pair = '', effect = ''] = (remove ? text.slice(0, -1) : text).split(':');
  const [key = '', value = ''] = pair.split('=');
  if (!key || (!remove && !effect)) throw failure(`unknown taint spec: ${text}`);
  if (effect && !effects.includes(effect)) throw usageFailure(`invalid taint effect: ${effect}, unsupported taint effect`, 'kubectl taint');
  return { key, value, effect, remove };
}

export const taint: Command = {
  name: 'taint',
  summary: 'Set or remove taints of nodes',
  usage: 'NODE NAME KEY=VALUE:EFFECT ... KEY:EFFECT- ...',
  flags: [
    ...outputFlags,
    allFlag,
    selectorFlag,
    dryRunFlag,
    fieldManagerFlag,
    { name: 'overwrite', type: 'bool', help: 'change a taint that is there already' },
    { name: 'validate', type: 'string', withoutValue: 'strict' },
  ],
  async run(invocation) {
    const { args, flags } = invocation;
    const isChange = (arg: string) => /[=:]/.test(arg) || /-$/.test(arg);
    const first = args.findIndex((arg, at) => at > 0 && isChange(arg));
    if (first < 0) throw failure('at least one taint update is required');
    const changes = args.slice(first).map(parseTaint);
    const print = await operationPrinter(invocation);
    const { found, errors } = await fetchAll(invocation, await select(invocation, { args: args.slice(0, first) }));
    for (const each of found) {
      try {
        if (each.resource.kind !== 'Node') throw failure(`invalid resource type ${each.resource.plural}, only node(s) is supported`);
        const { object } = await changeObject(invocation, each, 'kubectl-taint', (copy) => {
          copy.spec.taints = withChanges((copy.spec.taints ?? []) as Fields[], changes, flags.bool('overwrite'), copy.metadata.name);
          if (copy.spec.taints.length === 0) delete copy.spec.taints;
        });
        const removed = changes.some(({ remove }) => remove);
        await print(object, changes.every(({ remove }) => remove) ? 'untainted' : removed ? 'modified' : 'tainted');
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
    return 0;
  },
};

function withChanges(before: readonly Fields[], changes: readonly Change[], overwrite: boolean, node: string): Fields[] {
  let taints = [...before];
  for (const { key, value, effect, remove } of changes) {
    const same = (each: Fields) => each.key === key && (!effect || each.effect === effect);
    if (remove) {
      if (!taints.some(same)) throw failure(`taint ${JSON.stringify(effect ? `${key}:${effect}` : key)} not found`);
      taints = taints.filter((each) => !same(each));
    } else {
      if (taints.some(same) && !overwrite)
        throw failure(`node ${node} already has ${key} taint(s) with same effect(s) and --overwrite is false`);
      taints = [...taints.filter((each) => !same(each)), { effect, key, ...(value ? { value } : {}) }];
    }
  }
  return taints;
}
