// kubectl run: one pod of an image, attached to if wanted (kubectl/pkg/cmd/run/run.go).
import { responseChunks } from '../client.ts';
import { type Command, dryRunFlag, fieldManagerFlag, type Invocation, outputFlags } from '../command.ts';
import { sendNew } from '../create/command.ts';
import { ApiError, Failure, failure, isNotFound, usageFailure } from '../failure.ts';
import { parseSelector } from '../label-selector.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { applyMerge } from '../patch/merge.ts';
import { podsPath } from '../pods.ts';
import { dryRunOf, operationPrinter } from '../printers/output.ts';
import { deleteOne } from './delete.ts';
import { attachTo } from './exec.ts';
import { TimedOut, waitForObject, waitUntilGone } from './waiting.ts';

const restartPolicies = ['Always', 'OnFailure', 'Never'];

export const run: Command = {
  name: 'run',
  summary: 'Run an image in a pod',
  usage: 'NAME --image=image [--env="key=value"] [--port=port] [flags] -- [COMMAND] [args...]',
  required: ['image'],
  flags: [
    ...outputFlags,
    dryRunFlag,
    fieldManagerFlag,
    { name: 'image', type: 'string', help: 'the image' },
    { name: 'restart', type: 'string', default: 'Always', help: 'Always, OnFailure or Never' },
    { name: 'stdin', short: 'i', type: 'bool', help: 'pass standard input on' },
    { name: 'tty', short: 't', type: 'bool', help: 'give it a terminal' },
    { name: 'attach', type: 'bool', help: 'attach to it once it runs' },
    { name: 'rm', type: 'bool', help: 'delete the pod afterwards' },
    { name: 'command', type: 'bool', help: 'the words after -- are the command, not its arguments' },
    { name: 'env', type: 'array', help: 'KEY=VALUE; may be repeated' },
    { name: 'labels', short: 'l', type: 'string', help: 'labels of the pod, separated by commas' },
    { name: 'annotations', type: 'array', help: 'KEY=VALUE; may be repeated' },
    { name: 'port', type: 'string', help: 'the port that the container exposes' },
    { name: 'expose', type: 'bool', help: 'also make a service for it' },
    { name: 'image-pull-policy', type: 'string', help: 'Always, IfNotPresent or Never' },
    { name: 'overrides', type: 'string', help: 'JSON that is merged into the pod' },
    { name: 'override-type', type: 'string', default: 'merge' },
    { name: 'privileged', type: 'bool', help: 'run it privileged' },
    { name: 'quiet', short: 'q', type: 'bool', help: 'say nothing of your own' },
    { name: 'leave-stdin-open', type: 'bool' },
    { name: 'grace-period', type: 'int', default: -1 },
    { name: 'pod-running-timeout', type: 'duration', default: '1m0s' },
    { name: 'timeout', type: 'duration', default: '0s' },
    { name: 'force', type: 'bool' },
    { name: 'wait', type: 'bool' },
    { name: 'save-config', type: 'bool' },
  ],
  async run(invocation) {
    const { args, dashAt, flags, path } = invocation;
    const name = args[0];
    if (name === undefined || dashAt === 0) throw usageFailure('NAME is required for run', path);
    const interactive = flags.bool('stdin');
    const attached = flags.has('attach') ? flags.bool('attach') : flags.bool('stdin') || flags.bool('tty');
    const dryRun = await dryRunOf(invocation);
    if (!restartPolicies.includes(flags.string('restart'))) throw usageFailure(`invalid restart policy: ${flags.string('restart')}`, path);
    if (flags.bool('tty') && !interactive) throw usageFailure('-i/--stdin is required for containers with -t/--tty=true', path);
    if (flags.bool('expose') && !flags.has('port')) throw usageFailure('--port must be set when exposing a service', path);
    if (attached && dryRun !== 'none')
      throw usageFailure("--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)", path);
    if (flags.bool('rm') && !attached) throw usageFailure('--rm should only be used for attached containers', path);
    const print = await operationPrinter(invocation);
    const pod = podOf(invocation, name);
    if (flags.bool('expose')) await print(await sendNew(invocation, serviceOf(invocation, name, pod)), 'created');
    const made = await sendNew(invocation, pod);
    if (!attached) {
      await print(made, 'created');
      return 0;
    }
    try {
      return await followPod(invocation, made, flags.bool('tty'));
    } finally {
      // An interrupted kubectl leaves the pod behind.
      if (flags.bool('rm') && !invocation.process.signal.aborted) await removePod(invocation, made);
    }
  },
};

