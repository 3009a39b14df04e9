// kubectl apply: what the manifests say, compared with what is there and with what was applied before
// (kubectl/pkg/cmd/apply/apply.go, patcher.go).
import { type Command, dryRunFlag, fieldManagerFlag, fileFlags, type Invocation, outputFlags, selectorFlag } from '../command.ts';
import { apiVersionOf, pathOf } from '../discovery.ts';
import { ApiError, failure, isNotFound, throwAll, whileDoing } from '../failure.ts';
import { matchesLabels } from '../label-selector.ts';
import { type Manifest, readManifests } from '../manifests.ts';
import { asNew, type Fields, type KubeObject } from '../objects.ts';
import { LAST_APPLIED, lastApplied, withLastApplied } from '../patch/last-applied.ts';
import { threeWayMerge } from '../patch/merge.ts';
import { isBuiltIn } from '../patch/merge-keys.ts';
import { threeWayStrategic } from '../patch/strategic.ts';
import { toCompactJson, toJson } from '../printers/json.ts';
import { dryRunOf, dryRunQuery, operationPrinter } from '../printers/output.ts';
import { toYaml } from '../printers/yaml.ts';
import { fetchAll, select } from '../selection.ts';
import { patchLocally, patchTypes } from './patching.ts';
import { validateFlag, validationQuery } from './validation.ts';

const viewLastApplied: Command = {
  name: 'view-last-applied',
  summary: 'Show what was applied to an object last',
  usage: '(TYPE NAME | TYPE/NAME | -f FILENAME) [flags]',
  flags: [
    ...fileFlags,
    selectorFlag,
    { name: 'all', type: 'bool' },
    { name: 'output', short: 'o', type: 'string', default: 'yaml', help: 'yaml or json' },
  ],
  async run(invocation) {
    const { found, errors } = await fetchAll(invocation, await select(invocation));
    throwAll(errors);
    for (const { object } of found) {
      const applied = lastApplied(object);
      if (!applied) throw failure(`no last-applied-configuration annotation found on resource: ${object.metadata.name}`);
      await invocation.out(invocation.flags.string('output') === 'json' ? toJson(applied) : toYaml(applied));
    }
    return 0;
  },
};

