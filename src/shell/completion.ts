// What a program tells the shell about its arguments when Tab is pressed.
import type { FileSystem } from './files.ts';

export interface CompletionContext {
  /** The words before the cursor, unquoted, the program's name first. */
  readonly words: readonly string[];
  /** The word under the cursor up to the cursor; '' after a blank. */
  readonly current: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly files: FileSystem;
}

export interface Completion {
  readonly value: string;
  /** Shown beside it when there are several, as kubectl's own completion does. */
  readonly description?: string;
  /** No blank after it: a flag that ends in `=`, a prefix. */
  readonly open?: boolean;
}

/** Empty when it has nothing to say: then the shell offers file names. */
export type Completer = (context: CompletionContext) => Promise<readonly Completion[]>;
