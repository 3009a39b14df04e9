// What must stand before a pod's first container: its volumes, and its place in the network
// (pkg/kubelet/volumemanager, kuberuntime_sandbox.go).
import type { Pod } from '../objects.ts';
import type { KubeletParts } from './kubelet-parts.ts';
import type { Sandbox } from './pod-context.ts';
import type { PodEvents } from './pod-events.ts';
import type { PodVolumes } from './volumes.ts';

/** How long runtime and CNI plugin take for a sandbox. */
const SANDBOX_MS = 100;
const SANDBOX_RETRY_MS = 10_000;
/** nestedpendingoperations' first and longest wait between attempts to mount. */
const MOUNT_FIRST_MS = 500;
const MOUNT_LONGEST_MS = 122_000;

export interface Preparation {
  /** One attempt: the sandbox, or after how long to try again. An event has told why. */
  attempt(): Promise<Sandbox | { readonly retryMs: number }>;
  /** The sandbox that stands already, after its host came back. */
  rejoin(): Promise<Sandbox | { readonly retryMs: number }>;
}

export function createPreparation(parts: KubeletParts, pod: () => Pod, volumes: PodVolumes, events: PodEvents): Preparation {
  const { clock, network, nodeIp, random } = parts;
  let mountWaitMs = MOUNT_FIRST_MS;

  async function addToNetwork(): Promise<Sandbox | { readonly retryMs: number }> {
    const { namespace = '', name, uid } = pod().metadata;
    if (pod().spec.hostNetwork) return { net: network.host, address: nodeIp };
    try {
      return await network.add({ namespace, name, uid, hostNetwork: false });
    } catch (error) {
      const id = `${random.uuid()}${random.uuid()}`.replaceAll('-', '');
      const cause = error instanceof Error ? error.message : String(error);
      const message = `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "${id}": ${cause}`;
      events.record('Warning', 'FailedCreatePodSandBox', message);
      return { retryMs: SANDBOX_RETRY_MS };
    }
  }

  return {
    rejoin: addToNetwork,
    async attempt() {
      const problem = volumes.findProblem();
      if (!problem) {
        await clock.sleep(SANDBOX_MS);
        return addToNetwork();
      }
      events.record('Warning', 'FailedMount', problem);
      const retryMs = mountWaitMs;
      mountWaitMs = Math.min(mountWaitMs * 2, MOUNT_LONGEST_MS);
      return { retryMs };
    },
  };
}
