// What a check may read of a place in a simulated cluster beyond the API: rules, routes, sockets.
import { type Cluster, Problem, placeName } from '../../../grader/index.ts';
import { iptablesSave, type Simulator } from '../../simulator/index.ts';
import type { FindStandpoint } from './probes.ts';

/** Facts are JSON, but for `iptables`, which is iptables-save's text. */
export function createFacts(find: FindStandpoint, simulator: Simulator): Pick<Cluster, 'read'> {
  return {
    async read(from, fact) {
      const { net } = find(from);
      switch (fact) {
        case 'listening':
          return JSON.stringify(net.sockets().filter(({ state }) => state === 'LISTEN' || state === 'UNCONN'));
        case 'interfaces':
          return JSON.stringify(net.interfaces());
        case 'routes':
          return JSON.stringify(net.routes());
        case 'iptables': {
          const node = from !== 'outside' && 'node' in from ? simulator.network.node(from.node) : undefined;
          if (!node) throw new Problem('unsupported', `only nodes have iptables rules to read, not ${placeName(from)}`);
          return iptablesSave(node.netfilter.tables, { date: new Date(simulator.clock.now()).toUTCString() });
        }
        default:
          throw new Problem('unsupported', `this cluster cannot tell ${fact} yet`);
      }
    },
  };
}
