// Completion of kubectl's command line: commands, flags, kinds, and names asked from the server.
import type { Completer, Completion, CompletionContext } from '../shell/completion.ts';
import { type Client, createClient } from './client.ts';
import { findCommand, flagsOf } from './command-line.ts';
import { commands } from './commands/index.ts';
import { openConfig } from './config.ts';
import type { Connection } from './connection.ts';
import { createDiscovery, type Discovery, pathOf } from './discovery.ts';
import { ApiError, Failure, Unreachable } from './failure.ts';
import type { FlagSpec } from './flags.ts';
import type { Fields, KubeObject } from './objects.ts';

interface Asking {
  readonly client: Client;
  readonly discovery: Discovery;
  readonly namespace: string;
  readonly context: CompletionContext;
}

/** Says nothing where the server does not answer, and where file names are wanted. */
export function createKubectlCompleter(connection: Connection): Completer {
  const discovery = createDiscovery();
  return async (context) => {
    try {
      return (await complete(connection, discovery, context)).filter(({ value }) => value.startsWith(context.current));
    } catch (error) {
      if (error instanceof ApiError || error instanceof Failure || error instanceof Unreachable) return [];
      throw error;
    }
  };
}

async function complete(connection: Connection, discovery: Discovery, context: CompletionContext): Promise<readonly Completion[]> {
  const words = context.words.slice(1);
  const { current } = context;
  if (words.includes('--')) return [];
  const { command, rest, path, unknown } = findCommand(words);
  if (!command && unknown !== undefined) return [];
  const specs = flagsOf(command);
  const client = createClient(connection, { signal: new AbortController().signal, headers: {}, server: '', onWarning: async () => {} });
  const asking = { client, discovery, namespace: namespaceOf(words, context), context };
  const waiting = flagAwaitingValue(words.at(-1), specs);
  if (waiting) return valuesOf(asking, waiting, positional(rest.slice(0, -1), specs));
  const assigned = /^(--[a-z-]+=)(.*)$/.exec(current);
  if (assigned) {
    const spec = specs.find(({ name }) => `--${name}=` === assigned[1]);
    const values = spec ? await valuesOf(asking, spec, positional(rest, specs)) : [];
    return values.map((each) => ({ ...each, value: `${assigned[1]}${each.value}` }));
  }
  if (current.startsWith('-')) return specs.map(flagCompletion);
  const args = positional(rest, specs);
  const choices = command ? (command.subcommands ?? []) : commands;
  if (args.length === 0 && choices.length > 0 && !(command?.run && current.includes('/'))) {
    return choices.map(({ name, summary }) => ({ value: name, description: summary }));
  }
  return argumentsOf(asking, path, args);
}

const takesValue = ({ type, withoutValue }: FlagSpec) => type !== 'bool' && withoutValue === undefined;

const flagCompletion = (spec: FlagSpec): Completion => ({
  value: `--${spec.name}${takesValue(spec) ? '=' : ''}`,
  ...(spec.help ? { description: spec.help } : {}),
  ...(takesValue(spec) ? { open: true } : {}),
});

function flagAwaitingValue(word: string | undefined, specs: readonly FlagSpec[]): FlagSpec | undefined {
  if (!word?.startsWith('-') || word.includes('=') || word === '-') return undefined;
  const spec = word.startsWith('--') ? specs.find(({ name }) => name === word.slice(2)) : specs.find(({ short }) => short === word.at(-1));
  return spec && takesValue(spec) ? spec : undefined;
}

/** Words that are neither flags nor their values. */
function positional(words: readonly string[], specs: readonly FlagSpec[]): readonly string[] {
  return words.filter((word, at) => !word.startsWith('-') && !flagAwaitingValue(words[at - 1], specs));
}

function namespaceOf(words: readonly string[], { env, cwd, files }: CompletionContext): string {
  for (const [at, word] of words.entries()) {
    const given = /^(?:--namespace=|-n=?)(.+)$/.exec(word)?.[1] ?? (word === '-n' || word === '--namespace' ? words[at + 1] : undefined);
    if (given) return given;
  }
  const { config } = openConfig({ env: { ...env }, cwd, files }, '');
  return config.contexts?.find(({ name }) => name === config['current-context'])?.context?.namespace ?? 'default';
}

const outputs = ['json', 'yaml', 'name', 'wide', 'jsonpath=', 'go-template=', 'custom-columns='];
const fixedValues: Readonly<Record<string, readonly string[]>> = {
  'dry-run': ['none', 'client', 'server'],
  cascade: ['background', 'foreground', 'orphan'],
  restart: ['Always', 'OnFailure', 'Never'],
  for: ['condition=', 'delete', 'create', 'jsonpath='],
};

