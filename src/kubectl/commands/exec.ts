// kubectl exec and attach (kubectl/pkg/cmd/exec, kubectl/pkg/cmd/attach).
import type { Tty } from '../../shell/program.ts';
import { type Command, fileFlags, type Invocation } from '../command.ts';
import { failure, usageFailure } from '../failure.ts';
import type { KubeObject } from '../objects.ts';
import { containerNames, defaultContainer, findObject, podsOf, podsPath } from '../pods.ts';
import { REMOTE_PROTOCOLS, streamRemote } from '../remote-command.ts';

const streamFlags = [
  { name: 'container', short: 'c', type: 'string', help: 'which container' },
  { name: 'stdin', short: 'i', type: 'bool', help: 'pass standard input on' },
  { name: 'tty', short: 't', type: 'bool', help: 'give it a terminal' },
  { name: 'quiet', short: 'q', type: 'bool', help: 'say nothing of your own' },
  { name: 'pod-running-timeout', type: 'duration', default: '1m0s' },
] as const;

export const exec: Command = {
  name: 'exec',
  summary: 'Run a command in a container',
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  flags: [...streamFlags, ...fileFlags.filter(({ name }) => name === 'filename')],
  async run(invocation) {
    const { args, dashAt, path, flags } = invocation;
    if (args.length === 0) throw failure('pod, type/name or --filename must be specified');
    if (dashAt === undefined && args.length > 1)
      throw usageFailure('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead', path);
    const command = args.slice(dashAt ?? 1);
    if (command.length === 0) throw failure('you must specify at least one command for the container');
    const pod = await onePod(invocation, args[0] as string);
    const phase = pod.status?.phase;
    if (phase === 'Succeeded' || phase === 'Failed')
      throw failure(`cannot exec into a container in a completed pod; current phase is ${phase}`);
    const container = flags.string('container') || (await defaultContainer(invocation, pod, flags.bool('quiet')));
    const remote = { container, stdin: flags.bool('stdin'), tty: flags.bool('tty'), command };
    return runRemote(invocation, pod, 'exec', remote, await terminalOf(invocation, remote));
  },
};

export const attach: Command = {
  name: 'attach',
  summary: 'Attach to a process that runs in a container',
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags]',
  flags: streamFlags,
  async run(invocation) {
    const { args, flags, path } = invocation;
    if (args.length === 0) throw usageFailure('at least 1 argument is required for attach', path);
    const pod = await onePod(invocation, args[0] as string);
    const phase = pod.status?.phase;
    if (phase === 'Succeeded' || phase === 'Failed')
      throw failure(`cannot attach a container in a completed pod; current phase is ${phase}`);
    const wanted = flags.string('container');
    if (wanted && !containerNames(pod).includes(wanted)) throw failure(`container ${wanted} not found in pod ${pod.metadata.name}`);
    const container = wanted || (await defaultContainer(invocation, pod, flags.bool('quiet')));
    return attachTo(invocation, pod, container, flags.bool('stdin'), flags.bool('tty'));
  },
};

/** The pod that a word means; the first one of a workload or service. */
export async function onePod(invocation: Invocation, word: string): Promise<KubeObject> {
  const object = await findObject(invocation, word);
  const [pod] = await podsOf(invocation, object);
  if (!pod)
    throw failure(
      `no pods found for ${object.kind.toLowerCase()} ${JSON.stringify(object.metadata.name)}`.replace(
        /no pods found.*/,
        'timed out waiting for the condition',
      ),
    );
  return pod;
}

const RECORDED =
  'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n';

/** Joins a container's own process until that ends. A container with a terminal is joined on it, whether asked for or not. */
export async function attachTo(invocation: Invocation, pod: KubeObject, container: string, stdin: boolean, tty: boolean): Promise<number> {
  const quiet = invocation.flags.bool('quiet');
  const spec = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].find(({ name }) => name === container);
  if (tty && !spec?.tty && !quiet) await invocation.err(`error: Unable to use a TTY - container ${container} did not allocate one\n`);
  const remote = { container, stdin, tty: spec?.tty === true };
  const terminal = await terminalOf(invocation, remote);
  if (!quiet) await invocation.err(`${RECORDED}If you don't see a command prompt, try pressing enter.\n`);
  await runRemote(invocation, pod, 'attach', remote, terminal);
  if (!quiet && terminal && pod.spec?.restartPolicy === 'Always')
    await invocation.out(
      `Session ended, resume using 'kubectl attach ${pod.metadata.name} -c ${container} -i -t' command when the pod is running\n`,
    );
  return 0;
}

interface Remote {
  readonly container: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly command?: readonly string[];
}

/** The learner's own terminal, if the streams are to be on it. */
async function terminalOf({ process, flags, err }: Invocation, { stdin, tty }: Remote): Promise<Tty | undefined> {
  if (!stdin || !tty) return undefined;
  if (!process.stdin.terminal && !flags.bool('quiet'))
    await err('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  return process.stdin.terminal;
}

async function runRemote(
  invocation: Invocation,
  pod: KubeObject,
  subresource: 'exec' | 'attach',
  { container, stdin, command }: Remote,
  terminal: Tty | undefined,
): Promise<number> {
  const { process, client } = invocation;
  const path = `${podsPath(pod.metadata.namespace ?? invocation.namespace)}/${pod.metadata.name}/${subresource}`;
  const query = {
    ...(command ? { command } : {}),
    container,
    ...(stdin ? { stdin: true } : {}),
    stdout: true,
    ...(terminal ? { tty: true } : { stderr: true }),
  };
  const channel = await client.upgrade(path, query, REMOTE_PROTOCOLS);
  return streamRemote(
    channel,
    { stdout: process.stdout, stderr: process.stderr, ...(stdin ? { stdin: process.stdin } : {}), ...(terminal ? { tty: terminal } : {}) },
    process,
  );
}
