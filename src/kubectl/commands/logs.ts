// kubectl logs (kubectl/pkg/cmd/logs/logs.go).
import { responseChunks } from '../client.ts';
import { type Command, type Invocation, selectorFlag } from '../command.ts';
import { ApiError, failure, usageFailure } from '../failure.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { containerNames, defaultContainer, findObject, podsOf, podsPath } from '../pods.ts';
import { listAll } from '../selection.ts';

/** Lines of each pod when a selector names several (defaultTailLines in logs.go). */
const TAIL_OF_SELECTED = 10;

const USAGE = `expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
POD or TYPE/NAME is a required argument for the logs command`;

export const logs: Command = {
  name: 'logs',
  summary: 'Show what a container has written',
  usage: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [flags]',
  flags: [
    selectorFlag,
    { name: 'follow', short: 'f', type: 'bool', help: 'go on with every new line' },
    { name: 'previous', short: 'p', type: 'bool', help: 'of the container before its last restart' },
    { name: 'container', short: 'c', type: 'string', help: 'which container' },
    { name: 'all-containers', type: 'bool', help: 'of every container' },
    { name: 'all-pods', type: 'bool', help: 'of every pod of the object' },
    { name: 'tail', type: 'int', default: -1, help: 'only the last lines' },
    { name: 'since', type: 'duration', default: '0s', help: 'only what is newer than this' },
    { name: 'since-time', type: 'string', help: 'only what is newer than this time' },
    { name: 'timestamps', type: 'bool', help: 'with the time of each line' },
    { name: 'prefix', type: 'bool', help: 'with pod and container before each line' },
    { name: 'limit-bytes', type: 'int', default: 0, help: 'at most so many bytes' },
    { name: 'max-log-requests', type: 'int', default: 5, help: 'how many may be followed at once' },
    { name: 'ignore-errors', type: 'bool', help: 'go on when one of several fails' },
    { name: 'pod-running-timeout', type: 'duration', default: '20s' },
    { name: 'insecure-skip-tls-verify-backend', type: 'bool' },
  ],
  async run(invocation) {
    const { args, flags, path } = invocation;
    const selector = flags.string('selector');
    if (args.length === 0 && !selector) throw usageFailure(USAGE, path);
    if (args.length > 0 && selector) throw usageFailure('only a selector (-l) or a POD name is allowed', path);
    if (args.length > 2) throw usageFailure(USAGE, path);
    if (flags.bool('all-containers') && (flags.has('container') || args.length === 2))
      throw failure('--all-containers=true should not be specified with container name');
    if (flags.has('since') && flags.has('since-time')) throw failure('at most one of `sinceTime` or `sinceSeconds` may be specified');
    if (flags.has('tail') && flags.int('tail') < -1) throw failure('--tail must be greater than or equal to -1');
    const sources = await findSources(invocation);
    if (sources === undefined) return 0;
    const most = flags.int('max-log-requests');
    if (flags.bool('follow') && sources.length > most) {
      throw failure(
        `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
      );
    }
    if (flags.bool('follow') && sources.length > 1) await Promise.all(sources.map((source) => copyLog(invocation, source)));
    else for (const source of sources) await copyLog(invocation, source);
    return 0;
  },
};

interface Source {
  readonly pod: KubeObject;
  readonly container: string;
}

/** Undefined when a selector finds no pod: that has been said. */
async function findSources(invocation: Invocation): Promise<readonly Source[] | undefined> {
  const { flags, args, namespace } = invocation;
  let pods: readonly KubeObject[];
  if (flags.string('selector')) {
    pods = await listAll(invocation, podsPath(namespace), { labelSelector: flags.string('selector') });
    if (pods.length === 0) {
      await invocation.err(`No resources found in ${namespace} namespace.\n`);
      return undefined;
    }
  } else {
    const word = args[0] as string;
    const object = await findObject(invocation, word).catch((error: unknown) => {
      // The real one looks the pod up in words of its own.
      if (error instanceof ApiError && error.code === 404 && !word.includes('/'))
        throw failure(`error from server (NotFound): pods ${JSON.stringify(word)} not found in namespace ${JSON.stringify(namespace)}`);
      throw error;
    });
    const all = await podsOf(invocation, object);
    if (all.length === 0) throw failure('timed out waiting for the condition');
    if (all.length > 1 && !flags.bool('all-pods')) await invocation.err(`Found ${all.length} pods, using pod/${all[0]?.metadata.name}\n`);
    pods = flags.bool('all-pods') ? all : all.slice(0, 1);
  }
  const sources: Source[] = [];
  for (const pod of pods) {
    const wanted = flags.string('container') || args[1] || '';
    if (flags.bool('all-containers')) {
      const init = ((pod.spec?.initContainers ?? []) as Fields[]).map(({ name }) => String(name));
      sources.push(...[...init, ...containerNames(pod).filter((name) => !init.includes(name))].map((container) => ({ pod, container })));
    } else if (wanted && !containerNames(pod).includes(wanted))
      throw failure(`container ${wanted} is not valid for pod ${pod.metadata.name}`);
    else sources.push({ pod, container: wanted || (await defaultContainer(invocation, pod)) });
  }
  return sources;
}

async function copyLog(invocation: Invocation, { pod, container }: Source): Promise<void> {
  const { client, flags, process } = invocation;
  const tail = flags.has('tail') ? flags.int('tail') : flags.string('selector') ? TAIL_OF_SELECTED : -1;
  const sinceMs = flags.durationMs('since');
  const query = {
    container,
    follow: flags.bool('follow') || undefined,
    previous: flags.bool('previous') || undefined,
    timestamps: flags.bool('timestamps') || undefined,
    tailLines: tail >= 0 ? tail : undefined,
    sinceSeconds: sinceMs > 0 ? Math.ceil(sinceMs / 1000) : undefined,
    sinceTime: flags.string('since-time') || undefined,
    limitBytes: flags.int('limit-bytes') || undefined,
  };
  const prefix = flags.bool('prefix') || flags.bool('all-pods') ? `[pod/${pod.metadata.name}/${container}] ` : '';
  const path = `${podsPath(pod.metadata.namespace ?? invocation.namespace)}/${pod.metadata.name}/log`;
  try {
    const answer = await client.response(path, { query, accept: 'application/json, */*' });
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of responseChunks(answer, process.signal)) {
      if (!prefix) {
        await process.stdout.write(chunk);
        continue;
      }
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length) await invocation.out(lines.map((line) => `${prefix}${line}\n`).join(''));
    }
    if (rest) await invocation.out(prefix + rest);
  } catch (error) {
    if (!flags.bool('ignore-errors') || !(error instanceof ApiError)) throw error;
    await invocation.err(`error: ${error.message}\n`);
  }
}
