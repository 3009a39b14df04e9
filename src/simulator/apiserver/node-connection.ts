// How the API server reaches into a node, as over the kubelet's port 10250: logs and exec. The kubelet implements it.
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

export interface NodeConnection {
  /** Ends at once without `follow`, else when the container ends or `signal` aborts. Throws `ApiError`. */
  logs(pod: Pod, query: LogQuery, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Starts a process in a running container. Throws `ApiError` (container not found, not running, no such program). */
  exec(pod: Pod, query: ExecQuery): ChildProcess;
}

/** Undefined when the node is not there or does not answer. */
export type FindNode = (nodeName: string) => NodeConnection | undefined;
