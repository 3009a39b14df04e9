// A node's kubelet: runs the pods that are bound to its node, and answers for their logs and processes.

import type { Clock } from '../../clock.ts';
import { createMemoryFileSystem, type FileSystem, type Machine, type MemoryFileSystem } from '../../shell/index.ts';
import type { NodeConnection } from '../apiserver/index.ts';
import { type Api, nodes, pods } from '../apiserver/index.ts';
import { createEventRecorder } from '../events.ts';
import type { ImageRegistry } from '../images/index.ts';
import type { Pod } from '../objects.ts';
import { noParts, type Parts } from '../parts.ts';
import type { Random } from '../random.ts';
import { attachTo } from './attach.ts';
import { execIn } from './exec.ts';
import { createNodeImages } from './images.ts';
import { findKeptPod } from './kept-pod.ts';
import type { KubeletParts } from './kubelet-parts.ts';
import { logsOf } from './logs.ts';
import type { ResolverConfig } from './network-files.ts';
import type { PodNetwork } from './pod-network.ts';
import { type PodWorker, startPodWorker } from './pod-worker.ts';
import { forwardPort } from './port-forward.ts';
import { createTokens } from './tokens.ts';

export { forgetStrays } from './kept-pod.ts';
export type { ResolverConfig } from './network-files.ts';
export type { PodNetwork, PodSandbox } from './pod-network.ts';

export interface KubeletOptions {
  readonly nodeName: string;
  readonly nodeIp: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly api: Api;
  readonly network: PodNetwork;
  readonly images: ImageRegistry;
  readonly clusterDns: string;
  readonly onBug: (error: unknown) => void;
  /** `cluster.local` unless told otherwise. */
  readonly clusterDomain?: string;
  /** The node's own resolver; Docker's on a kind node. */
  readonly nodeResolver?: ResolverConfig;
  /** The node's own files, which hostPath volumes show. */
  readonly nodeFiles?: FileSystem;
  /** Where pods are kept beyond this process; those that it holds go on as if nothing had been. */
  readonly keeping?: Parts;
}

export interface Kubelet extends NodeConnection {
  /** The machine of a running container; of the pod's first one unless named. */
  machine(podUid: string, container?: string): Machine | undefined;
  /** Ends all its pods' processes without telling the API server, as when a node is switched off. May be called twice. */
  stop(): Promise<void>;
}

const DOCKER_RESOLVER: ResolverConfig = { nameservers: ['172.18.0.1'], searches: [], options: ['ndots:0'] };

export function createKubelet(options: KubeletOptions): Kubelet {
  const { nodeName, clock, api, images: registry } = options;
  const keeping = options.keeping ?? noParts;
  const present = api.find(nodes, undefined, nodeName)?.status.images?.flatMap(({ names }) => names) ?? [];
  const parts: KubeletParts = {
    clusterDomain: 'cluster.local',
    nodeResolver: DOCKER_RESOLVER,
    nodeFiles: options.nodeFiles ?? nodeFilesOf(nodeName, clock, keeping),
    ...options,
    keeping,
    images: createNodeImages({ clock, registry, present, keeping, nodeName }),
    tokenOf: createTokens(clock),
    recorder: createEventRecorder({ api, clock }, { component: 'kubelet', host: nodeName }),
  };
  const workers = new Map<string, PodWorker>();

  const unwatch = api.watch(pods, {}, ({ type, object }) => {
    if (object.spec.nodeName !== nodeName) return;
    const { uid } = object.metadata;
    const worker = workers.get(uid);
    if (type === 'DELETED') worker?.abandon();
    else if (worker) worker.update(object);
    else if (!isFinished(object) || findKeptPod(keeping, uid))
      workers.set(
        uid,
        startPodWorker(parts, object, () => workers.delete(uid)),
      );
  });

  const recordOf = (uid: string, container?: string) =>
    workers.get(uid)?.records.find(({ spec, kind }) => (container ? spec.name === container : kind === 'main'));

  return {
    logs: (pod, query, signal) => logsOf(pod, recordOf(pod.metadata.uid, query.container), query, signal),
    exec: (pod, query) => execIn(pod, recordOf(pod.metadata.uid, query.container), query),
    attach: (pod, query) => attachTo(pod, recordOf(pod.metadata.uid, query.container), query),
    portForward: (pod, port) => forwardPort(pod, workers.get(pod.metadata.uid)?.records ?? [], port),
    machine: (uid, container) => recordOf(uid, container)?.run?.machine,
    async stop() {
      unwatch();
      await Promise.all([...workers.values()].map((worker) => worker.stop()));
      workers.clear();
    },
  };
}

function nodeFilesOf(nodeName: string, clock: Clock, keeping: Parts): FileSystem {
  const part = `node-files/${nodeName}`;
  const files: MemoryFileSystem = createMemoryFileSystem(
    clock,
    { '/etc/hostname': `${nodeName}\n` },
    { changes: keeping.find(part), onChange: () => keeping.changed(part, () => files.changes()) },
  );
  return files;
}

function isFinished({ status }: Pod): boolean {
  return status.phase === 'Succeeded' || status.phase === 'Failed';
}
