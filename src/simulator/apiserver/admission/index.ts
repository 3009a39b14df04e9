// The plugins that look at every write before it is stored, in the order in which a real server runs them.
import type { Random } from '../../random.ts';
import type { AnyResource } from '../resource.ts';
import type { Storage } from '../storage.ts';
import { serviceAddresses } from './cluster-ip.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { nodePorts } from './node-port.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { podTolerations } from './pod-tolerations.ts';
import { serviceAccountOfPod } from './service-account.ts';

export type { AdmissionPlugin, AdmissionRequest } from './plugin.ts';

/** The admission chain of a kind cluster, as far as this simulator has its kinds. */
export function createAdmission(parts: {
  storage: Storage;
  random: Random;
  namespaces: AnyResource;
  services: AnyResource;
  serviceAccounts: AnyResource;
}): readonly AdmissionPlugin[] {
  return [namespaceLifecycle(parts), serviceAccountOfPod(parts), podTolerations, serviceAddresses(parts), nodePorts(parts)];
}
