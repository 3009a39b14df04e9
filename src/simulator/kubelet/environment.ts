// The environment and the command line of a container (pkg/kubelet/kubelet_pods.go, third_party/forked/golang/expansion).
import { type Api, configMaps } from '../apiserver/index.ts';
import type { Image } from '../images/index.ts';
import type { Container, EnvVar, Pod } from '../objects.ts';
import { findField, type PodAddresses, resourceField } from './fields.ts';
import { serviceEnvironment } from './service-environment.ts';

/** CreateContainerConfigError: something that the container's spec refers to is not there. */
export class ConfigProblem extends Error {
  override readonly name = 'ConfigProblem';
}

export interface EnvironmentParts {
  readonly api: Api;
  readonly pod: Pod;
  readonly container: Container;
  readonly image: Image;
  readonly addresses: PodAddresses;
  readonly hostname: string;
}

/** containerd's, for an image that sets none. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Throws `ConfigProblem`. */
export function environmentOf(parts: EnvironmentParts): Record<string, string> {
  const { api, pod, container, image, hostname } = parts;
  const own: Record<string, string> = { ...fromConfigMaps(api, pod, container) };
  const services = serviceEnvironment(api, pod);
  for (const variable of container.env ?? []) {
    const value =
      variable.valueFrom === undefined ? expand(variable.value ?? '', (name) => own[name] ?? services[name]) : valueFrom(parts, variable);
    if (value !== undefined) own[variable.name] = value;
  }
  const home = (image.user?.uid ?? 0) === 0 ? '/root' : '/';
  return { PATH: DEFAULT_PATH, HOSTNAME: hostname, ...image.env, ...services, ...own, HOME: own.HOME ?? image.env?.HOME ?? home };
}

function fromConfigMaps(api: Api, pod: Pod, container: Container): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    if (secretRef && !secretRef.optional) throw new ConfigProblem(`secret ${JSON.stringify(secretRef.name)} not found`);
    if (!configMapRef) continue;
    const map = api.find(configMaps, pod.metadata.namespace, configMapRef.name);
    if (!map && !configMapRef.optional) throw new ConfigProblem(`configmap ${JSON.stringify(configMapRef.name)} not found`);
    for (const [key, value] of Object.entries(map?.data ?? {})) values[`${prefix}${key}`] = value;
  }
  return values;
}

function valueFrom({ api, pod, container, addresses }: EnvironmentParts, { valueFrom: source }: EnvVar): string | undefined {
  const { namespace } = pod.metadata;
  if (source?.fieldRef) {
    const { fieldPath } = source.fieldRef;
    const value = findField(pod, fieldPath, addresses);
    if (value === undefined) throw new ConfigProblem(`unsupported fieldPath: ${fieldPath}`);
    return value;
  }
  if (source?.resourceFieldRef) {
    const { containerName, resource } = source.resourceFieldRef;
    return resourceField(pod.spec.containers.find(({ name }) => name === containerName) ?? container, resource);
  }
  if (source?.secretKeyRef) {
    if (source.secretKeyRef.optional) return undefined;
    throw new ConfigProblem(`secret ${JSON.stringify(source.secretKeyRef.name)} not found`);
  }
  if (!source?.configMapKeyRef) return undefined;
  const { name, key, optional } = source.configMapKeyRef;
  const map = api.find(configMaps, namespace, name);
  const value = map?.data?.[key];
  if (value !== undefined || optional) return value;
  throw new ConfigProblem(
    map ? `couldn't find key ${key} in ConfigMap ${namespace}/${name}` : `configmap ${JSON.stringify(name)} not found`,
  );
}

/** What to run: `command` replaces the image's entrypoint and its arguments, `args` only the arguments. */
export function commandLineOf(container: Container, image: Image, env: Readonly<Record<string, string>>): string[] {
  const { command = [], args = [] } = container;
  const entrypoint = command.length ? command : (image.entrypoint ?? []);
  const rest = args.length || command.length ? args : (image.command ?? []);
  const own = (words: readonly string[]) => words.map((word) => expand(word, (name) => env[name]));
  return [...(command.length ? own(entrypoint) : entrypoint), ...(args.length ? own(rest) : rest)];
}

/** Replaces `$(NAME)`; `$$` is a dollar, and a name without a value stays as it is written. */
export function expand(text: string, find: (name: string) => string | undefined): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (match, name: string | undefined) => (name === undefined ? '$' : (find(name) ?? match)));
}
