// What a node's kubelet asks of the network, as the container runtime asks a CNI plugin.
import type { NetworkNamespace } from '../../shell/network-namespace.ts';

export interface PodSandbox {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly hostNetwork: boolean;
}

export interface PodNetwork {
  /** Wires a pod (CNI ADD). Rejects with the message of a FailedCreatePodSandBox event when it cannot. */
  add(sandbox: PodSandbox): Promise<{ readonly net: NetworkNamespace; readonly address: string }>;
  /** Takes the pod off the network and gives its address back (CNI DEL). May be called twice. */
  remove(uid: string): Promise<void>;
  /** The node's own namespace: hostNetwork pods, the kubelet's probes. */
  readonly host: NetworkNamespace;
  readonly hostAddress: string;
}