async function valuesOf(asking: Asking, { name }: FlagSpec, args: readonly string[]): Promise<readonly Completion[]> {
  if (name === 'namespace') return namesOf(asking, 'namespaces');
  if (name === 'context') return contextNames(asking);
  if (name === 'container') return containersOf(asking, args[0]);
  if (name === 'output') return outputs.map((value) => ({ value, ...(value.endsWith('=') ? { open: true } : {}) }));
  if (name === 'type' && args.length > 0)
    return ['strategic', 'merge', 'json', 'ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'].map((value) => ({ value }));
  return (fixedValues[name] ?? []).map((value) => ({ value, ...(value.endsWith('=') ? { open: true } : {}) }));
}

function contextNames({ context: { env, cwd, files } }: Asking): readonly Completion[] {
  return (openConfig({ env: { ...env }, cwd, files }, '').config.contexts ?? []).map(({ name }) => ({ value: name }));
}

async function objectsOf({ client, discovery, namespace }: Asking, kind: string): Promise<readonly KubeObject[]> {
  const resource = await discovery.find(client, kind);
  const path = pathOf(resource, resource.namespaced ? namespace : undefined);
  return (await client.json<{ items?: KubeObject[] }>(path, { query: { limit: 500 } })).items ?? [];
}

async function namesOf(asking: Asking, kind: string, prefix = ''): Promise<readonly Completion[]> {
  return (await objectsOf(asking, kind)).map(({ metadata }) => ({ value: prefix + metadata.name }));
}

async function containersOf(asking: Asking, pod: string | undefined): Promise<readonly Completion[]> {
  const name = pod?.replace(/^pods?\//, '');
  const found = (await objectsOf(asking, 'pods')).find(({ metadata }) => metadata.name === name);
  return [...((found?.spec?.containers ?? []) as Fields[]), ...((found?.spec?.initContainers ?? []) as Fields[])].map((each) => ({
    value: String(each.name),
  }));
}

/** Commands that are about some kinds only, by their path without `kubectl`. */
const kindsByPath: Readonly<Record<string, readonly string[]>> = {
  'rollout history': ['deployments', 'daemonsets', 'statefulsets'],
  'rollout pause': ['deployments'],
  'rollout restart': ['deployments', 'daemonsets', 'statefulsets'],
  'rollout resume': ['deployments'],
  'rollout status': ['deployments', 'daemonsets', 'statefulsets'],
  'rollout undo': ['deployments', 'daemonsets', 'statefulsets'],
  scale: ['deployments', 'replicasets', 'statefulsets'],
  expose: ['deployments', 'pods', 'replicasets', 'services'],
  'set selector': ['services'],
  taint: ['nodes'],
};
const withPods: ReadonlySet<string> = new Set(['logs', 'exec', 'attach', 'port-forward', 'cp', 'debug']);
const withKinds: ReadonlySet<string> = new Set([
  'get',
  'describe',
  'delete',
  'edit',
  'label',
  'annotate',
  'patch',
  'wait',
  'explain',
  'set image',
  'set env',
  'set resources',
  'set serviceaccount',
  ...Object.keys(kindsByPath),
]);

async function argumentsOf(asking: Asking, path: string, args: readonly string[]): Promise<readonly Completion[]> {
  const { current } = asking.context;
  const name = path.replace(/^kubectl ?/, '');
  if (name === 'config use-context' || name === 'config set-context' || name === 'config delete-context')
    return args.length ? [] : contextNames(asking);
  if (name === 'cordon' || name === 'uncordon' || name === 'drain') return namesOf(asking, 'nodes');
  const slash = current.indexOf('/');
  if (slash > 0 && (withPods.has(name) || withKinds.has(name)))
    return namesOf(asking, current.slice(0, slash), current.slice(0, slash + 1));
  if (withPods.has(name)) {
    if (args.length > 0) return name === 'logs' ? containersOf(asking, args[0]) : [];
    return namesOf(asking, 'pods');
  }
  if (!withKinds.has(name)) return [];
  if (args.length === 0) return kindNames(asking, kindsByPath[name]);
  if (args[0]?.includes('/') || name === 'explain') return [];
  const taken = new Set(args.slice(1));
  return (await namesOf(asking, (args[0] ?? '').split(',')[0] ?? '')).filter(({ value }) => !taken.has(value));
}

/** Kinds by their plural; after a comma the next of several. */
async function kindNames(
  { client, discovery, context: { current } }: Asking,
  only: readonly string[] | undefined,
): Promise<readonly Completion[]> {
  const all = (await discovery.all(client)).filter(({ preferred, verbs }) => preferred && (verbs.length === 0 || verbs.includes('get')));
  const prefix = current.slice(0, current.lastIndexOf(',') + 1);
  const names = [...new Set(all.map(({ plural }) => plural))].filter((plural) => !only || only.includes(plural)).sort();
  const typed = current.slice(prefix.length);
  const short = names.some((name) => name.startsWith(typed)) ? [] : all.flatMap(({ shortNames }) => shortNames);
  return [...names, ...short].map((value) => ({ value: prefix + value }));
}
