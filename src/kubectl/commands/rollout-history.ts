// The revisions of a rollout: kubectl rollout history and undo (kubectl/pkg/polymorphichelpers/{history,rollback}.go).
import { type Command, dryRunFlag, fileFlags, type Invocation, outputFlags, selectorFlag } from '../command.ts';
import { writePodTemplate } from '../describe/pod.ts';
import { replicaSetsOf } from '../describe/workloads.ts';
import { DescribeWriter } from '../describe/writer.ts';
import { failure, throwAll } from '../failure.ts';
import { copyOf, type Fields, type KubeObject, sameJson } from '../objects.ts';
import { applyStrategic } from '../patch/strategic.ts';
import { nameOf, operationPrinter, outputPrinter } from '../printers/output.ts';
import { alignTabs } from '../printers/tabwriter.ts';
import { type Found, fetchAll, listAll, select } from '../selection.ts';
import { patchTo, sendPatch } from './patching.ts';

interface Revision {
  readonly number: number;
  readonly cause: string;
  readonly template: Fields;
}

const CAUSE = 'kubernetes.io/change-cause';
const REVISION = 'deployment.kubernetes.io/revision';

async function revisionsOf(invocation: Invocation, { resource, object }: Found): Promise<readonly Revision[]> {
  const { namespace } = object.metadata;
  let revisions: Revision[];
  if (resource.kind === 'Deployment') {
    const sets = await replicaSetsOf(invocation, object, `/apis/apps/v1/namespaces/${namespace}/replicasets`);
    revisions = sets.flatMap(({ metadata, spec }) => {
      const template = copyOf(spec?.template ?? {}) as Fields;
      delete template.metadata?.labels?.['pod-template-hash'];
      const number = Number(metadata.annotations?.[REVISION] ?? 0);
      return number ? [{ number, cause: metadata.annotations?.[CAUSE] ?? '', template }] : [];
    });
  } else {
    const path = `/apis/apps/v1/namespaces/${namespace}/controllerrevisions`;
    const owned = (await listAll(invocation, path, {})).filter(({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid),
    );
    revisions = owned.map((each) => {
      const patched = applyStrategic(object.kind, object, (each.data ?? {}) as Fields);
      return { number: Number(each.revision), cause: each.metadata.annotations?.[CAUSE] ?? '', template: patched.spec.template };
    });
  }
  return revisions.sort((a, b) => a.number - b.number);
}

function requireHistory({ kind }: KubeObject): void {
  if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(kind))
    throw failure(`no history viewer has been implemented for ${JSON.stringify(kind)}`);
}

export const rolloutHistory: Command = {
  name: 'history',
  summary: 'Show the revisions of a rollout',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: [
    ...fileFlags,
    ...outputFlags,
    selectorFlag,
    { name: 'revision', type: 'int', default: 0, help: 'show the pod template of this revision' },
  ],
  async run(invocation) {
    const { flags, out } = invocation;
    if (invocation.args.length === 0 && !flags.has('filename')) throw failure('required resource not specified');
    const { found, errors } = await fetchAll(invocation, await select(invocation, { listByDefault: true }));
    throwAll(errors);
    for (const each of found) {
      requireHistory(each.object);
      const revisions = await revisionsOf(invocation, each);
      const wanted = flags.int('revision');
      const head = `${nameOf(each.object)} ${wanted ? `with revision #${wanted}` : ''}\n`;
      const print = outputPrinter(invocation);
      if (print) {
        await out(print(each.object));
        continue;
      }
      if (wanted > 0) {
        const revision = revisions.find(({ number }) => number === wanted);
        if (!revision) throw failure('unable to find the specified revision');
        const text = new DescribeWriter();
        writePodTemplate(text, revision.template);
        await out(`${head}${text}\n`);
      } else if (revisions.length === 0) await out(`${head}No rollout history found.\n`);
      else {
        const rows = revisions.map(({ number, cause }) => `${number}\t${cause || '<none>'}\n`).join('');
        await out(`${head}${alignTabs(`REVISION\tCHANGE-CAUSE\n${rows}`, { minWidth: 0, padding: 2 })}\n`);
      }
    }
    return 0;
  },
};

export const rolloutUndo: Command = {
  name: 'undo',
  summary: 'Go back to an earlier revision',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: [
    ...fileFlags,
    ...outputFlags,
    selectorFlag,
    dryRunFlag,
    { name: 'to-revision', type: 'int', default: 0, help: 'the revision to go back to; 0 is the one before' },
  ],
  async run(invocation) {
    const { flags } = invocation;
    if (invocation.args.length === 0 && !flags.has('filename')) throw failure('required resource not specified');
    const print = await operationPrinter(invocation);
    const { found, errors } = await fetchAll(invocation, await select(invocation, { listByDefault: true }));
    for (const each of found) {
      try {
        await print(...(await undo(invocation, each)));
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
    return 0;
  },
};

async function undo(invocation: Invocation, found: Found): Promise<readonly [KubeObject, string]> {
  const { object, resource } = found;
  const wanted = invocation.flags.int('to-revision');
  requireHistory(object);
  if (object.spec?.paused)
    throw failure(`you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`);
  const revisions = await revisionsOf(invocation, found);
  if (revisions.length === 0 || (wanted === 0 && revisions.length === 1))
    throw failure(`no rollout history found for ${resource.kind.toLowerCase()} ${JSON.stringify(object.metadata.name)}`);
  const target = wanted ? revisions.find(({ number }) => number === wanted) : revisions.at(-2);
  if (!target) throw failure(`unable to find specified revision ${wanted} in history`);
  if (sameJson(target.template, object.spec.template))
    return [object, `skipped rollback (current template already matches revision ${target.number})`];
  const copy = copyOf(object);
  copy.spec.template = target.template;
  const step = patchTo(found, copy);
  if (!step) return [object, 'rolled back'];
  return [await sendPatch(invocation, found, step.patch, step.type), 'rolled back'];
}
