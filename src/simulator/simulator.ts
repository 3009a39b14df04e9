// A whole simulated cluster: API server, controllers, nodes with their network, and the hosts beside them. The only file
// that knows every part.
import type { VirtualClock } from '../clock.ts';
import { createMemoryFileSystem, type FileSystem, type Machine, type NetworkNamespace } from '../shell/index.ts';
import {
  type Api,
  type ApiConnection,
  type ApiUser,
  allResources,
  createApiServer,
  nodes as nodeResource,
  pods as podResource,
} from './apiserver/index.ts';
import { createCniImage } from './components/cni/index.ts';
import { createCoreDnsImage } from './components/coredns/index.ts';
import { createKubeProxyImage } from './components/kube-proxy/index.ts';
import { startControllers } from './controllers/index.ts';
import { createImageRegistry } from './images/index.ts';
import { createKubelet, forgetStrays, type Kubelet } from './kubelet/index.ts';
import { createNetwork, GATEWAY_ADDRESS, type Network } from './network/index.ts';
import type { KubeObject, Node } from './objects.ts';
import { noParts, type Parts } from './parts.ts';
import { createRandom, type RandomState } from './random.ts';
import { startScheduler } from './scheduler/index.ts';
import { systemObjects } from './system/index.ts';
import { timestamp } from './timestamp.ts';

export interface SimulatorOptions {
  readonly clock: VirtualClock;
  /** The same seed gives the same cluster, name by name. */
  readonly seed: number;
  readonly nodes: 1 | 3;
  /** Hears of an exception that is no way for a program or a controller to end. */
  readonly onBug: (error: unknown) => void;
  /** Where the cluster is kept beyond this process. One that it holds stands again; `seed` and `nodes` say nothing then. */
  readonly parts?: Parts;
}

/** A host with the files that its resolver reads. */
export interface Host {
  readonly net: NetworkNamespace;
  readonly files: FileSystem;
}

export interface Simulator {
  readonly id: string;
  readonly clock: VirtualClock;
  readonly api: Api;
  readonly network: Network;
  /** Where it is kept, for whatever belongs to it. */
  readonly parts: Parts;
  /** The API as the bearer of a certificate with this name sees it. */
  connect(user: ApiUser): ApiConnection;
  /** The learner's machine: on the nodes' network, with no route to pods and Services. */
  readonly workstation: NetworkNamespace;
  /** A host beside the nodes. */
  readonly outside: Host;
  nodeHost(name: string): Host | undefined;
  /** The machine of a running container; of the pod's first one unless named. */
  containerMachine(podUid: string, container?: string): Machine | undefined;
  /** When an object other than an Event last changed, on the cluster's clock. */
  lastChangeMs(): number;
  /** May be called twice. Resolves when every process has ended and no timer is left. */
  stop(): Promise<void>;
}

const WORKSTATION_ADDRESS = '172.18.0.100';
const OUTSIDE_ADDRESS = '172.18.0.200';
/** kubeadm's. */
const CLUSTER_DNS = '10.96.0.10';

export interface KeptCore {
  readonly id: string;
  readonly nowMs: number;
  readonly random: RandomState;
}

/** Undefined when no cluster is held. Its time is what the clock of the next one must begin with. */
export const findKeptCore = (parts: Parts): KeptCore | undefined => parts.find<KeptCore>('core');

export function createSimulator({ clock, seed, nodes: nodeCount, onBug, parts: keptIn = noParts }: SimulatorOptions): Simulator {
  const core = findKeptCore(keptIn);
  const random = createRandom(core?.random ?? seed);
  const readCore = (): KeptCore => ({ id, nowMs: clock.now(), random: random.state() });
  // Whatever changes, time has passed and chance has been used.
  const parts: Parts = {
    ...keptIn,
    changed(name, read) {
      keptIn.changed(name, read);
      keptIn.changed('core', readCore);
    },
    changedLater(name, read) {
      keptIn.changedLater(name, read);
      keptIn.changedLater('core', readCore);
    },
  };
  const network = createNetwork({ clock, random, parts });
  const kubelets = new Map<string, Kubelet>();
  const server = createApiServer({ clock, random, parts, findNode: (name) => kubelets.get(name) });
  const { api } = server;
  const images = createImageRegistry([
    createCoreDnsImage({ api }),
    createKubeProxyImage({ api, network }),
    createCniImage({ api, network }),
  ]);
  const hostFiles = createMemoryFileSystem(clock, {
    '/etc/hosts': '127.0.0.1\tlocalhost\n',
    '/etc/resolv.conf': `nameserver ${GATEWAY_ADDRESS}\n`,
  });

  if (!core) for (const { resource, draft } of systemObjects({ nodes: nodeCount, at: timestamp(clock) })) api.create(resource, draft);
  const alive = new Set(api.list(podResource).map(({ metadata }) => metadata.uid));
  forgetStrays(parts, alive);
  const addNode = (node: Node) => {
    const address = node.status.addresses.find(({ type }) => type === 'InternalIP')?.address;
    if (!address || !node.spec.podCIDR) return;
    const { name } = node.metadata;
    const { pods, podUids } = network.addNode({ name, address, podCidr: node.spec.podCIDR });
    for (const uid of podUids()) if (!alive.has(uid)) void pods.remove(uid);
    kubelets.set(
      name,
      createKubelet({
        nodeName: name,
        nodeIp: address,
        clock,
        random,
        api,
        network: pods,
        images,
        clusterDns: CLUSTER_DNS,
        onBug,
        keeping: parts,
      }),
    );
  };
  for (const node of api.list(nodeResource)) addNode(node);

  let lastChangeMs = clock.now();
  const stops = [
    ...allResources
      .filter(({ kind }) => kind !== 'Event')
      .map((resource) =>
        api.watch(resource, {}, () => {
          lastChangeMs = clock.now();
        }),
      ),
    startControllers({ api, clock, random, onBug }),
    startScheduler({ api, clock, random, onBug }),
  ];
  const id = core?.id ?? random.suffix(8);
  let stopping: Promise<void> | undefined;
  return {
    id,
    parts,
    clock,
    api,
    network,
    connect: (user) => server.connect(user),
    workstation: network.addHost('workstation', WORKSTATION_ADDRESS),
    outside: { net: network.addHost('outside', OUTSIDE_ADDRESS), files: hostFiles },
    nodeHost(name) {
      const node = network.node(name);
      return node && { net: node.host, files: hostFiles };
    },
    containerMachine(podUid, container) {
      for (const kubelet of kubelets.values()) {
        const machine = kubelet.machine(podUid, container);
        if (machine) return machine;
      }
      return undefined;
    },
    lastChangeMs: () => lastChangeMs,
    stop() {
      stopping ??= (async () => {
        for (const stop of stops) stop();
        await Promise.all([...kubelets.values()].map((kubelet) => kubelet.stop()));
        clock.pause();
      })();
      return stopping;
    },
  };
}

/** Every object that the cluster holds. */
export function allObjects(api: Api): readonly KubeObject[] {
  return allResources.flatMap((resource) => api.list(resource) as readonly KubeObject[]);
}
