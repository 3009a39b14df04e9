// What acting on one container of a pod takes.
import type { NetworkNamespace } from '../../shell/index.ts';
import type { Pod } from '../objects.ts';
import type { KubeletParts } from './kubelet-parts.ts';
import type { PodEvents } from './pod-events.ts';
import type { PodVolumes } from './volumes.ts';

/** Where a pod stands in the network. */
export interface Sandbox {
  readonly net: NetworkNamespace;
  readonly address: string;
}

export interface PodContext extends KubeletParts {
  readonly pod: () => Pod;
  readonly events: PodEvents;
  readonly volumes: PodVolumes;
  readonly sandbox: Sandbox;
  /** Something has changed: look at the pod again, now or later. */
  readonly wake: (delayMs?: number) => void;
  /** The pod is ending: nothing may be started any more. */
  readonly isEnding: () => boolean;
}

/** The PLEG looks every second: half of it passes on average before the end of a container is noticed. */
export const RELIST_MS = 500;
