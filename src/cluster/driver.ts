// A kind of cluster that labs can run on. Promises here; one folder an implementation, with the same file names.
import type { Cluster, ClusterWriter, Feature, Localized, Problem } from '../../grader/index.ts';
import type { Clock } from '../clock.ts';
import type { Parts } from '../simulator/index.ts';
import type { TerminalEnd, TerminalSize } from '../terminal/index.ts';

export type { Parts } from '../simulator/index.ts';
export type Unsubscribe = () => void;

/** What a lab asks of a cluster: everything of its folder but checks and scripts that solve it. */
export interface ClusterSpec {
  readonly labId: string;
  readonly nodes: 'one-node' | 'three-nodes';
  readonly requires: readonly Feature[];
  readonly setupYaml: string;
  readonly setupScript?: string;
  /** Text files that appear under /lab, by relative path. */
  readonly files: Readonly<Record<string, string>>;
  /** The namespace in which the learner's kubectl starts. */
  readonly namespace: string;
}

export interface StartOptions {
  readonly signal: AbortSignal;
  /** Feeds the learner's progress bar. */
  readonly onStep: (step: Localized) => void;
  /** For a driver that `keeps`: one that is held there comes back instead of a fresh one. */
  readonly parts?: Parts;
}

export interface ClusterDriver {
  readonly name: 'sim' | 'kind';
  readonly features: ReadonlySet<Feature>;
  /** Its clusters live and die with this process, and keep what they are in `StartOptions.parts`. */
  readonly keeps?: boolean;
  /** Why this driver cannot work here, or undefined when it can. */
  unavailable(): Promise<Problem | undefined>;
  /** Resolves when setup.yaml and setup.sh have settled, or the kept cluster stands. Leaves nothing behind when it rejects. */
  start(spec: ClusterSpec, options: StartOptions): Promise<RunningCluster>;
  /** Every cluster of this driver that still exists: by engine labels for kind, by stored snapshots for sim. */
  list(): Promise<readonly RunningCluster[]>;
}

export interface RunningCluster {
  readonly id: string;
  /** With the grader's own credentials. */
  readonly cluster: Cluster;
  /** For disturbances, with the grader's own credentials. */
  readonly writer: ClusterWriter;
  /** The cluster's own time: checks wait on it. */
  readonly clock: Clock;
  /** The API with the learner's rights. */
  readonly learner: { fetch(request: Request): Promise<Response> };
  /** The same id is the same shell, also after a page reload, and on kind after a server restart. */
  terminal(id: string, size: TerminalSize): Promise<TerminalEnd>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  onLost(listener: (problem: Problem) => void): Unsubscribe;
  /** May be called twice. Resolves when nothing of the cluster is left. */
  stop(): Promise<void>;
}
