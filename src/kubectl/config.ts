// The kubeconfig: which context is current and what it says. One file, as YAML; kept where kubectl keeps it.
import { parse } from 'yaml';
import type { Process } from '../shell/program.ts';
import { failure } from './failure.ts';
import { toYaml } from './printers/yaml.ts';

export interface NamedContext {
  name: string;
  context: { cluster?: string; user?: string; namespace?: string };
}

export interface Kubeconfig {
  apiVersion: 'v1';
  kind: 'Config';
  clusters: { name: string; cluster: { server?: string; [field: string]: unknown } }[] | null;
  contexts: NamedContext[] | null;
  'current-context': string;
  users: { name: string; user: { [field: string]: unknown } }[] | null;
}

export interface ConfigFile {
  readonly path: string;
  readonly config: Kubeconfig;
  save(): void;
}

/** What the first kubectl on a machine writes down when there is no kubeconfig yet. */
export interface DefaultContext {
  readonly name: string;
  readonly cluster: string;
  readonly user: string;
  readonly server: string;
  readonly namespace?: string;
}

export const emptyConfig = (): Kubeconfig => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: null,
  contexts: null,
  'current-context': '',
  users: null,
});

/** The text of a kubeconfig with one context, which is current. Credentials travel with the connection, so it holds none. */
export function kubeconfigFor({ name, cluster, user, server, namespace }: DefaultContext): string {
  const context = { cluster, ...(namespace ? { namespace } : {}), user };
  return toYaml({
    ...emptyConfig(),
    clusters: [{ name: cluster, cluster: { server } }],
    contexts: [{ name, context }],
    'current-context': name,
    users: [{ name: user, user: {} }],
  });
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What of a process a kubeconfig is read with. */
export type Reader = Pick<Process, 'cwd' | 'env' | 'files'>;

/** Reads --kubeconfig, $KUBECONFIG or ~/.kube/config. The last is created from `fallback`, if given, when it is not there. */
export function openConfig(process: Reader, flag: string, fallback?: DefaultContext): ConfigFile {
  const listed = (process.env.KUBECONFIG ?? '').split(':').filter(Boolean);
  const home = process.env.HOME ?? '/root';
  const { files } = process;
  if (flag && !files.status(absolute(process, flag))) throw failure(`stat ${flag}: no such file or directory`);
  const path = absolute(
    process,
    flag || listed.find((each) => files.status(absolute(process, each))) || listed[0] || `${home}/.kube/config`,
  );
  const mayCreate = fallback && !flag && listed.length === 0 && !process.env.KUBERNETES_SERVICE_HOST;
  if (!files.status(path) && mayCreate) writeConfig(process, path, kubeconfigFor(fallback));
  const config = files.status(path) ? readConfig(files.readText(path), path) : inCluster(process);
  return { path, config, save: () => writeConfig(process, path, toYaml(config)) };
}

function writeConfig({ files }: Reader, path: string, text: string): void {
  files.makeFolder(path.slice(0, path.lastIndexOf('/')) || '/', { parents: true });
  files.write(path, text, { mode: 0o600 });
}

function readConfig(text: string, path: string): Kubeconfig {
  try {
    return { ...emptyConfig(), ...((parse(text) as Kubeconfig | null) ?? {}) };
  } catch (error) {
    throw failure(
      `error loading config file ${JSON.stringify(path)}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
    );
  }
}

/** What rest.InClusterConfig finds inside a pod; else an empty configuration. */
function inCluster({ env, files }: Reader): Kubeconfig {
  const host = env.KUBERNETES_SERVICE_HOST;
  if (!host || !files.status(`${SERVICE_ACCOUNT}/token`)) return emptyConfig();
  const namespaceFile = `${SERVICE_ACCOUNT}/namespace`;
  const namespace = files.status(namespaceFile) ? files.readText(namespaceFile).trim() : 'default';
  return {
    ...emptyConfig(),
    clusters: [{ name: 'in-cluster', cluster: { server: `https://${host}:${env.KUBERNETES_SERVICE_PORT ?? '443'}` } }],
    contexts: [{ name: 'in-cluster', context: { cluster: 'in-cluster', user: 'in-cluster', namespace } }],
    'current-context': 'in-cluster',
    users: [{ name: 'in-cluster', user: {} }],
  };
}

/** A path as the process means it. */
export function absolute(process: Pick<Process, 'cwd' | 'env'>, path: string): string {
  const full = path.startsWith('/') ? path : `${process.cwd}/${path}`;
  const parts: string[] = [];
  for (const part of full.split('/')) {
    if (part === '..') parts.pop();
    else if (part && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
