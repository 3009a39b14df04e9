// Variables that tell a pod of Services that existed before it (pkg/kubelet/envvars).
import { type Api, services } from '../apiserver/index.ts';
import type { Pod, Service, ServicePort } from '../objects.ts';

/** Those of the pod's namespace, and of `kubernetes`; the latter alone when enableServiceLinks is false. */
export function serviceEnvironment(api: Api, pod: Pod): Record<string, string> {
  const linked = pod.spec.enableServiceLinks === false ? [] : api.list(services, { namespace: pod.metadata.namespace ?? '' });
  const master = api.find(services, 'default', 'kubernetes');
  const env: Record<string, string> = {};
  for (const service of [...(master ? [master] : []), ...linked]) Object.assign(env, variablesOf(service));
  return env;
}

function variablesOf({ metadata, spec }: Service): Record<string, string> {
  const { clusterIP, ports: [first, ...rest] = [] } = spec;
  if (!clusterIP || clusterIP === 'None' || !first) return {};
  const prefix = variableName(metadata.name);
  const env: Record<string, string> = { [`${prefix}_SERVICE_HOST`]: clusterIP, [`${prefix}_SERVICE_PORT`]: String(first.port) };
  const ports: ServicePort[] = [first, ...rest];
  for (const { name, port } of ports) if (name) env[`${prefix}_SERVICE_PORT_${variableName(name)}`] = String(port);
  for (const { port, protocol } of ports) {
    const url = `${protocol.toLowerCase()}://${clusterIP}:${port}`;
    if (port === first.port && protocol === first.protocol) env[`${prefix}_PORT`] = url;
    const long = `${prefix}_PORT_${port}_${protocol}`;
    Object.assign(env, {
      [long]: url,
      [`${long}_PROTO`]: protocol.toLowerCase(),
      [`${long}_PORT`]: String(port),
      [`${long}_ADDR`]: clusterIP,
    });
  }
  return env;
}

function variableName(name: string): string {
  return name.replaceAll('-', '_').toUpperCase();
}
