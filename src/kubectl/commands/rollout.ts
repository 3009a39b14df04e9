// kubectl rollout: status, restart, undo, history, pause, resume (kubectl/pkg/cmd/rollout).
import { type Command, dryRunFlag, fieldManagerFlag, fileFlags, type Invocation, outputFlags, selectorFlag } from '../command.ts';
import { failure, throwAll } from '../failure.ts';
import type { KubeObject } from '../objects.ts';
import { operationPrinter } from '../printers/output.ts';
import { type Found, fetchAll, select } from '../selection.ts';
import { changeObject } from './patching.ts';
import { rolloutHistory, rolloutUndo } from './rollout-history.ts';
import { rolloutStatus } from './rollout-status.ts';

const flags = [...fileFlags, ...outputFlags, selectorFlag, dryRunFlag, fieldManagerFlag] as const;

/** Changes every object that was named, each in its turn. */
async function changeEach(invocation: Invocation, done: string, change: (copy: KubeObject, found: Found) => void): Promise<number> {
  if (invocation.args.length === 0 && !invocation.flags.has('filename')) throw failure('required resource not specified');
  const print = await operationPrinter(invocation);
  const { found, errors } = await fetchAll(invocation, await select(invocation, { listByDefault: true }));
  for (const each of found) {
    try {
      const { object } = await changeObject(invocation, each, 'kubectl-rollout', (copy) => change(copy, each));
      await print(object, done);
    } catch (error) {
      errors.push(error);
    }
  }
  throwAll(errors);
  return 0;
}

const nameOf = ({ resource, object }: Found) =>
  `${resource.plural}${resource.group ? `.${resource.group}` : ''} ${JSON.stringify(object.metadata.name)}`;

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

const restart: Command = {
  name: 'restart',
  summary: 'Replace the pods of a workload by new ones',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags,
  run: (invocation) =>
    changeEach(invocation, 'restarted', (copy, found) => {
      const { kind, spec } = copy;
      if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(kind))
        throw failure(`${found.resource.plural} ${JSON.stringify(copy.metadata.name)} restarting is not supported`);
      if (spec?.paused) throw failure(`${nameOf(found)} can't restart paused deployment (run rollout resume first)`);
      const now = `${new Date(invocation.process.clock.now()).toISOString().slice(0, 19)}Z`;
      const { template } = spec;
      if (template.metadata?.annotations?.[RESTARTED_AT] === now) {
        throw failure(
          `failed to create patch for ${copy.metadata.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
        );
      }
      template.metadata = { ...template.metadata, annotations: { ...template.metadata?.annotations, [RESTARTED_AT]: now } };
    }),
};

const pauseOrResume = (paused: boolean): Command => ({
  name: paused ? 'pause' : 'resume',
  summary: paused ? 'Hold the rollout of a deployment' : 'Let the rollout of a deployment go on',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags,
  run: (invocation) =>
    changeEach(invocation, paused ? 'paused' : 'resumed', (copy, found) => {
      const verb = paused ? 'pausing' : 'resuming';
      if (copy.kind !== 'Deployment')
        throw failure(`${found.resource.plural} ${JSON.stringify(copy.metadata.name)} ${verb} is not supported`);
      if (paused && copy.spec.paused) throw failure(`${nameOf(found)} is already paused`);
      if (!paused && !copy.spec.paused) throw failure(`${nameOf(found)} is not paused`);
      if (paused) copy.spec.paused = true;
      else delete copy.spec.paused;
    }),
});

export const rollout: Command = {
  name: 'rollout',
  summary: 'Manage the rollout of a workload',
  usage: 'SUBCOMMAND [flags]',
  subcommands: [rolloutHistory, pauseOrResume(true), restart, pauseOrResume(false), rolloutStatus, rolloutUndo],
};