function podOf(invocation: Invocation, name: string): KubeObject {
  const { flags, args, dashAt, namespace } = invocation;
  const words = args.slice(dashAt ?? 1);
  const port = flags.string('port');
  const env = flags.list('env').map((text) => {
    const equals = text.indexOf('=');
    if (equals <= 0) throw failure(`invalid env: ${text}`);
    return { name: text.slice(0, equals), value: text.slice(equals + 1) };
  });
  const labels = flags.has('labels')
    ? Object.fromEntries((parseSelector(flags.string('labels')) ?? []).map(({ key, values }) => [key, values[0] ?? '']))
    : { run: name };
  const annotations = Object.fromEntries(
    flags.list('annotations').map((text) => [text.split('=')[0] ?? '', text.slice(text.indexOf('=') + 1)]),
  );
  const container: Fields = {
    image: flags.string('image'),
    name,
    resources: {},
    ...(words.length ? { [flags.bool('command') ? 'command' : 'args']: [...words] } : {}),
    ...(env.length ? { env } : {}),
    ...(port ? { ports: [{ containerPort: Number(port) }] } : {}),
    ...(flags.string('image-pull-policy') ? { imagePullPolicy: flags.string('image-pull-policy') } : {}),
    ...(flags.bool('stdin') ? { stdin: true, ...(flags.bool('leave-stdin-open') ? {} : { stdinOnce: true }) } : {}),
    ...(flags.bool('tty') ? { tty: true } : {}),
    ...(flags.bool('privileged') ? { securityContext: { privileged: true } } : {}),
  };
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...(Object.keys(annotations).length ? { annotations } : {}), labels, name, namespace },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: flags.string('restart') },
    status: {},
  };
  if (!flags.has('overrides')) return pod;
  try {
    return applyMerge(pod, JSON.parse(flags.string('overrides'))) as KubeObject;
  } catch (error) {
    if (error instanceof SyntaxError) throw failure(`Invalid JSON Patch`);
    throw error;
  }
}

function serviceOf({ flags, namespace }: Invocation, name: string, { metadata }: KubeObject): KubeObject {
  const port = Number(flags.string('port'));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { ports: [{ port, protocol: 'TCP', targetPort: port }], selector: metadata.labels ?? {} },
    status: { loadBalancer: {} },
  };
}

const ended = (pod: KubeObject | undefined) => ['Succeeded', 'Failed'].includes(pod?.status?.phase);

/** Attaches, or shows the log of what has ended already; with --restart=Never its exit code counts. */
async function followPod(invocation: Invocation, pod: KubeObject, tty: boolean): Promise<number> {
  const { client, flags, process } = invocation;
  const { name, namespace = invocation.namespace } = pod.metadata;
  const resource = await invocation.discovery.find(client, 'pods');
  const path = `${podsPath(namespace)}/${name}`;
  const target = { resource, path, name, namespace };
  const container = String(pod.spec?.containers?.[0]?.name ?? name);
  const ready = (seen: KubeObject | undefined) => {
    if (!seen) throw failure(`pods ${JSON.stringify(name)} not found`);
    return ended(seen) || ((seen.status?.conditions ?? []) as Fields[]).some(({ type, status }) => type === 'Ready' && status === 'True');
  };
  let now: KubeObject | undefined;
  try {
    now = await waitForObject(invocation, target, flags.durationMs('pod-running-timeout'), ready);
  } catch (error) {
    throw error instanceof TimedOut ? failure('timed out waiting for the condition') : error;
  }
  const copyLogs = async () => {
    const answer = await client.response(`${path}/log`, { query: { container, follow: true } });
    for await (const chunk of responseChunks(answer, process.signal)) await process.stdout.write(chunk);
  };
  if (ended(now)) await copyLogs();
  else {
    try {
      await attachTo(invocation, pod, container, flags.bool('stdin'), tty);
    } catch (error) {
      if (!(error instanceof ApiError || error instanceof Failure)) throw error;
      const why = error.message.replace(/^error: /, '');
      await invocation.err(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${why}\n`);
      await copyLogs();
    }
  }
  if (flags.string('restart') === 'Always') return 0;
  const last = await waitForObject(invocation, target, Number.POSITIVE_INFINITY, (seen) => !seen || ended(seen));
  const state = ((last?.status?.containerStatuses ?? []) as Fields[])[0]?.state?.terminated;
  if (last?.status?.phase !== 'Failed') return 0;
  throw new Failure(`pod ${namespace}/${name} terminated (${state?.reason || 'Error'})`, state?.exitCode || 1);
}

async function removePod(invocation: Invocation, pod: KubeObject): Promise<void> {
  const { client, discovery, flags } = invocation;
  const { name, namespace = invocation.namespace } = pod.metadata;
  const resource = await discovery.find(client, 'pods');
  const found = { resource, path: `${podsPath(namespace)}/${name}`, object: pod };
  try {
    await deleteOne(invocation, found, { force: false, propagationPolicy: 'Background' });
    if (!flags.bool('quiet')) await invocation.out(`pod ${JSON.stringify(name)} deleted from ${namespace} namespace\n`);
    await waitUntilGone(invocation, [found], 0);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
