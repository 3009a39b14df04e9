// What a kubectl command is, and what it is given when it runs.
import type { Process } from '../shell/program.ts';
import type { Client } from './client.ts';
import type { ConfigFile } from './config.ts';
import type { Discovery } from './discovery.ts';
import type { FlagSpec, Flags } from './flags.ts';

export interface Invocation {
  readonly process: Process;
  readonly flags: Flags;
  /** Without flags and without the words that name the command. */
  readonly args: readonly string[];
  /** How many of `args` came before `--`; undefined without one. */
  readonly dashAt: number | undefined;
  /** As typed in full: `kubectl rollout status`. */
  readonly path: string;
  readonly client: Client;
  readonly discovery: Discovery;
  readonly config: ConfigFile;
  /** From -n, else from the context, else `default`. */
  readonly namespace: string;
  /** By -n on this line. */
  readonly namespaceGiven: boolean;
  out(text: string): Promise<void>;
  err(text: string): Promise<void>;
}

export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** What follows the command's name in its usage line. */
  readonly usage?: string;
  readonly flags?: readonly FlagSpec[];
  readonly required?: readonly string[];
  readonly subcommands?: readonly Command[];
  /** Exit code. Throws what `describeFailure` knows. Without it the command only has subcommands. */
  run?(invocation: Invocation): Promise<number>;
  /** Flags are not read at all. */
  readonly takesAnything?: boolean;
  /** The exit code of a failure: 1 unless told otherwise. */
  readonly failureCode?: number;
}

export const globalFlags: readonly FlagSpec[] = [
  { name: 'namespace', short: 'n', type: 'string', help: 'the namespace that this command is about' },
  { name: 'context', type: 'string', help: 'the kubeconfig context to use' },
  { name: 'cluster', type: 'string', help: 'the kubeconfig cluster to use' },
  { name: 'user', type: 'string', help: 'the kubeconfig user to use' },
  { name: 'kubeconfig', type: 'string', help: 'the kubeconfig file to use' },
  { name: 'as', type: 'string', help: 'act as this user' },
  { name: 'as-group', type: 'array', help: 'act as a member of this group; may be repeated' },
  { name: 'as-uid', type: 'string', help: 'act as the user with this UID' },
  { name: 'request-timeout', type: 'string', default: '0', help: 'how long one request may take, e.g. 30s; 0 is no limit' },
  { name: 'server', short: 's', type: 'string', help: 'address of the API server' },
  { name: 'token', type: 'string', help: 'bearer token' },
  { name: 'certificate-authority', type: 'string' },
  { name: 'client-certificate', type: 'string' },
  { name: 'client-key', type: 'string' },
  { name: 'insecure-skip-tls-verify', type: 'bool' },
  { name: 'tls-server-name', type: 'string' },
  { name: 'cache-dir', type: 'string' },
  { name: 'disable-compression', type: 'bool' },
  { name: 'match-server-version', type: 'bool' },
  { name: 'warnings-as-errors', type: 'bool', help: 'exit with a failure when the server warns' },
  { name: 'v', short: 'v', type: 'int', default: 0, help: 'verbosity of the log; this kubectl keeps none' },
];

export const fileFlags: readonly FlagSpec[] = [
  { name: 'filename', short: 'f', type: 'strings', help: 'a file or directory with manifests, or - for standard input' },
  { name: 'recursive', short: 'R', type: 'bool', help: 'also read the directories inside a directory' },
  { name: 'kustomize', short: 'k', type: 'string', help: 'a kustomization directory' },
];

export const selectorFlag: FlagSpec = { name: 'selector', short: 'l', type: 'string', help: 'a label query, e.g. app=web,tier!=db' };
export const fieldSelectorFlag: FlagSpec = { name: 'field-selector', type: 'string', help: 'a field query, e.g. status.phase=Running' };
export const allNamespacesFlag: FlagSpec = { name: 'all-namespaces', short: 'A', type: 'bool', help: 'in every namespace' };
export const allFlag: FlagSpec = { name: 'all', type: 'bool', help: 'all objects of the kind in the namespace' };
export const dryRunFlag: FlagSpec = {
  name: 'dry-run',
  type: 'string',
  default: 'none',
  withoutValue: 'unchanged',
  help: 'none, client or server',
};
export const outputFlags: readonly FlagSpec[] = [
  { name: 'output', short: 'o', type: 'string', help: 'json, yaml, name, jsonpath=…, go-template=…' },
  { name: 'template', type: 'string', help: 'the template of -o go-template or jsonpath' },
  { name: 'show-managed-fields', type: 'bool', help: 'keep metadata.managedFields in JSON and YAML' },
  { name: 'allow-missing-template-keys', type: 'bool', default: true },
];
/** Flags that change nothing that this kubectl does, but that scripts carry. */
export const fieldManagerFlag: FlagSpec = { name: 'field-manager', type: 'string', help: 'name of the manager of changed fields' };
