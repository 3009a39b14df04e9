// A pod as an endpoint of a Service (staging/src/k8s.io/endpointslice/utils.go).
import type { Endpoint, EndpointSlice, Pod, Service, ServicePort } from '../objects.ts';
import { isReady } from './pod-facts.ts';

export type SlicePort = EndpointSlice['ports'][number];

export function endpointOf(service: Service, pod: Pod): Endpoint {
  const { name, namespace, uid, deletionTimestamp } = pod.metadata;
  const serving = isReady(pod);
  const terminating = Boolean(deletionTimestamp);
  const { hostname, subdomain, nodeName } = pod.spec;
  return {
    addresses: [pod.status.podIP ?? ''],
    conditions: { ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating },
    ...(hostname && subdomain === service.metadata.name ? { hostname } : {}),
    ...(nodeName ? { nodeName } : {}),
    targetRef: { kind: 'Pod', namespace: namespace ?? '', name, uid },
  };
}

/** The ports that this pod has for the Service: a named targetPort goes by the pod's own container ports. */
export function portsOf(service: Service, pod: Pod): SlicePort[] {
  return (service.spec.ports ?? []).flatMap((port) => {
    const number = findTargetPort(port, pod);
    if (number === undefined) return [];
    return [
      { name: port.name ?? '', port: number, protocol: port.protocol, ...(port.appProtocol ? { appProtocol: port.appProtocol } : {}) },
    ];
  });
}

/** Undefined when the pod has no container port of that name and protocol. */
export function findTargetPort({ targetPort, protocol }: ServicePort, pod: Pod): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const { ports } of [...pod.spec.containers, ...sidecars])
    for (const port of ports ?? []) if (port.name === targetPort && (port.protocol ?? 'TCP') === protocol) return port.containerPort;
  return undefined;
}
