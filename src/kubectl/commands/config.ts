// kubectl config: the kubeconfig (client-go's clientcmd, kubectl/pkg/cmd/config).
import { type Command, type Invocation, outputFlags } from '../command.ts';
import type { Kubeconfig, NamedContext } from '../config.ts';
import { failure, throwAll } from '../failure.ts';
import { copyOf, type KubeObject } from '../objects.ts';
import { outputPrinter } from '../printers/output.ts';
import { formatRows } from '../printers/table.ts';
import { toYaml } from '../printers/yaml.ts';

const find = ({ config }: Invocation['config'], name: string): NamedContext | undefined =>
  config.contexts?.find((each) => each.name === name);

const view: Command = {
  name: 'view',
  summary: 'Show the kubeconfig',
  usage: '[flags]',
  flags: [
    ...outputFlags,
    { name: 'minify', type: 'bool', help: 'only what the current context uses' },
    { name: 'raw', type: 'bool', help: 'with secrets' },
    { name: 'flatten', type: 'bool' },
    { name: 'merge', type: 'bool', default: true },
  ],
  async run(invocation) {
    const { flags, out } = invocation;
    const config = copyOf(invocation.config.config);
    if (flags.bool('minify')) minify(config);
    if (!flags.bool('raw'))
      for (const { user } of config.users ?? [])
        for (const key of Object.keys(user ?? {}))
          if (/token$|password$|-data$/.test(key)) user[key] = key.endsWith('-data') ? 'DATA+OMITTED' : 'REDACTED';
    const print = outputPrinter(invocation);
    await out(print ? print(config as unknown as KubeObject) : toYaml(config));
    return 0;
  },
};

function minify(config: Kubeconfig): void {
  const current = config.contexts?.find(({ name }) => name === config['current-context']);
  if (!current) throw failure('current-context must exist in order to minify');
  config.contexts = [current];
  config.clusters = config.clusters?.filter(({ name }) => name === current.context.cluster) ?? null;
  config.users = config.users?.filter(({ name }) => name === current.context.user) ?? null;
}

const currentContext: Command = {
  name: 'current-context',
  summary: 'Show the current context',
  async run({ config, out }) {
    const name = config.config['current-context'];
    if (!name) throw failure('current-context is not set');
    await out(`${name}\n`);
    return 0;
  },
};

const getContexts: Command = {
  name: 'get-contexts',
  summary: 'List the contexts',
  usage: '[NAME] [flags]',
  flags: [
    { name: 'output', short: 'o', type: 'string', help: 'name' },
    { name: 'no-headers', type: 'bool' },
  ],
  async run(invocation) {
    const { config, args, flags, out } = invocation;
    const all = [...(config.config.contexts ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
    const shown = args.length ? all.filter(({ name }) => args.includes(name)) : all;
    const missing = args.filter((name) => !find(config, name)).map((name) => failure(`context ${name} not found`));
    if (flags.string('output') === 'name') await out(shown.map(({ name }) => `${name}\n`).join(''));
    else {
      const rows = shown.map(({ name, context }) => [
        name === config.config['current-context'] ? '*' : '',
        name,
        context?.cluster ?? '',
        context?.user ?? '',
        context?.namespace ?? '',
      ]);
      await out(formatRows(flags.bool('no-headers') ? rows : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'], ...rows]));
    }
    throwAll(missing);
    return 0;
  },
};

const useContext: Command = {
  name: 'use-context',
  aliases: ['use'],
  summary: 'Set the current context',
  usage: 'CONTEXT_NAME',
  async run({ config, args, out, path }) {
    const [name] = args;
    if (args.length !== 1 || !name) throw failure(`Unexpected args: [${args.join(' ')}]\nSee '${path} -h' for help and examples`);
    if (!find(config, name)) throw failure(`no context exists with the name: ${JSON.stringify(name)}`);
    config.config['current-context'] = name;
    config.save();
    await out(`Switched to context ${JSON.stringify(name)}.\n`);
    return 0;
  },
};

const setContext: Command = {
  name: 'set-context',
  summary: 'Change a context, or add one',
  usage: '[NAME | --current] [--cluster=CLUSTER] [--user=USER] [--namespace=NAMESPACE]',
  flags: [{ name: 'current', type: 'bool', help: 'the current context' }],
  async run({ config, args, flags, out, path }) {
    const current = flags.bool('current');
    if (current && args.length > 0) throw failure('cannot specify both a context name and --current');
    const name = current ? config.config['current-context'] : args[0];
    if (!name) throw failure(current ? 'no current context is set' : `Unexpected args: []\nSee '${path} -h' for help and examples`);
    const existing = find(config, name);
    const target: NamedContext = existing ?? { name, context: {} };
    target.context ??= {};
    for (const key of ['cluster', 'user', 'namespace'] as const) {
      if (!flags.has(key)) continue;
      if (flags.string(key)) target.context[key] = flags.string(key);
      else delete target.context[key];
    }
    if (!existing) config.config.contexts = [...(config.config.contexts ?? []), target];
    config.save();
    await out(`Context ${JSON.stringify(name)} ${existing ? 'modified' : 'created'}.\n`);
    return 0;
  },
};

const renameContext: Command = {
  name: 'rename-context',
  summary: 'Give a context another name',
  usage: 'CONTEXT_NAME NEW_NAME',
  async run({ config, args, out, path }) {
    const [from, to] = args;
    if (!from || !to || args.length > 2) throw failure(`Unexpected args: [${args.join(' ')}]\nSee '${path} -h' for help and examples`);
    const context = find(config, from);
    if (!context) throw failure(`cannot rename the context ${JSON.stringify(from)}, it's not in ${config.path}`);
    if (find(config, to))
      throw failure(
        `cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${config.path}`,
      );
    context.name = to;
    if (config.config['current-context'] === from) config.config['current-context'] = to;
    config.save();
    await out(`Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.\n`);
    return 0;
  },
};

const deleteContext: Command = {
  name: 'delete-context',
  summary: 'Remove a context',
  usage: 'NAME',
  async run({ config, args, out, err }) {
    const name = args[0] ?? '';
    if (!find(config, name)) throw failure(`cannot delete context ${name}, not in ${config.path}`);
    if (config.config['current-context'] === name)
      await err('warning: this removed your active context, use "kubectl config use-context" to select a different one\n');
    config.config.contexts = config.config.contexts?.filter((each) => each.name !== name) ?? null;
    config.save();
    await out(`deleted context ${name} from ${config.path}\n`);
    return 0;
  },
};

const namesOf = (name: string, field: 'clusters' | 'users'): Command => ({
  name,
  summary: `List the ${field} of the kubeconfig`,
  async run({ config, out }) {
    await out(formatRows([['NAME'], ...(config.config[field] ?? []).map((each) => [each.name])]));
    return 0;
  },
});

export const config: Command = {
  name: 'config',
  summary: 'Change the kubeconfig',
  usage: 'SUBCOMMAND [flags]',
  subcommands: [
    currentContext,
    deleteContext,
    namesOf('get-clusters', 'clusters'),
    getContexts,
    namesOf('get-users', 'users'),
    renameContext,
    setContext,
    useContext,
    view,
  ],
};
