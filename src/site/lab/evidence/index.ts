// Evidence of a verdict, drawn.
import type { Evidence } from '../../../../grader/index.ts';
import type { Wording } from '../wording.ts';
import { answers } from './answers.ts';
import { endpoints } from './endpoints.ts';
import { field } from './field.ts';
import { lookup } from './lookup.ts';
import { matrix } from './matrix.ts';
import { objects } from './objects.ts';
import { probe } from './probe.ts';
import type { Renderer } from './renderer.ts';
import { yaml } from './yaml.ts';

const renderers: { readonly [Kind in Evidence['kind']]: Renderer<Kind> } = {
  none: () => undefined,
  answers,
  endpoints,
  field,
  lookup,
  matrix,
  objects,
  probe,
  yaml,
};

/** Undefined when there is nothing to show. */
export function drawEvidence(evidence: Evidence, wording: Wording): HTMLElement | undefined {
  const render = renderers[evidence.kind] as (evidence: Evidence, wording: Wording) => HTMLElement | undefined;
  return render(evidence, wording);
}
