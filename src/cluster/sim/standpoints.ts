// Where the grader's probes stand in a simulated cluster.
import { type Place, Problem, placeName } from '../../../grader/index.ts';
import { pods, type Simulator } from '../../simulator/index.ts';
import type { FindStandpoint } from './probes.ts';

export function standpoints(simulator: Simulator): FindStandpoint {
  return (place: Place) => {
    const missing = () => new Problem('probe-place-missing', `nothing runs at ${placeName(place)}`);
    if (place === 'outside') return simulator.outside;
    if ('node' in place) {
      const node = simulator.nodeHost(place.node);
      if (!node) throw missing();
      return node;
    }
    const pod = simulator.api.find(pods, place.pod.namespace, place.pod.name);
    const machine = pod && simulator.containerMachine(pod.metadata.uid, place.container);
    if (!machine) throw missing();
    return machine;
  };
}
