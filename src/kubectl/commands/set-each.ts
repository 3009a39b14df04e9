// What the commands of `kubectl set` share.
import { allFlag, dryRunFlag, fieldManagerFlag, fileFlags, type Invocation, outputFlags, selectorFlag } from '../command.ts';
import { throwAll } from '../failure.ts';
import type { FlagSpec } from '../flags.ts';
import type { KubeObject } from '../objects.ts';
import { operationPrinter } from '../printers/output.ts';
import { fetchAll, select } from '../selection.ts';
import { changeObject } from './patching.ts';

export const setFlags: readonly FlagSpec[] = [
  ...fileFlags,
  ...outputFlags,
  selectorFlag,
  allFlag,
  dryRunFlag,
  fieldManagerFlag,
  { name: 'local', type: 'bool' },
];

/** Changes each object that `resources` name, and says `done` of those that changed. */
export async function setOnEach(
  invocation: Invocation,
  resources: readonly string[],
  done: string,
  change: (object: KubeObject) => void,
  options: { readonly sayAlways?: boolean; readonly ignoreSelector?: boolean } = {},
): Promise<number> {
  const print = await operationPrinter(invocation);
  const { found, errors } = await fetchAll(
    invocation,
    await select(invocation, { args: resources, ignoreSelector: options.ignoreSelector ?? false }),
  );
  for (const each of found) {
    try {
      const { object, changed } = await changeObject(invocation, each, 'kubectl-set', change);
      if (changed || options.sayAlways) await print(object, done);
    } catch (error) {
      errors.push(error);
    }
  }
  throwAll(errors);
  return 0;
}
