// What every part of a kubelet is given.
import type { Clock } from '../../clock.ts';
import type { FileSystem } from '../../shell/index.ts';
import type { Api } from '../apiserver/index.ts';
import type { EventRecorder } from '../events.ts';
import type { Pod } from '../objects.ts';
import type { Parts } from '../parts.ts';
import type { Random } from '../random.ts';
import type { NodeImages } from './images.ts';
import type { ResolverConfig } from './network-files.ts';
import type { PodNetwork } from './pod-network.ts';

export interface KubeletParts {
  readonly nodeName: string;
  readonly nodeIp: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly api: Api;
  readonly network: PodNetwork;
  readonly images: NodeImages;
  readonly clusterDns: string;
  readonly clusterDomain: string;
  readonly nodeResolver: ResolverConfig;
  /** The node's own files. */
  readonly nodeFiles: FileSystem;
  /** A token of the pod's service account, as its volume holds it. */
  readonly tokenOf: (pod: Pod) => string;
  readonly recorder: EventRecorder;
  /** Where pods are kept beyond this process. */
  readonly keeping: Parts;
  readonly onBug: (error: unknown) => void;
}
