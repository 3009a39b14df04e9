// What workloads have in common: their template and its selector (pkg/apis/apps).
import type { KubeObject, LabelSelector, PodSpec, PodTemplate } from '../../objects.ts';
import { applyPodSpecDefaults } from './pod-defaults.ts';

/** Fills in an absent spec, selector and template, so that validation can say what is missing. */
export function applyTemplateDefaults(object: KubeObject & { spec: { selector: LabelSelector; template: PodTemplate } }): void {
  object.spec ??= {} as typeof object.spec;
  object.spec.template ??= {} as PodTemplate;
  const { template } = object.spec;
  template.metadata ??= {};
  template.spec ??= {} as PodSpec;
  applyPodSpecDefaults(template.spec);
}
