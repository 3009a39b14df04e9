// kubectl replace (kubectl/pkg/cmd/replace/replace.go).
import { type Command, dryRunFlag, fieldManagerFlag, fileFlags, outputFlags } from '../command.ts';
import { pathOf } from '../discovery.ts';
import { failure, isNotFound, throwAll, usageFailure, whileDoing } from '../failure.ts';
import { readManifests } from '../manifests.ts';
import { asNew } from '../objects.ts';
import { LAST_APPLIED, withLastApplied } from '../patch/last-applied.ts';
import { dryRunOf, dryRunQuery, operationPrinter } from '../printers/output.ts';
import { choicesOf, deleteOne } from './delete.ts';
import { validateFlag, validationQuery } from './validation.ts';
import { waitUntilGone } from './waiting.ts';

export const replace: Command = {
  name: 'replace',
  summary: 'Put an object in the place of another',
  usage: '-f FILENAME [flags]',
  flags: [
    ...fileFlags,
    ...outputFlags,
    dryRunFlag,
    fieldManagerFlag,
    validateFlag,
    { name: 'force', type: 'bool', help: 'delete the old object and create the new one' },
    { name: 'grace-period', type: 'int', default: -1 },
    { name: 'cascade', type: 'string', default: 'background', withoutValue: 'background' },
    { name: 'timeout', type: 'duration', default: '0s' },
    { name: 'save-config', type: 'bool' },
    { name: 'subresource', type: 'string' },
  ],
  async run(invocation) {
    const { flags, client, args, path } = invocation;
    if (args.length > 0) throw usageFailure(`Unexpected args: [${args.join(' ')}]`, path);
    if (flags.has('grace-period') && !flags.bool('force')) throw failure('--grace-period must have --force specified');
    const print = await operationPrinter(invocation);
    const dryRun = await dryRunOf(invocation);
    const errors: unknown[] = [];
    for (const manifest of await readManifests(invocation)) {
      const { resource, namespace, source, object } = manifest;
      const query = {
        fieldManager: flags.string('field-manager') || 'kubectl-replace',
        ...validationQuery(invocation),
        ...dryRunQuery(dryRun),
      };
      const body =
        flags.bool('save-config') || object.metadata.annotations?.[LAST_APPLIED] !== undefined ? withLastApplied(object) : object;
      try {
        if (dryRun === 'client') await print(body, 'replaced');
        else if (flags.bool('force')) {
          const current = await client.json(manifest.path).catch((error: unknown) => {
            if (isNotFound(error)) return undefined;
            throw error;
          });
          if (current) {
            const old = { resource, path: manifest.path, object: current };
            await deleteOne(invocation, old, choicesOf(invocation));
            await invocation.out(
              `${resource.kind.toLowerCase()}${resource.group ? `.${resource.group}` : ''} ${JSON.stringify(current.metadata.name)} deleted${namespace ? ` from ${namespace} namespace` : ''}\n`,
            );
            throwAll(await waitUntilGone(invocation, [old], flags.durationMs('timeout')));
          }
          await print(await client.json(pathOf(resource, namespace), { method: 'POST', body: asNew(body), query }), 'replaced');
        } else {
          const subresource = flags.string('subresource');
          await print(
            await client.json(subresource ? `${manifest.path}/${subresource}` : manifest.path, { method: 'PUT', body, query }),
            'replaced',
          );
        }
      } catch (error) {
        errors.push(whileDoing(error, `error when replacing ${JSON.stringify(source)}`));
      }
    }
    throwAll(errors);
    return 0;
  },
};
