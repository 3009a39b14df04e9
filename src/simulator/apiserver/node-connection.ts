// How the API server reaches into a node, as over the kubelet's port 10250: logs and exec. The kubelet implements it.

import type { Connection } from '../../shell/network-namespace.ts';
import type { ChildProcess, Input, Output, TerminalSize, Unsubscribe } from '../../shell/program.ts';
import type { Pod } from '../objects.ts';

export interface LogQuery {
  readonly container: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines?: number;
  readonly sinceMs?: number;
  readonly limitBytes?: number;
}

export interface ExecQuery {
  readonly container: string;
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin?: Input;
  readonly stdout?: Output;
  readonly stderr?: Output;
  /** With a TTY: its size now and later. */
  readonly size?: TerminalSize;
  readonly onResize?: (listener: (size: TerminalSize) => void) => Unsubscribe;
}

/** To what a container already runs: its first process. */
export type AttachQuery = Omit<ExecQuery, 'command'>;

export interface NodeConnection {
  /** Ends at once without `follow`, else when the container ends or `signal` aborts. Throws `ApiError`. */
  logs(pod: Pod, query: LogQuery, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Starts a process in a running container. Throws `ApiError` (container not found, not running, no such program). */
  exec(pod: Pod, query: ExecQuery): ChildProcess;
  /**
   * Connects streams to a running container's own process. `exited` resolves when the container ends; `kill` only lets go of it.
   * Throws `ApiError`. A node without it cannot attach.
   */
  attach?(pod: Pod, query: AttachQuery): ChildProcess;
  /** Connects to a port on the loopback address inside the pod. Rejects with `ApiError`. A node without it cannot forward. */
  portForward?(pod: Pod, port: number): Promise<Connection>;
}

/** Undefined when the node is not there or does not answer. */
export type FindNode = (nodeName: string) => NodeConnection | undefined;
