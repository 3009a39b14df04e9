// Commands that the real kubectl has and this one has not: they say so.
import type { Command } from '../command.ts';
import { failure, isNotFound } from '../failure.ts';
import type { Fields } from '../objects.ts';

const names: Readonly<Record<string, string>> = {
  autoscale: 'Scale a workload by its load',
  certificate: 'Approve or deny certificate requests',
  completion: 'Write completion code for a shell',
  cp: 'Copy files to and from containers',
  debug: 'Debug pods and nodes with a container of your own',
  drain: 'Move the pods off a node',
  kustomize: 'Build manifests from a kustomization',
  plugin: 'List plugins',
  proxy: 'Run a proxy to the API server',
};

/** Any flag and argument is taken, so that the answer is the same however it is called. */
export const absentCommands: readonly Command[] = Object.entries(names).map(([name, summary]) => ({
  name,
  summary: `${summary} (not in this kubectl yet)`,
  takesAnything: true,
  run: async () => {
    throw failure(`this kubectl does not have ${JSON.stringify(name)} yet`);
  },
}));

const usage = (name: string, aliases: readonly string[]): Command => ({
  name,
  aliases,
  summary: `Show what ${name}s use`,
  takesAnything: true,
  async run({ client }) {
    const { groups = [] } = await client.json<{ groups?: Fields[] }>('/apis').catch((error: unknown) => {
      if (isNotFound(error)) return { groups: [] };
      throw error;
    });
    if (!groups.some((group) => group.name === 'metrics.k8s.io')) throw failure('Metrics API not available');
    throw failure('this kubectl does not have "top" yet');
  },
});

export const top: Command = {
  name: 'top',
  summary: 'Show what nodes and pods use',
  subcommands: [usage('node', ['nodes', 'no']), usage('pod', ['pods', 'po'])],
};
