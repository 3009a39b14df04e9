// Columns and cells that several kinds share (pkg/printers/internalversion/printers.go).
import type { KubeObject, LabelSelector, PodTemplate } from '../../objects.ts';
import { age } from '../age.ts';
import type { Column } from '../resource.ts';
import { formatSelector } from '../selectors.ts';

export const column = (name: string, description: string, type: Column['type'] = 'string'): Column => ({
  name,
  type,
  description,
  priority: 0,
});
/** Shown with -o wide. */
export const wide = (name: string, description: string, type: Column['type'] = 'string'): Column => ({
  name,
  type,
  description,
  priority: 1,
});

export const NAME: Column = { name: 'Name', type: 'string', format: 'name', description: 'Unique within a namespace.', priority: 0 };
export const AGE: Column = column('Age', 'Time since the server created this object.');

export const ageOf = (object: KubeObject, nowMs: number): string => age(object.metadata.creationTimestamp, nowMs);

export const TEMPLATE_COLUMNS: readonly Column[] = [
  wide('Containers', 'Names of each container in the template.'),
  wide('Images', 'Images referenced by each container in the template.'),
  wide('Selector', 'Label selector for pods of this workload.'),
];

export function templateCells(template: PodTemplate | undefined, selector: LabelSelector | undefined): string[] {
  const containers = template?.spec?.containers ?? [];
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image).join(','), formatSelector(selector)];
}

/** `a=1,b=2`, or `<none>`. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? '<none>' : entries.map(([key, value]) => `${key}=${value}`).join(',');
}
