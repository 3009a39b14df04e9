// kubectl scale, through the scale subresource (kubectl/pkg/scale/scale.go).
import { allFlag, type Command, dryRunFlag, fileFlags, outputFlags, selectorFlag } from '../command.ts';
import { failure, isNotFound, throwAll } from '../failure.ts';
import type { Fields } from '../objects.ts';
import { dryRunOf, dryRunQuery, operationPrinter } from '../printers/output.ts';
import { fetchAll, select } from '../selection.ts';
import { TimedOut, waitForObject } from './waiting.ts';

export const scale: Command = {
  name: 'scale',
  summary: 'Set how many pods a deployment, replica set or stateful set has',
  usage: '--replicas=COUNT (-f FILENAME | TYPE NAME) [flags]',
  required: ['replicas'],
  flags: [
    { name: 'replicas', type: 'int', help: 'how many' },
    { name: 'current-replicas', type: 'int', default: -1, help: 'only if there are this many now' },
    { name: 'resource-version', type: 'string', help: 'only if the object is at this version' },
    { name: 'timeout', type: 'duration', default: '0s', help: 'wait this long for the pods; 0 does not wait' },
    ...fileFlags,
    ...outputFlags,
    selectorFlag,
    allFlag,
    dryRunFlag,
  ],
  async run(invocation) {
    const { flags, client } = invocation;
    const replicas = flags.int('replicas');
    if (replicas < 0) throw failure('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    const print = await operationPrinter(invocation);
    const dryRun = await dryRunOf(invocation);
    const { found, errors } = await fetchAll(invocation, await select(invocation));
    const faults = errors.map((error) =>
      isNotFound(error) && found.length === 0 ? failure(`no objects passed to scale ${error.message}`) : error,
    );
    for (const { resource, path, object } of found) {
      const expected = flags.int('current-replicas');
      try {
        if (dryRun === 'client') {
          await print(object, 'scaled');
          continue;
        }
        const current = await client.json<Fields>(`${path}/scale`);
        const count = current.spec?.replicas ?? 0;
        if (expected >= 0 && count !== expected) throw failure(`Expected replicas to be ${expected}, was ${count}`);
        const version = flags.string('resource-version');
        if (version && current.metadata?.resourceVersion !== version)
          throw failure(`Expected resource version to be ${version}, was ${current.metadata?.resourceVersion}`);
        const body = { ...(version ? { metadata: { resourceVersion: version } } : {}), spec: { replicas } };
        await client.json(`${path}/scale`, {
          method: 'PATCH',
          body,
          contentType: 'application/merge-patch+json',
          query: dryRunQuery(dryRun),
        });
        const { name, namespace } = object.metadata;
        const timeoutMs = flags.durationMs('timeout');
        if (timeoutMs > 0)
          await waitForObject(
            invocation,
            { resource, path, name, namespace },
            timeoutMs,
            (seen) => seen?.status?.replicas === replicas || (replicas === 0 && !seen?.status?.replicas),
          );
        await print(object, 'scaled');
      } catch (error) {
        faults.push(error instanceof TimedOut ? failure(error.message) : error);
      }
    }
    throwAll(faults);
    return 0;
  },
};
