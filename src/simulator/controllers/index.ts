// What kube-controller-manager runs.
import { type ControllerContext, stopAll } from './controller.ts';
import { startDaemonSetController } from './daemon-set.ts';
import { startDeploymentController } from './deployment.ts';
import { startEndpointSliceController } from './endpoint-slice.ts';
import { startEndpointSliceMirroringController } from './endpoint-slice-mirroring.ts';
import { startEndpointsController } from './endpoints.ts';
import { startGarbageCollector } from './garbage-collector.ts';
import { startNamespaceController } from './namespace.ts';
import { startReplicaSetController } from './replica-set.ts';

export type { ControllerContext } from './controller.ts';

/** Starts every controller; the returned function stops them and cancels what they wait for. */
export function startControllers(context: ControllerContext): () => void {
  return stopAll([
    startNamespaceController(context),
    startGarbageCollector(context),
    startDeploymentController(context),
    startReplicaSetController(context),
    startDaemonSetController(context),
    startEndpointSliceController(context),
    startEndpointSliceMirroringController(context),
    startEndpointsController(context),
  ]);
}
