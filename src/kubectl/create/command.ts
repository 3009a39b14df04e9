// One `kubectl create <kind>` command out of what makes the object.
import { type Command, dryRunFlag, fieldManagerFlag, type Invocation, outputFlags } from '../command.ts';
import { validateFlag, validationQuery } from '../commands/validation.ts';
import { pathOf } from '../discovery.ts';
import { ApiError, failure, usageFailure } from '../failure.ts';
import type { FlagSpec } from '../flags.ts';
import type { KubeObject } from '../objects.ts';
import { withLastApplied } from '../patch/last-applied.ts';
import { dryRunOf, dryRunQuery, operationPrinter } from '../printers/output.ts';

export interface Creation {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly usage: string;
  readonly flags?: readonly FlagSpec[];
  readonly required?: readonly string[];
  generate(invocation: Invocation, name: string): KubeObject | Promise<KubeObject>;
}

export const createFlags: readonly FlagSpec[] = [
  ...outputFlags,
  dryRunFlag,
  fieldManagerFlag,
  validateFlag,
  { name: 'save-config', type: 'bool', help: 'keep the configuration for a later apply' },
];

export function creationCommand({ generate, flags = [], name, ...rest }: Creation): Command {
  return {
    ...rest,
    name,
    flags: [...flags, ...createFlags],
    async run(invocation) {
      const { args, dashAt, path } = invocation;
      const names = args.slice(0, dashAt ?? args.length);
      const takesCommand = name === 'deployment' || name === 'job';
      if (names.length === 0 || (names.length > 1 && !takesCommand))
        throw usageFailure(`exactly one NAME is required, got ${names.length}`, path);
      const object = await generate(invocation, names[0] as string);
      const saved = invocation.flags.bool('save-config') ? withLastApplied(object) : object;
      const print = await operationPrinter(invocation);
      await print(await sendNew(invocation, saved, `failed to create ${object.kind.toLowerCase()}`), 'created');
      return 0;
    },
  };
}

/** Creates the object, or with --dry-run=client answers it as it is. `during` begins the words of a refusal. */
export async function sendNew(invocation: Invocation, object: KubeObject, during?: string): Promise<KubeObject> {
  const { client, discovery, namespace, flags } = invocation;
  const dryRun = await dryRunOf(invocation);
  if (dryRun === 'client') return object;
  const resource = await discovery.findKind(client, object.apiVersion, object.kind);
  if (!resource) throw failure(`no matches for kind ${JSON.stringify(object.kind)} in version ${JSON.stringify(object.apiVersion)}`);
  const body = resource.namespaced
    ? { ...object, metadata: { ...object.metadata, namespace: object.metadata.namespace ?? namespace } }
    : object;
  const fieldManager = flags.string('field-manager') || `kubectl-${invocation.path.split(' ')[1]}`;
  const query = { fieldManager, ...(flags.has('validate') || during ? validationQuery(invocation) : {}), ...dryRunQuery(dryRun) };
  try {
    return await client.json(pathOf(resource, body.metadata.namespace), { method: 'POST', body, query });
  } catch (error) {
    if (during && error instanceof ApiError) throw failure(`${during}: ${error.message}`);
    throw error;
  }
}