export const apply: Command = {
  name: 'apply',
  summary: 'Make the cluster agree with manifests',
  usage: '-f FILENAME [flags]',
  subcommands: [viewLastApplied],
  flags: [
    ...fileFlags,
    ...outputFlags,
    selectorFlag,
    dryRunFlag,
    fieldManagerFlag,
    validateFlag,
    { name: 'server-side', type: 'bool', help: 'let the server merge' },
    { name: 'force-conflicts', type: 'bool', help: 'with --server-side: take over fields of other managers' },
    { name: 'overwrite', type: 'bool', default: true },
    { name: 'force', type: 'bool', help: 'delete and create again what cannot be patched' },
    { name: 'grace-period', type: 'int', default: -1 },
    { name: 'wait', type: 'bool' },
    { name: 'timeout', type: 'duration', default: '0s' },
    { name: 'prune', type: 'bool' },
    { name: 'all', type: 'bool' },
    { name: 'openapi-patch', type: 'bool', default: true },
  ],
  async run(invocation) {
    const { flags, args, path } = invocation;
    if (args.length > 0) throw failure(`Unexpected args: [${args.join(' ')}]\nSee '${path} -h' for help and examples`);
    if (flags.bool('prune')) throw failure('this kubectl does not have "apply --prune" yet');
    if (flags.bool('server-side') && flags.string('dry-run') === 'client')
      throw failure("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
    if (flags.bool('force-conflicts') && !flags.bool('server-side')) throw failure('--force-conflicts only works with --server-side');
    const print = await operationPrinter(invocation);
    const errors: unknown[] = [];
    const selector = flags.string('selector');
    for (const manifest of await readManifests(invocation)) {
      if (selector && !matchesLabels(selector, manifest.object.metadata.labels)) continue;
      try {
        const [object, operation] = flags.bool('server-side')
          ? await applyOnServer(invocation, manifest)
          : await applyOne(invocation, manifest);
        await print(object, operation);
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
    return 0;
  },
};

type Outcome = readonly [KubeObject, string];

/** How often a conflict with somebody else's change is met with another try (maxPatchRetry). */
const MOST_TRIES = 5;

async function applyOne(invocation: Invocation, manifest: Manifest): Promise<Outcome> {
  const { object, resource, source } = manifest;
  if (!object.metadata.name) {
    if (object.metadata.generateName) throw failure(`from ${object.metadata.generateName}: cannot use generate name with apply`);
    throw failure(
      `error when retrieving current configuration of:\nResource: "${apiVersionOf(resource).includes('/') ? apiVersionOf(resource) : `/${resource.version}`}, Resource=${resource.plural}", GroupVersionKind: "${resource.group}/${resource.version}, Kind=${resource.kind}"\nName: "", Namespace: ${JSON.stringify(manifest.namespace ?? '')}\nfrom server for: ${JSON.stringify(source)}: resource name may not be empty`,
    );
  }
  const modified = withLastApplied(object);
  for (let tries = 1; ; tries++) {
    const current = await findCurrent(invocation, manifest);
    if (!current) return createIt(invocation, manifest, modified);
    try {
      return await patchIt(invocation, manifest, modified, current);
    } catch (error) {
      if (error instanceof ApiError && error.code === 409 && tries < MOST_TRIES) continue;
      if (error instanceof ApiError && invocation.flags.bool('force') && (error.code === 409 || error.reason === 'Invalid')) {
        await invocation.client.json(manifest.path, {
          method: 'DELETE',
          body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background', gracePeriodSeconds: 0 },
        });
        return createIt(invocation, manifest, modified, 'configured');
      }
      throw error;
    }
  }
}

async function findCurrent({ client }: Invocation, { path, source }: Manifest): Promise<KubeObject | undefined> {
  try {
    return await client.json(path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw whileDoing(error, `error when retrieving current configuration of ${JSON.stringify(source)}`);
  }
}

async function createIt(
  invocation: Invocation,
  { resource, namespace, source }: Manifest,
  modified: KubeObject,
  word = 'created',
): Promise<Outcome> {
  const dryRun = await dryRunOf(invocation);
  if (dryRun === 'client') return [modified, word];
  const query = { fieldManager: managerOf(invocation), ...validationQuery(invocation), ...dryRunQuery(dryRun) };
  try {
    return [await invocation.client.json(pathOf(resource, namespace), { method: 'POST', body: asNew(modified), query }), word];
  } catch (error) {
    throw whileDoing(error, `error when creating ${JSON.stringify(source)}`);
  }
}

const managerOf = ({ flags }: Invocation) => flags.string('field-manager') || 'kubectl-client-side-apply';

async function patchIt(
  invocation: Invocation,
  { resource, namespace, source, path }: Manifest,
  modified: KubeObject,
  current: KubeObject,
): Promise<Outcome> {
  if (current.metadata.annotations?.[LAST_APPLIED] === undefined) {
    await invocation.err(
      `Warning: resource ${resource.plural}/${current.metadata.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  }
  const original = lastApplied(current) ?? {};
  const type = isBuiltIn(resource.group) ? 'strategic' : 'merge';
  const patch: Fields =
    type === 'strategic' ? threeWayStrategic(resource.kind, original, modified, current) : threeWayMerge(original, modified, current);
  const dryRun = await dryRunOf(invocation);
  // With --dry-run=client the real one does not look whether anything would change.
  if (Object.keys(patch).length === 0 && dryRun !== 'client') return [current, 'unchanged'];
  if (current.metadata.deletionTimestamp) {
    await invocation.err(`Warning: Detected changes to resource ${current.metadata.name} which is currently being deleted.\n`);
  }
  if (dryRun === 'client') return [patchLocally(current, patch, type), 'configured'];
  const query = { fieldManager: managerOf(invocation), ...validationQuery(invocation), ...dryRunQuery(dryRun) };
  try {
    return [await invocation.client.json(path, { method: 'PATCH', body: patch, contentType: patchTypes[type], query }), 'configured'];
  } catch (error) {
    const what = `Resource: "${resource.group}/${resource.version}, Resource=${resource.plural}", GroupVersionKind: "${resource.group}/${resource.version}, Kind=${resource.kind}"\nName: ${JSON.stringify(current.metadata.name)}, Namespace: ${JSON.stringify(namespace ?? '')}`;
    throw whileDoing(
      error,
      `error when applying patch:\n${toCompactJson(patch)}\nto:\n${what}\nfor: ${JSON.stringify(source)}: error when patching ${JSON.stringify(source)}`,
    );
  }
}

async function applyOnServer(invocation: Invocation, manifest: Manifest): Promise<Outcome> {
  const { flags, client } = invocation;
  const query = {
    fieldManager: flags.string('field-manager') || 'kubectl',
    force: flags.bool('force-conflicts'),
    ...validationQuery(invocation),
    ...dryRunQuery(await dryRunOf(invocation)),
  };
  const answer = await client.json(manifest.path, {
    method: 'PATCH',
    body: manifest.object,
    contentType: 'application/apply-patch+yaml',
    query,
  });
  return [answer, 'serverside-applied'];
}
