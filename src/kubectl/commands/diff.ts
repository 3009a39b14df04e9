// kubectl diff: what apply would change, through the program `diff` (kubectl/pkg/cmd/diff/diff.go).

import { CommandNotFound } from '../../shell/program.ts';
import { type Command, fieldManagerFlag, fileFlags, type Invocation, selectorFlag } from '../command.ts';
import { pathOf } from '../discovery.ts';
import { failure, isNotFound } from '../failure.ts';
import { type Manifest, readManifests } from '../manifests.ts';
import { copyOf, type KubeObject } from '../objects.ts';
import { lastApplied, withLastApplied } from '../patch/last-applied.ts';
import { threeWayMerge } from '../patch/merge.ts';
import { isBuiltIn } from '../patch/merge-keys.ts';
import { threeWayStrategic } from '../patch/strategic.ts';
import { toYaml } from '../printers/yaml.ts';
import { patchTypes } from './patching.ts';

export const diff: Command = {
  name: 'diff',
  summary: 'Show what apply would change',
  usage: '-f FILENAME [flags]',
  failureCode: 2,
  flags: [
    ...fileFlags,
    selectorFlag,
    fieldManagerFlag,
    { name: 'server-side', type: 'bool' },
    { name: 'show-managed-fields', type: 'bool' },
    { name: 'prune', type: 'bool' },
    { name: 'concurrency', type: 'int', default: 1 },
  ],
  async run(invocation) {
    const { process } = invocation;
    const { files } = process;
    const root = `/tmp/kubectl-diff-${process.pid}`;
    try {
      for (const side of ['LIVE', 'MERGED']) files.makeFolder(`${root}/${side}`, { parents: true });
      for (const manifest of await readManifests(invocation)) {
        const live = await findLive(invocation, manifest);
        const merged = await mergedOf(invocation, manifest, live);
        const { resource, object, namespace } = manifest;
        const name = [resource.group, resource.version, resource.kind, namespace ?? '', object.metadata.name]
          .filter((part, at) => part || at > 0)
          .join('.');
        if (live) files.write(`${root}/LIVE/${name}`, shown(invocation, live));
        else files.write(`${root}/LIVE/${name}`, '');
        files.write(`${root}/MERGED/${name}`, shown(invocation, merged));
      }
      const [program = 'diff', ...options] = (process.env.KUBECTL_EXTERNAL_DIFF || 'diff -u -N').split(/\s+/);
      try {
        const code = await process.spawn(program, [...options, `${root}/LIVE`, `${root}/MERGED`]).exited;
        return code;
      } catch (error) {
        if (error instanceof CommandNotFound)
          throw failure(
            `failed to run ${JSON.stringify(program)}: exec: ${JSON.stringify(program)}: executable file not found in $PATH`,
            2,
          );
        throw error;
      }
    } finally {
      if (files.status(root)) files.remove(root, { recursive: true });
    }
  },
};

function shown({ flags }: Invocation, object: KubeObject): string {
  const copy = copyOf(object);
  if (!flags.bool('show-managed-fields')) delete copy.metadata.managedFields;
  return toYaml(copy);
}

async function findLive({ client }: Invocation, { path }: Manifest): Promise<KubeObject | undefined> {
  try {
    return await client.json(path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function mergedOf(
  { client }: Invocation,
  { object, resource, namespace, path }: Manifest,
  live: KubeObject | undefined,
): Promise<KubeObject> {
  const modified = withLastApplied(object);
  if (!live)
    return client.json(pathOf(resource, namespace), {
      method: 'POST',
      body: modified,
      query: { dryRun: 'All', fieldManager: 'kubectl-client-side-apply' },
    });
  const original = lastApplied(live) ?? {};
  const type = isBuiltIn(resource.group) ? 'strategic' : 'merge';
  const patch = type === 'strategic' ? threeWayStrategic(resource.kind, original, modified, live) : threeWayMerge(original, modified, live);
  return client.json(path, {
    method: 'PATCH',
    body: patch,
    contentType: patchTypes[type],
    query: { dryRun: 'All', fieldManager: 'kubectl-client-side-apply' },
  });
}
