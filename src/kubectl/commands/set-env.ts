// kubectl set env: the environment of containers (kubectl/pkg/cmd/set/set_env.go).
import type { Command, Invocation } from '../command.ts';
import { failure, throwAll } from '../failure.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { containersMatching, requirePodSpec } from '../pod-template.ts';
import { fetchAll, select } from '../selection.ts';
import { setFlags, setOnEach } from './set-each.ts';

interface Changes {
  readonly set: readonly Fields[];
  readonly remove: readonly string[];
}

const isChange = (arg: string) => (/^[^=/]+=/.test(arg) || /^[^/]+-$/.test(arg)) && !arg.startsWith('-');

export const setEnv: Command = {
  name: 'env',
  summary: 'Change the environment of containers',
  usage: '(-f FILENAME | TYPE NAME) KEY=VALUE ... KEY- ... [flags]',
  flags: [
    ...setFlags,
    { name: 'env', short: 'e', type: 'array', help: 'KEY=VALUE' },
    { name: 'list', type: 'bool', help: 'show the environment' },
    { name: 'resolve', type: 'bool', help: 'with --list: show the values that references have' },
    { name: 'containers', short: 'c', type: 'string', default: '*', help: 'which containers; may have wildcards' },
    { name: 'from', type: 'string', help: 'all keys of configmap/NAME or secret/NAME' },
    { name: 'keys', type: 'strings', help: 'with --from: only these' },
    { name: 'prefix', type: 'string', help: 'with --from: put before every name' },
    { name: 'overwrite', type: 'bool', default: true, help: 'change values that are there already' },
  ],
  async run(invocation) {
    const { flags, args } = invocation;
    const first = args.findIndex(isChange);
    const resources = first < 0 ? args : args.slice(0, first);
    if (resources.length === 0 && !flags.has('filename'))
      throw failure('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    const words = [...(first < 0 ? [] : args.slice(first)), ...flags.list('env')];
    if (flags.bool('list')) return listEnvironment(invocation, resources);
    const changes = parseChanges(words);
    const from = flags.has('from') ? await variablesFrom(invocation) : [];
    return setOnEach(invocation, resources, 'env updated', (object) => {
      for (const container of matching(invocation, object))
        change(container, { ...changes, set: [...from, ...changes.set] }, flags.bool('overwrite'));
    });
  },
};

function matching({ flags }: Invocation, object: KubeObject): readonly Fields[] {
  return containersMatching(requirePodSpec(object), flags.string('containers'));
}

function parseChanges(words: readonly string[]): Changes {
  const set: Fields[] = [];
  const remove: string[] = [];
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0) set.push({ name: word.slice(0, equals), value: word.slice(equals + 1) });
    else if (word.endsWith('-')) remove.push(word.slice(0, -1));
    else throw failure(`environment variables must be of the form key=value: ${word}`);
  }
  return { set, remove };
}

function change(container: Fields, { set, remove }: Changes, overwrite: boolean): void {
  const variables: Fields[] = [...(container.env ?? [])];
  for (const variable of set) {
    const at = variables.findIndex(({ name }) => name === variable.name);
    if (at >= 0 && !overwrite)
      throw failure(`'${variable.name}' already has a value (${variables[at]?.value ?? ''}), and --overwrite is false`);
    if (at >= 0) variables[at] = variable;
    else variables.push(variable);
  }
  const kept = variables.filter(({ name }) => !remove.includes(String(name)));
  if (kept.length) container.env = kept;
  else delete container.env;
}

async function listEnvironment(invocation: Invocation, resources: readonly string[]): Promise<number> {
  const { found, errors } = await fetchAll(invocation, await select(invocation, { args: resources }));
  for (const { resource, object } of found) {
    for (const container of matching(invocation, object)) {
      await invocation.out(`# ${resource.kind} ${object.metadata.name}, container ${container.name}\n`);
      for (const variable of (container.env ?? []) as Fields[])
        await invocation.out(`${await variableLine(invocation, variable, object)}\n`);
    }
  }
  throwAll(errors);
  return 0;
}

async function variableLine(invocation: Invocation, { name, value, valueFrom }: Fields, { metadata }: KubeObject): Promise<string> {
  if (!valueFrom) return `${name}=${value ?? ''}`;
  const { configMapKeyRef, secretKeyRef, fieldRef } = valueFrom;
  const [kind, reference] = configMapKeyRef ? ['configmap', configMapKeyRef] : ['secret', secretKeyRef];
  if (!reference) return `# ${name} from field path ${fieldRef?.fieldPath ?? ''}`;
  if (!invocation.flags.bool('resolve')) return `# ${name} from ${kind} ${reference.name}, key ${reference.key}`;
  const source = await invocation.client.json(`/api/v1/namespaces/${metadata.namespace}/${kind}s/${reference.name}`);
  const found = String(source.data?.[reference.key] ?? '');
  return `${name}=${kind === 'secret' ? atob(found) : found}`;
}

/** `FOO` for the key `foo`: what --from makes of the keys of a config map or a secret. */
const variableName = (key: string) => key.toUpperCase().replace(/[^A-Z0-9_]/g, '_');

async function variablesFrom(invocation: Invocation): Promise<Fields[]> {
  const { flags } = invocation;
  const { found, errors } = await fetchAll(invocation, await select(invocation, { args: [flags.string('from')], ignoreSelector: true }));
  throwAll(errors);
  return found.flatMap(({ object }) => {
    const field = object.kind === 'ConfigMap' ? 'configMapKeyRef' : object.kind === 'Secret' ? 'secretKeyRef' : undefined;
    if (!field) throw failure(`unsupported resource specified in --from`);
    const wanted = flags.list('keys');
    const keys = Object.keys((object.data ?? {}) as Fields).filter((key) => wanted.length === 0 || wanted.includes(key));
    return keys
      .sort()
      .map((key) => ({ name: flags.string('prefix') + variableName(key), valueFrom: { [field]: { key, name: object.metadata.name } } }));
  });
}
