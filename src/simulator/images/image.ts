// What a container image brings: programs, files, a default command.
import type { Programs } from '../../shell/program.ts';

export interface Image {
  /** Without tag, in full: `docker.io/library/nginx`. */
  readonly repository: string;
  /** As `status.containerStatuses[].imageID` shows it. */
  readonly digest: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly workingDir?: string;
  readonly user?: { readonly name: string; readonly uid: number };
  readonly programs: Programs;
  /** Text files by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  /** How long a pull takes when a node does not have it yet. */
  readonly pullMs: number;
}

/** Finds an image by reference as written in a pod (`nginx:1.27-alpine`). Any tag of a known repository is there. */
export type ImageRegistry = (reference: string) => Image | undefined;
