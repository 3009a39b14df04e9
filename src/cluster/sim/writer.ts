// The grader's hands on a simulated cluster, for disturbances.
import { type ClusterWriter, Problem, placeName } from '../../../grader/index.ts';
import { createCollector } from '../../shell/index.ts';
import { pods, type Simulator } from '../../simulator/index.ts';
import type { ApiObjects } from '../api-objects.ts';

export function createWriter(objects: ApiObjects, simulator: Simulator): ClusterWriter {
  return {
    create: (object) => objects.create(object),
    patch: objects.patch,
    replace: objects.replace,
    remove: objects.remove,
    async exec(place, argv) {
      if (place === 'outside' || 'node' in place) throw new Problem('unsupported', `no programs run on ${placeName(place)} yet`);
      const pod = simulator.api.find(pods, place.pod.namespace, place.pod.name);
      const machine = pod && simulator.containerMachine(pod.metadata.uid, place.container);
      if (!machine) throw new Problem('probe-place-missing', `nothing runs at ${placeName(place)}`);
      const output = createCollector();
      const child = machine.start(argv, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' }, cwd: '/', stdout: output, stderr: output });
      return { exitCode: await child.exited, output: output.text() };
    },
  };
}
