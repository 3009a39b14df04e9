// kubectl rollout status: what a rollout still waits for, line by line (kubectl/pkg/polymorphichelpers/rollout_status.go).
import type { Command, Invocation } from '../command.ts';
import { fileFlags, selectorFlag } from '../command.ts';
import { failure, throwAll } from '../failure.ts';
import type { KubeObject } from '../objects.ts';
import { type Found, fetchAll, select } from '../selection.ts';
import { TimedOut, waitForObject } from './waiting.ts';

interface Progress {
  readonly text: string;
  readonly done: boolean;
}

export const rolloutStatus: Command = {
  name: 'status',
  summary: 'Follow a rollout until it is done',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  flags: [
    ...fileFlags,
    selectorFlag,
    { name: 'watch', short: 'w', type: 'bool', default: true, help: 'wait until it is done' },
    { name: 'timeout', type: 'duration', default: '0s', help: 'give up after this time; 0 never does' },
    { name: 'revision', type: 'int', default: 0 },
  ],
  async run(invocation) {
    if (invocation.args.length === 0 && !invocation.flags.has('filename')) throw failure('required resource not specified');
    const { found, errors } = await fetchAll(invocation, await select(invocation, { listByDefault: true }));
    throwAll(errors);
    if (found.length === 0) await invocation.err(`No resources found in ${invocation.namespace} namespace.\n`);
    for (const each of found) await followRollout(invocation, each);
    return 0;
  },
};

async function followRollout(invocation: Invocation, { resource, path, object }: Found): Promise<void> {
  const { flags } = invocation;
  const viewer = viewers[resource.kind];
  if (!viewer) throw failure(`no status viewer has been implemented for ${resource.kind}`);
  const { name, namespace } = object.metadata;
  const timeoutMs = flags.durationMs('timeout');
  let last = '';
  const look = async (seen: KubeObject | undefined) => {
    if (!seen) throw failure('object has been deleted');
    const { text, done } = viewer(seen, flags.int('revision'));
    if (text !== last) await invocation.out(text);
    last = text;
    return done || !flags.bool('watch');
  };
  try {
    await waitForObject(invocation, { resource, path, name, namespace }, timeoutMs > 0 ? timeoutMs : Number.POSITIVE_INFINITY, look);
  } catch (error) {
    throw error instanceof TimedOut ? failure('timed out waiting for the condition') : error;
  }
}

const unseen = ({ metadata, status }: KubeObject) => (metadata.generation ?? 0) > (status?.observedGeneration ?? 0);

const viewers: Readonly<Record<string, (object: KubeObject, revision: number) => Progress>> = {
  Deployment: deploymentProgress,
  DaemonSet: daemonSetProgress,
  StatefulSet: statefulSetProgress,
};

function deploymentProgress(object: KubeObject, revision: number): Progress {
  const { metadata, spec, status } = object;
  const name = JSON.stringify(metadata.name);
  const current = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  if (revision > 0 && current !== revision)
    throw failure(`desired revision (${revision}) is different from the running revision (${current})`);
  if (unseen(object)) return { text: 'Waiting for deployment spec update to be observed...\n', done: false };
  const progressing = ((status?.conditions ?? []) as { type: string; reason?: string }[]).find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') throw failure(`deployment ${name} exceeded its progress deadline`);
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status ?? {};
  const wanted: number = spec?.replicas ?? 1;
  const wait = (rest: string) => ({ text: `Waiting for deployment ${name} rollout to finish: ${rest}...\n`, done: false });
  if (updatedReplicas < wanted) return wait(`${updatedReplicas} out of ${wanted} new replicas have been updated`);
  if (replicas > updatedReplicas) return wait(`${replicas - updatedReplicas} old replicas are pending termination`);
  if (availableReplicas < updatedReplicas) return wait(`${availableReplicas} of ${updatedReplicas} updated replicas are available`);
  return { text: `deployment ${name} successfully rolled out\n`, done: true };
}

function daemonSetProgress(object: KubeObject): Progress {
  const { metadata, spec, status } = object;
  const name = JSON.stringify(metadata.name);
  if (spec?.updateStrategy?.type !== 'RollingUpdate') throw failure(`rollout status is only available for RollingUpdate strategy type`);
  if (unseen(object)) return { text: 'Waiting for daemon set spec update to be observed...\n', done: false };
  const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = status ?? {};
  const wait = (rest: string) => ({ text: `Waiting for daemon set ${name} rollout to finish: ${rest}...\n`, done: false });
  if (updatedNumberScheduled < desiredNumberScheduled)
    return wait(`${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated`);
  if (numberAvailable < desiredNumberScheduled) return wait(`${numberAvailable} of ${desiredNumberScheduled} updated pods are available`);
  return { text: `daemon set ${name} successfully rolled out\n`, done: true };
}

function statefulSetProgress(object: KubeObject): Progress {
  const { spec, status } = object;
  if (spec?.updateStrategy?.type !== 'RollingUpdate') throw failure('rollout status is only available for RollingUpdate strategy type');
  if (unseen(object)) return { text: 'Waiting for statefulset spec update to be observed...\n', done: false };
  const wanted: number = spec?.replicas ?? 1;
  const { readyReplicas = 0, updatedReplicas = 0, currentRevision = '', updateRevision = '', currentReplicas = 0 } = status ?? {};
  if (readyReplicas < wanted) return { text: `Waiting for ${wanted - readyReplicas} pods to be ready...\n`, done: false };
  if (updateRevision !== currentRevision)
    return {
      text: `waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...\n`,
      done: false,
    };
  return { text: `statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...\n`, done: true };
}
