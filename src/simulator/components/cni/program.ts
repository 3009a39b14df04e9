// The CNI agent of this cluster, after kindnetd: keeps its node's routes to the other nodes' pods, the rule that hides pods
// behind their node when they speak to the world outside (kindnet cmd/kindnetd/{main,routes,masq}.go), and the gates that
// NetworkPolicies ask for.
import type { Program } from '../../../shell/program.ts';
import { type Api, nodes } from '../../apiserver/index.ts';
import type { Netfilter, Network, NodeNetwork } from '../../network/index.ts';
import type { Node } from '../../objects.ts';
import { createKlog, type Klog } from '../klog.ts';
import { keepGates } from './policies/keep.ts';

export interface CniParts {
  readonly api: Api;
  readonly network: Network;
}

const MASQ_CHAIN = 'KIND-MASQ-AGENT';
/** What kind gives to a cluster's pods unless told otherwise. */
const DEFAULT_POD_SUBNET = '10.244.0.0/16';

export function createCniAgent({ api, network }: CniParts): Program {
  return async (process) => {
    const log = createKlog(process);
    const name = process.env.NODE_NAME ?? network.nodes().find(({ address }) => address === process.env.HOST_IP)?.name ?? process.hostname;
    const node = network.node(name);
    if (!node) {
      await log.error('main.go:109', 'this agent does not run on a node of the cluster', { node: name });
      return 1;
    }
    await log.info('main.go:139', 'kindnetd starts', { hostIP: node.address, podCIDR: node.podCidr });
    hidePods(node.netfilter, (process.env.POD_SUBNET ?? DEFAULT_POD_SUBNET).split(','));
    const stops = [api.watch(nodes, {}, ({ type, object }) => keepRoute(node, object, type === 'DELETED', log)), keepGates(api, node)];
    const stop = () => {
      for (const one of stops) one();
    };
    return new Promise((resolve) => {
      process.onSignal('SIGTERM', () => {
        stop();
        resolve(0);
      });
      process.signal.addEventListener('abort', stop, { once: true });
    });
  };
}

/** Traffic of pods to anything but pods leaves under the node's address. */
function hidePods({ tables }: Netfilter, podSubnets: readonly string[]): void {
  tables.setChain('nat', MASQ_CHAIN, [
    ...podSubnets.map((subnet) => ({
      destination: subnet,
      comment: 'kind-masq-agent: local traffic is not subject to MASQUERADE',
      target: { kind: 'RETURN' } as const,
    })),
    {
      comment: 'kind-masq-agent: outbound traffic is subject to MASQUERADE (must be last in chain)',
      target: { kind: 'MASQUERADE' },
    },
  ]);
  tables.ensureRule(
    'nat',
    'POSTROUTING',
    {
      notDestinationType: 'LOCAL',
      comment: 'kind-masq-agent: ensure nat POSTROUTING directs all non-LOCAL destination traffic to our custom KIND-MASQ-AGENT chain',
      target: { kind: 'jump', chain: MASQ_CHAIN },
    },
    'last',
  );
}

function keepRoute(node: NodeNetwork, other: Node, gone: boolean, log: Klog): void {
  const address = other.status.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  const { podCIDR } = other.spec;
  if (other.metadata.name === node.name || !address || !podCIDR) return;
  const present = node.routes.list().find(({ destination }) => destination === podCIDR);
  if (gone) {
    if (!present) return;
    node.routes.remove(podCIDR);
    void log.info('routes.go:62', 'Removing route', { destination: podCIDR, via: address });
    return;
  }
  if (present?.via === address) return;
  node.routes.set({ destination: podCIDR, via: address, device: 'eth0' });
  void log.info('routes.go:62', 'Adding route', { destination: podCIDR, via: address });
}
