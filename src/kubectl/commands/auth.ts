// kubectl auth: can-i and whoami (kubectl/pkg/cmd/auth).
import { allNamespacesFlag, type Command, type Invocation, outputFlags } from '../command.ts';
import { Failure, failure, usageFailure } from '../failure.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { outputPrinter } from '../printers/output.ts';
import { formatRows } from '../printers/table.ts';

const REVIEWS = '/apis/authorization.k8s.io/v1';

const canI: Command = {
  name: 'can-i',
  summary: 'Tell whether something is allowed',
  usage: 'VERB [TYPE | TYPE/NAME | NONRESOURCEURL] [flags]',
  flags: [
    allNamespacesFlag,
    { name: 'list', type: 'bool', help: 'list everything that is allowed' },
    { name: 'quiet', short: 'q', type: 'bool', help: 'only the exit code' },
    { name: 'subresource', type: 'string', help: 'e.g. log' },
    { name: 'no-headers', type: 'bool' },
  ],
  async run(invocation) {
    const { args, flags, client, out } = invocation;
    if (flags.bool('list')) throw failure('this kubectl does not have "auth can-i --list" yet');
    const [verb, what, name] = args;
    if (!verb || !what || args.length > 3)
      throw new Failure(
        "error: you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
      );
    const spec = what.startsWith('/')
      ? { nonResourceAttributes: { path: what, verb } }
      : { resourceAttributes: await resourceAttributes(invocation, verb, what, name) };
    const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec };
    const { status = {} } = await client.json<{ status?: Fields }>(`${REVIEWS}/selfsubjectaccessreviews`, { method: 'POST', body });
    const quiet = flags.bool('quiet');
    if (!quiet) {
      const reason = status.reason ? ` - ${status.reason}` : '';
      const fault = status.evaluationError ? ` - ${status.evaluationError}` : '';
      await out(status.allowed ? 'yes\n' : `no${reason}${fault}\n`);
    }
    return status.allowed ? 0 : 1;
  },
};

async function resourceAttributes(invocation: Invocation, verb: string, what: string, given: string | undefined): Promise<Fields> {
  const { discovery, client, flags, namespace } = invocation;
  const [word = '', slashed] = what.split('/');
  const name = given ?? slashed ?? '';
  const everywhere = flags.bool('all-namespaces');
  const subresource = flags.string('subresource');
  const common = { verb, ...(name ? { name } : {}), ...(subresource ? { subresource } : {}) };
  if (word === '*') return { ...common, group: '*', resource: '*', ...(everywhere ? {} : { namespace }) };
  const found = await discovery.find(client, word).catch((error: unknown) => {
    if (error instanceof Failure) return undefined;
    throw error;
  });
  if (!found) await invocation.err(`Warning: the server doesn't have a resource type '${word}'\n\n`);
  else if (!found.namespaced)
    await invocation.err(
      `Warning: resource '${found.plural}' is not namespace scoped${found.group ? ` in group '${found.group}'` : ''}\n\n`,
    );
  const inNamespace = everywhere || (found && !found.namespaced) ? {} : { namespace };
  return { ...common, ...inNamespace, ...(found?.group ? { group: found.group } : {}), resource: found?.plural ?? word };
}

const whoami: Command = {
  name: 'whoami',
  summary: 'Show who you are to the server',
  flags: outputFlags,
  async run(invocation) {
    const { client, out, args, path } = invocation;
    if (args.length) throw usageFailure(`Unexpected args: [${args.join(' ')}]`, path);
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    const review = await client.json<KubeObject>('/apis/authentication.k8s.io/v1/selfsubjectreviews', { method: 'POST', body });
    const print = outputPrinter(invocation);
    if (print) await out(print(review));
    else {
      const { username = '', uid, groups = [], extra = {} } = (review.status?.userInfo ?? {}) as Fields;
      const rows = [['Username', username], ...(uid ? [['UID', uid]] : []), ['Groups', `[${groups.join(' ')}]`]];
      for (const [key, values] of Object.entries(extra as Record<string, string[]>)) rows.push([`Extra: ${key}`, `[${values.join(' ')}]`]);
      await out(formatRows([['ATTRIBUTE', 'VALUE'], ...rows]));
    }
    return 0;
  },
};

export const auth: Command = { name: 'auth', summary: 'Tell what is allowed, and who you are', subcommands: [canI, whoami] };
