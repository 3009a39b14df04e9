// The annotation in which `kubectl apply` keeps what was applied last (kubectl/pkg/util/apply.go).
import { copyOf, type Fields, type KubeObject } from '../objects.ts';
import { toCompactJson } from '../printers/json.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** A copy that carries itself in the annotation. */
export function withLastApplied(object: KubeObject): KubeObject {
  const bare = copyOf(object);
  bare.metadata.annotations = { ...bare.metadata.annotations };
  delete bare.metadata.annotations[LAST_APPLIED];
  const copy = copyOf(bare);
  copy.metadata.annotations = { ...bare.metadata.annotations, [LAST_APPLIED]: `${toCompactJson(bare)}\n` };
  return copy;
}

/** Undefined when the object was never applied. */
export function lastApplied(object: KubeObject): Fields | undefined {
  const text = object.metadata.annotations?.[LAST_APPLIED];
  return text === undefined ? undefined : (JSON.parse(text) as Fields);
}
