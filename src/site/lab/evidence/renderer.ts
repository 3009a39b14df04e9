// One file a kind of evidence draws it as text that a screen reader can read: tables, lists, definitions.
import type { Evidence, ObjectRef } from '../../../../grader/index.ts';
import type { Wording } from '../wording.ts';

export type EvidenceOf<Kind extends Evidence['kind']> = Extract<Evidence, { kind: Kind }>;

/** Undefined when there is nothing to show. */
export type Renderer<Kind extends Evidence['kind']> = (evidence: EvidenceOf<Kind>, wording: Wording) => HTMLElement | undefined;

/** As kubectl names it: Service minio/minio. */
export function objectName({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
