// Objects that `kubectl create <kind>` makes of its flags (kubectl/pkg/cmd/create). From flags to objects, nothing is sent.

import type { Invocation } from '../command.ts';
import { absolute } from '../config.ts';
import { failure } from '../failure.ts';
import type { Fields, KubeObject } from '../objects.ts';

export type Generate = (invocation: Invocation, name: string) => KubeObject;

const withNamespace = ({ namespace, namespaceGiven }: Invocation) => (namespaceGiven ? { namespace } : {});

export const generateNamespace: Generate = (_, name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {}, status: {} });

export const generateServiceAccount: Generate = (invocation, name) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, ...withNamespace(invocation) },
});

export const generateConfigMap: Generate = (invocation, name) => {
  const data = readData(invocation);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, ...withNamespace(invocation) },
    ...(Object.keys(data).length ? { data } : {}),
  };
};

const encodeBase64 = (text: string) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

export const generateSecret: Generate = (invocation, name) => {
  const data = Object.entries(readData(invocation)).map(([key, value]) => [key, encodeBase64(value)]);
  const type = invocation.flags.string('type');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, ...withNamespace(invocation) },
    ...(data.length ? { data: Object.fromEntries(data) as Fields } : {}),
    ...(type ? { type } : {}),
  };
};

/** --from-literal, --from-file and --from-env-file. */
function readData({ flags, process }: Invocation): Record<string, string> {
  const data: Record<string, string> = {};
  const add = (key: string, value: string) => {
    if (key in data) throw failure(`cannot add key "${key}", another key by that name already exists in Data for ConfigMap`);
    if (!/^[-._a-zA-Z0-9]+$/.test(key))
      throw failure(
        `${JSON.stringify(key)} is not a valid key name for a ConfigMap: a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
      );
    data[key] = value;
  };
  for (const source of flags.list('from-file')) {
    const equals = source.indexOf('=');
    const file = equals < 0 ? source : source.slice(equals + 1);
    const path = absolute(process, file);
    const status = process.files.status(path);
    if (!status) throw failure(`error reading ${file}: no such file or directory`);
    if (status.kind === 'directory') {
      for (const name of process.files.list(path))
        if (process.files.status(`${path}/${name}`)?.kind !== 'directory') add(name, process.files.readText(`${path}/${name}`));
    } else add(equals < 0 ? (file.split('/').at(-1) ?? file) : source.slice(0, equals), process.files.readText(path));
  }
  for (const literal of flags.list('from-literal')) {
    const equals = literal.indexOf('=');
    if (equals <= 0) throw failure(`invalid literal source ${literal}, expected key=value`);
    add(literal.slice(0, equals), literal.slice(equals + 1).replace(/^"(.*)"$|^'(.*)'$/, '$1$2'));
  }
  for (const file of flags.list('from-env-file')) {
    const path = absolute(process, file);
    if (!process.files.status(path)) throw failure(`error reading ${file}: no such file or directory`);
    for (const line of process.files.readText(path).split('\n')) {
      const text = line.trimStart();
      if (!text || text.startsWith('#')) continue;
      const equals = text.indexOf('=');
      add(equals < 0 ? text : text.slice(0, equals), equals < 0 ? (process.env[text] ?? '') : text.slice(equals + 1));
    }
  }
  return data;
}

/** A container's name from its image: what comes after the last slash, without tag and digest. */
export function containerNameOf(image: string): string {
  const base = image.split('/').at(-1) ?? image;
  return (
    (base.split('@')[0] ?? base)
      .split(':')[0]
      ?.toLowerCase()
      .replace(/[^a-z0-9-]/g, '-') ?? 'container'
  );
}

export const generateDeployment: Generate = (invocation, name) => {
  const { flags, args, dashAt } = invocation;
  const images = flags.list('image');
  const command = dashAt === undefined ? args.slice(1) : args.slice(dashAt);
  if (images.length > 1 && command.length) throw failure('cannot specify multiple --image options and command');
  const port = flags.has('port') ? flags.int('port') : -1;
  const containers = images.map((image) => ({
    ...(command.length ? { command: [...command] } : {}),
    image,
    name: containerNameOf(image),
    resources: {},
  }));
  if (port > 0 && containers[0]) Object.assign(containers[0], { ports: [{ containerPort: port }] });
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { labels: { ...labels }, name, ...withNamespace(invocation) },
    spec: {
      replicas: flags.int('replicas'),
      selector: { matchLabels: { ...labels } },
      strategy: {},
      template: { metadata: { labels: { ...labels } }, spec: { containers } },
    },
    status: {},
  };
};

/** `5678`, `5678:8080`, `80:http`. */
function servicePorts(texts: readonly string[], nodePort: number): Fields[] {
  return texts.map((text) => {
    const [port = '', target = port] = text.split(':');
    if (!/^\d+$/.test(port) || Number(port) > 65_535) throw failure(`strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`);
    return {
      name: text.replace(':', '-'),
      ...(nodePort ? { nodePort } : {}),
      port: Number(port),
      protocol: 'TCP',
      targetPort: /^\d+$/.test(target) ? Number(target) : target,
    };
  });
}

export const generateService =
  (type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'): Generate =>
  (invocation, name) => {
    const { flags } = invocation;
    const tcp = flags.list('tcp');
    const headless = flags.string('clusterip') === 'None';
    if (type !== 'ExternalName' && tcp.length === 0 && !headless) throw failure('at least one tcp port specifier must be provided');
    const ports = servicePorts(tcp, type === 'NodePort' ? flags.int('node-port') : 0);
    return {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { labels: { app: name }, name, ...withNamespace(invocation) },
      spec: {
        ...(flags.string('clusterip') ? { clusterIP: flags.string('clusterip') } : {}),
        ...(flags.string('external-name') ? { externalName: flags.string('external-name') } : {}),
        ...(ports.length ? { ports } : {}),
        selector: { app: name },
        type,
      },
      status: { loadBalancer: {} },
    };
  };
