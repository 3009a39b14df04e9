// kubectl expose: a Service for the pods of an object (kubectl/pkg/cmd/expose/expose.go).
import { type Command, dryRunFlag, fieldManagerFlag, fileFlags, outputFlags } from '../command.ts';
import { sendNew } from '../create/command.ts';
import { failure, throwAll } from '../failure.ts';
import type { Flags } from '../flags.ts';
import { parseSelector } from '../label-selector.ts';
import type { Fields, KubeObject } from '../objects.ts';
import { applyMerge } from '../patch/merge.ts';
import { operationPrinter } from '../printers/output.ts';
import { fetchAll, select } from '../selection.ts';

export const expose: Command = {
  name: 'expose',
  summary: 'Make a service for the pods of a deployment, replica set, pod or service',
  usage: '(-f FILENAME | TYPE NAME) [--port=port] [--target-port=number-or-name] [--name=name] [--type=type] [flags]',
  flags: [
    ...fileFlags,
    ...outputFlags,
    dryRunFlag,
    fieldManagerFlag,
    { name: 'selector', type: 'string', help: 'the selector of the service' },
    { name: 'name', type: 'string', help: 'the name of the service' },
    { name: 'port', type: 'string', help: 'the port of the service' },
    { name: 'target-port', type: 'string', help: 'the port, or its name, on the container' },
    { name: 'protocol', type: 'string', help: 'TCP, UDP or SCTP' },
    { name: 'type', type: 'string', help: 'ClusterIP, NodePort, LoadBalancer or ExternalName' },
    { name: 'cluster-ip', type: 'string', help: 'the address, or None' },
    { name: 'external-ip', type: 'string' },
    { name: 'external-name', type: 'string' },
    { name: 'load-balancer-ip', type: 'string' },
    { name: 'session-affinity', type: 'string', help: 'None or ClientIP' },
    { name: 'labels', short: 'l', type: 'string', help: 'labels of the service' },
    { name: 'overrides', type: 'string' },
  ],
  async run(invocation) {
    const { flags } = invocation;
    const { found, errors } = await fetchAll(invocation, await select(invocation, { ignoreSelector: true }));
    throwAll(errors);
    const print = await operationPrinter(invocation);
    for (const { object } of found) {
      const service = serviceFor(object, flags, invocation.namespace);
      const whole = flags.has('overrides') ? (applyMerge(service, JSON.parse(flags.string('overrides'))) as KubeObject) : service;
      await print(await sendNew(invocation, whole), 'exposed');
    }
    return 0;
  },
};

function serviceFor(object: KubeObject, flags: Flags, namespace: string): KubeObject {
  const name = flags.string('name') || object.metadata.name.slice(0, 63);
  const ports = portsFor(object, flags);
  const labels = flags.has('labels') ? pairsOf(flags.string('labels')) : object.metadata.labels;
  const headless = flags.string('cluster-ip') === 'None';
  if (ports.length === 0 && !headless) throw failure("couldn't find port via --port flag or introspection");
  const affinity = flags.string('session-affinity');
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...(labels && Object.keys(labels).length ? { labels: { ...labels } } : {}), name, namespace },
    spec: {
      ...(flags.string('cluster-ip') ? { clusterIP: flags.string('cluster-ip') } : {}),
      ...(flags.string('external-ip') ? { externalIPs: [flags.string('external-ip')] } : {}),
      ...(flags.string('external-name') ? { externalName: flags.string('external-name') } : {}),
      ...(flags.string('load-balancer-ip') ? { loadBalancerIP: flags.string('load-balancer-ip') } : {}),
      ...(ports.length ? { ports } : {}),
      selector: flags.string('selector') ? pairsOf(flags.string('selector')) : selectorOf(object),
      ...(affinity ? { sessionAffinity: affinity } : {}),
      ...(flags.string('type') ? { type: flags.string('type') } : {}),
    },
    status: { loadBalancer: {} },
  };
}

function pairsOf(text: string): Record<string, string> {
  return Object.fromEntries((parseSelector(text) ?? []).map(({ key, values }) => [key, values[0] ?? '']));
}

function selectorOf({ kind, metadata, spec }: KubeObject): Record<string, string> {
  if (kind === 'Pod') {
    if (!metadata.labels || Object.keys(metadata.labels).length === 0)
      throw failure("couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed");
    return metadata.labels;
  }
  if (kind === 'Service') {
    if (!spec?.selector)
      throw failure("couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set");
    return spec.selector as Record<string, string>;
  }
  if (kind === 'ReplicationController') return (spec?.selector ?? {}) as Record<string, string>;
  if (kind !== 'Deployment' && kind !== 'ReplicaSet') throw failure(`cannot expose a ${kind}`);
  if (spec?.selector?.matchExpressions?.length)
    throw failure(
      `couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - "${JSON.stringify(spec.selector.matchExpressions)}" to map-based selector format`,
    );
  return (spec?.selector?.matchLabels ?? {}) as Record<string, string>;
}

function portsFor(object: KubeObject, flags: Flags): Fields[] {
  const template: Fields | undefined = object.kind === 'Pod' ? object.spec : object.spec?.template?.spec;
  const own: Fields[] =
    object.kind === 'Service' ? (object.spec?.ports ?? []) : ((template?.containers ?? []) as Fields[]).flatMap(({ ports }) => ports ?? []);
  const numbers = flags.has('port')
    ? flags
        .string('port')
        .split(',')
        .map((port) => ({ port: parsePort(port) }))
    : own.map((port) => ({ port: Number(port.containerPort ?? port.port), protocol: port.protocol as string | undefined }));
  return numbers.map((each, at) => {
    const target = flags.string('target-port');
    const known = own.find((port) => (port.containerPort ?? port.port) === each.port);
    const protocol = flags.string('protocol') || known?.protocol || 'TCP';
    return {
      ...(numbers.length > 1 ? { name: `port-${at + 1}` } : {}),
      port: each.port,
      protocol,
      targetPort: target ? (/^\d+$/.test(target) ? Number(target) : target) : each.port,
    };
  });
}

function parsePort(text: string): number {
  if (!/^\d+$/.test(text)) throw failure(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}
