// Makes pods from a template (pkg/controller/controller_utils.go, RealPodControl).
import { type Api, ApiError, pods } from '../apiserver/index.ts';
import type { EventRecorder } from '../events.ts';
import type { KubeObject, Pod, PodTemplate } from '../objects.ts';
import { referenceTo } from './owners.ts';

/** Creates a pod of `owner` and records that it did, or that it could not. */
export function createPodOf(api: Api, recorder: EventRecorder, owner: KubeObject, template: PodTemplate): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const { namespace, name } = owner.metadata;
  try {
    const pod = api.create(pods, {
      metadata: {
        ...(namespace ? { namespace } : {}),
        generateName: `${name}-`,
        ...(labels ? { labels: { ...labels } } : {}),
        ...(annotations ? { annotations: { ...annotations } } : {}),
        ...(finalizers ? { finalizers: [...finalizers] } : {}),
        ownerReferences: [referenceTo(owner)],
      },
      spec: structuredClone(template.spec),
    });
    recorder.record(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    return pod;
  } catch (error) {
    if (error instanceof ApiError) recorder.record(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
    throw error;
  }
}
