// All of a lab that a session needs: its definition and what the learner finds. Never a solution.
import type { LabDefinition } from '../../grader/index.ts';

export interface LabSource {
  readonly definition: LabDefinition;
  readonly setupYaml: string;
  readonly setupScript?: string;
  /** Text files that appear under /lab, by relative path. */
  readonly files: Readonly<Record<string, string>>;
}
