// A cluster of three nodes to which policies are applied as a learner applies them, and probes between its pods.

import type { ConnectOutcome, PodRef } from '../../../grader/index.ts';
import { VirtualClock } from '../../../src/clock.ts';
import { createApiObjects } from '../../../src/cluster/api-objects.ts';
import { createSimDriver, type RunningSimCluster } from '../../../src/cluster/sim/driver.ts';
import type { NetworkPolicy, Pod, Service } from '../../../src/simulator/objects.ts';

export type Protocol = 'TCP' | 'UDP';

export interface PolicyCluster {
  readonly running: RunningSimCluster;
  /** Moves the cluster's time until `work` ends. */
  drive<T>(work: Promise<T>): Promise<T>;
  applyPolicy(namespace: string, name: string, spec: object): Promise<void>;
  removePolicy(namespace: string, name: string): Promise<void>;
  /** null removes a label. */
  label(
    kind: 'Pod' | 'Namespace',
    namespace: string | undefined,
    name: string,
    labels: Readonly<Record<string, string | null>>,
  ): Promise<void>;
  pod(ref: PodRef): Promise<Pod>;
  service(namespace: string, name: string): Promise<Service>;
  connect(from: PodRef, host: string, port: number, protocol?: Protocol): Promise<ConnectOutcome>;
  policies(): Promise<readonly NetworkPolicy[]>;
}

export async function startPolicyCluster(setupYaml: string): Promise<PolicyCluster> {
  const bugs: unknown[] = [];
  const driver = createSimDriver({
    clock: new VirtualClock(Date.UTC(2026, 10, 20)),
    seed: 7,
    time: 'virtual',
    onBug: (error) => bugs.push(error),
  });
  const running = await driver.start(
    { labId: 'policies', nodes: 'three-nodes', requires: ['network-policy'], setupYaml, files: {}, namespace: 'default' },
    { signal: new AbortController().signal, onStep: () => undefined },
  );
  const drive = async <T>(work: Promise<T>) => {
    const result = await running.clock.drive(work);
    if (bugs.length > 0) throw bugs[0];
    return result;
  };
  const objects = createApiObjects((request) => running.learner.fetch(request), running.clock);
  const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' };
  const found = <T>(what: string, object: T | undefined): T => {
    if (!object) throw new Error(`${what} is not there`);
    return object;
  };
  return {
    running,
    drive,
    async applyPolicy(namespace, name, spec) {
      await objects.remove({ ...policy, namespace, name });
      await objects.create({ ...policy, metadata: { namespace, name }, spec });
    },
    removePolicy: (namespace, name) => objects.remove({ ...policy, namespace, name }),
    label: (kind, namespace, name, labels) =>
      objects.patch({ apiVersion: 'v1', kind, ...(namespace ? { namespace } : {}), name }, { metadata: { labels } }),
    pod: async ({ namespace, name }) => found(`pod ${name}`, await objects.get<Pod>({ apiVersion: 'v1', kind: 'Pod', namespace, name })),
    service: async (namespace, name) =>
      found(`service ${name}`, await objects.get<Service>({ apiVersion: 'v1', kind: 'Service', namespace, name })),
    async connect(from, host, port, protocol = 'TCP') {
      const [outcome] = await running.cluster.connect({ from: { pod: from }, host, port, protocol });
      return outcome as ConnectOutcome;
    },
    policies: () => objects.list<NetworkPolicy>({ ...policy }),
  };
}
