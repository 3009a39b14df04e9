// kubectl describe (kubectl/pkg/cmd/describe/describe.go).
import { allNamespacesFlag, type Command, fileFlags, type Invocation, selectorFlag } from '../command.ts';
import { describerFor } from '../describe/index.ts';
import { pathOf } from '../discovery.ts';
import { failure, isNotFound, throwAll } from '../failure.ts';
import { type Found, fetchAll, listAll, type Selection, select } from '../selection.ts';

export const describe: Command = {
  name: 'describe',
  summary: 'Show an object, and what belongs to it, in words',
  usage: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME) [flags]',
  flags: [
    ...fileFlags,
    selectorFlag,
    allNamespacesFlag,
    { name: 'show-events', type: 'bool', default: true, help: 'also show the events of the object' },
    { name: 'chunk-size', type: 'int', default: 500 },
  ],
  async run(invocation) {
    const { args, flags } = invocation;
    if (args.length === 0 && !flags.has('filename') && !flags.has('kustomize')) {
      throw failure(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    }
    const selection = await select(invocation, { listByDefault: true });
    let { found, errors } = await fetchAll(invocation, selection);
    if (found.length === 0 && errors.length === 1 && isNotFound(errors[0])) {
      found = await byPrefix(invocation, selection);
      if (found.length) errors = [];
    }
    const texts: string[] = [];
    for (const { resource, object } of found) texts.push(await describerFor(resource)(invocation, object));
    await invocation.out(texts.join('\n\n'));
    if (found.length === 0 && errors.length === 0) await invocation.err(nothing(invocation));
    throwAll(errors);
    return 0;
  },
};

const nothing = ({ flags, namespace }: Invocation) =>
  flags.bool('all-namespaces') ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`;

/** A name that no object has may be how several begin. */
async function byPrefix(invocation: Invocation, { targets }: Selection): Promise<Found[]> {
  const [target] = targets;
  if (!target?.name) return [];
  const { resource, namespace, name } = target;
  const apiVersion = resource.group ? `${resource.group}/${resource.version}` : resource.version;
  const objects = await listAll(invocation, pathOf(resource, namespace), {});
  return objects
    .filter((object) => object.metadata.name.startsWith(name))
    .map((object) => ({
      resource,
      path: pathOf(resource, object.metadata.namespace, object.metadata.name),
      object: { ...object, apiVersion, kind: resource.kind },
    }));
}
